import fc from 'fast-check';
import { parseCidr } from '../../../lib/net/cidr.ts';
import { canonicalAddress, isHostAddress, isPrivate, parseAddress } from '../../../lib/net/ip.ts';
import { shareOf } from '../../support/runs.ts';

describe('an address', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['2001:DB8:0:0::2', '2001:db8::2'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['::FFFF:a00:1', '10.0.0.1'],
    ['::1', '::1'],
    ['64:ff9b::10.0.0.1', '64:ff9b::a00:1'],
  ])('%s is %s, in every place of the house', (text, canonical) => {
    expect([parseAddress(text), canonicalAddress(text)]).toEqual([canonical, canonical]);
  });

  it.each(['10.0.0', '10.0.0.1/32', 'fe80::1%eth0', 'ns1.example', ''])('is not what %p says', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it('that is none is compared in lower case, as the text that it is', () => {
    expect(canonicalAddress('NS1.Example')).toBe('ns1.example');
  });

  it('keeps its canonical spelling', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const once = canonicalAddress(text);
        expect(canonicalAddress(once)).toBe(once);
      }),
      { numRuns: shareOf(100) },
    );
  });

  it('of IPv6 is that of its own block of one address, unless it stands for an IPv4 address', () => {
    expect(parseCidr('2001:DB8:0:0::2/128')).toBe(`${canonicalAddress('2001:DB8:0:0::2')}/128`);
  });

  it.each([
    ['127.0.0.1', true, true],
    ['10.0.0.1', true, true],
    ['8.8.8.8', true, false],
    ['224.0.0.1', false, false],
    ['ff02::1', false, false],
    ['fd00::1', true, true],
    ['2001:db8::1', true, false],
  ])('%s can be one host: %p; means something in one network alone: %p', (text, host, inside) => {
    expect([isHostAddress(text), isPrivate(text)]).toEqual([host, inside]);
  });
});
