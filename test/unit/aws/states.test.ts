/** States as AWS names them: in whatever case, and with those that a list lacks kept apart. */
import { isUnlisted, judge, readState, type State } from '../../../lib/aws/states.ts';

const LISTED = ['pendingAcceptance', 'available', 'in-use'] as const;

describe('a state', () => {
  it.each(['pendingAcceptance', 'PendingAcceptance', 'PENDINGACCEPTANCE'])('is read as %s', (wire) => {
    expect(readState(LISTED, wire)).toBe('pendingAcceptance');
  });

  it.each([
    ['suspended', 'unknown (suspended)'],
    ['', 'unknown (none)'],
    [undefined, 'unknown (none)'],
  ])('that the list lacks, %s, is passed on as such', (wire, read) => {
    expect(readState(LISTED, wire)).toBe(read);
    expect(isUnlisted(readState(LISTED, wire))).toBe(true);
  });
});

it('a judgement has one answer for each listed state, and its own for all others', () => {
  const isGood = judge<State<(typeof LISTED)[number]>>()<boolean | 'doubt'>(
    { available: true, pendingAcceptance: false, 'in-use': true },
    'doubt',
  );
  expect(LISTED.map((state) => isGood(state))).toEqual([false, true, true]);
  expect(isGood(readState(LISTED, 'toString'))).toBe('doubt');
});
