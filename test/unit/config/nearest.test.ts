import { nearest } from '../../../lib/config/nearest.ts';

describe('the nearest known word', () => {
  const known = ['accounts', 'accept', 'regions', 'reject', 'to'];

  it.each([
    ['acount', 'accounts'],
    ['acept', 'accept'],
    ['Regions', 'regions'],
    ['regoins', 'regions'],
    ['rejects', 'reject'],
    ['ot', 'to'],
  ])('to %s is %s', (word, near) => {
    expect(nearest(word, known)).toBe(near);
  });

  it('is none where two are as near', () => {
    expect(nearest('ipv5', ['ipv4', 'ipv6', 'dualstack'])).toBeUndefined();
  });

  it.each(['banana', 'x', ''])('to %j is none', (word) => {
    expect(nearest(word, known)).toBeUndefined();
  });
});
