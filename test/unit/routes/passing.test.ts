/** Since when status checks pass, from minutes that come late and may be missing. */
import type { StatusMinute } from '../../../lib/aws/types.ts';
import { passingOf } from '../../../lib/routes/passing.ts';
import { NOW } from '../../support/aws.ts';

const MINUTE = 60_000;

/** The minutes before now, the newest first: `.` passed, `x` failed, a space is missing. */
const since = (text: string): number | undefined => {
  const minutes = [...text].flatMap((word, at): StatusMinute[] =>
    word === ' ' ? [] : [{ instanceId: 'i-a', at: NOW - (at + 1) * MINUTE, failed: word === 'x' }],
  );
  const [found] = passingOf(['i-a'], minutes.toReversed(), NOW);
  return found?.since === undefined ? undefined : (NOW - found.since) / MINUTE;
};

describe('status checks', () => {
  it.each([
    ['.....', 5],
    ['...x.', 3],
    ['... .', 3],
    ['  ...', 5],
    ['x....', undefined],
    ['    .', undefined],
    ['', undefined],
  ])('of the minutes "%s" pass for %s', (text, expected) => {
    expect(since(text)).toBe(expected);
  });

  it('of an instance that nothing is told of are not known to pass', () => {
    expect(passingOf(['i-b'], [], NOW)).toEqual([{ instanceId: 'i-b' }]);
  });
});
