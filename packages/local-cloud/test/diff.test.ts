import { diffAccounts } from '../src/diff.ts';

describe('the differences between two accounts', () => {
  it('are none between equal values', () => {
    expect(diffAccounts({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toEqual([]);
  });

  it('name the path, what was there and what is there now', () => {
    const before = { ec2: { tables: { 'rtb-1': { routes: [{ target: 'eni-a' }, { target: 'eni-b' }] } } } };
    const after = { ec2: { tables: { 'rtb-1': { routes: [{ target: 'eni-a' }, { target: 'eni-c' }] } } } };
    expect(diffAccounts(before, after)).toEqual([
      { path: 'ec2.tables.rtb-1.routes.1.target', before: 'eni-b', after: 'eni-c' },
    ]);
  });

  it('leave out the side on which nothing is', () => {
    expect(diffAccounts({ gone: 1 }, { made: [2] })).toEqual([
      { path: 'gone', before: 1 },
      { path: 'made', after: [2] },
    ]);
  });

  it('show a value that changed its kind as a whole', () => {
    expect(diffAccounts({ a: [1] }, { a: { 0: 1 } })).toEqual([{ path: 'a', before: [1], after: { 0: 1 } }]);
  });
});
