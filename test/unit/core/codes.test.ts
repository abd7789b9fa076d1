import { type Codes, wordsOf } from '../../../lib/core/codes.ts';
import type { Code } from '../../../lib/core/standing.ts';

const CODES = {
  GOOD: { standing: 'inOrder', text: 'all is well' },
  ODD: { standing: 'left', severity: 'warning', text: 'odd' },
  GONE: { standing: 'dead', severity: 'error', text: 'gone', remedy: 'bring it back', command: 'start {key}' },
} as const satisfies Codes;

const { reason, skip, finding, standingOf } = wordsOf(CODES);

describe('a list of codes', () => {
  it('gives reasons and skips their code', () => {
    expect(reason('GOOD', 'a is well')).toEqual({ code: 'GOOD', message: 'a is well' });
    expect(skip('a', 'ODD', 'a is odd')).toEqual({ key: 'a', reason: { code: 'ODD', message: 'a is odd' } });
  });

  it('gives a finding its severity, and its remedy where that depends on nothing', () => {
    expect(finding('a', reason('GONE', 'a is gone'))).toMatchObject({ severity: 'error', remedy: 'bring it back' });
    expect(finding('a', reason('ODD', 'a is odd'), 'mend a')).toMatchObject({ severity: 'warning', remedy: 'mend a' });
  });

  it('takes no code that it has no row for', () => {
    // @ts-expect-error There is no such row.
    expect(reason('NEW', '').code).toBe('NEW');
    // @ts-expect-error Its row has no severity, so that it is no finding.
    expect(finding('a', reason('GOOD', ''), 'none').key).toBe('a');
    // @ts-expect-error Its row has no remedy, so that one must be given.
    expect(finding('a', reason('ODD', '')).key).toBe('a');
  });

  it('has a command, and a remedy, for all for which a person is needed', () => {
    // @ts-expect-error An error has a command.
    const error: Code = { standing: 'left', severity: 'error', text: '' };
    // @ts-expect-error What is stuck has a command, whatever its severity.
    const stuck: Code = { standing: 'stuck', severity: 'warning', text: '' };
    // @ts-expect-error What only skips say has a remedy, too.
    const skipped: Code = { standing: 'dead', text: '', command: 'c' };
    expect([error, stuck, skipped]).toHaveLength(3);
  });

  it('tells how a thing stands by its own codes and by those of the core, and nothing of others', () => {
    expect(['GONE', 'UNCONFIRMED', 'AccessDenied', 'toString'].map(standingOf)).toEqual([
      'dead',
      'waiting',
      undefined,
      undefined,
    ]);
  });
});
