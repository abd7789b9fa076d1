/** Runs one after the other, and what each of them tells. */
import type { FailedOutcome, Finding, Report, Trigger } from '../../../../lib/core/plan.ts';
import type { Code } from '../../../../lib/core/standing.ts';
import { decode, encode, type Memory, NOTHING } from '../../../../lib/core/told/memory.ts';
import { tellingOf } from '../../../../lib/core/told/telling.ts';
import { reportOf } from './report.ts';

const ROWS: Readonly<Record<string, Code>> = { STUCK: { standing: 'stuck', text: '', remedy: '', command: '' } };
export const rowOf = (code: string): Code | undefined => (Object.hasOwn(ROWS, code) ? ROWS[code] : undefined);

export const START = Date.parse('2026-11-21T03:00:00.000Z');
export const MINUTE = 60_000;

export const finding = (key: string, message = 'm', more: Partial<Finding> = {}): Finding => ({
  ...{ key, severity: 'error', reason: { code: 'BROKEN', message }, remedy: 'mend it' },
  ...more,
});

export const failed = (key: string, code = 'AccessDenied'): FailedOutcome => ({
  ...{ key, status: 'failed', code, error: 'no', retryable: false },
});

export interface Run extends Partial<Omit<Report, 'plan'>> {
  readonly minute: number;
  readonly findings?: readonly Finding[];
  readonly changes?: Report['plan']['changes'];
  readonly skips?: Report['plan']['skips'];
}

export const NARROW: Trigger = { by: 'event', what: ['e'], scope: { ids: ['vpce-1'] } };

export const runOf = ({ minute, findings = [], changes = [], skips = [], ...more }: Run): Report => ({
  ...reportOf({ startedAt: new Date(START + minute * MINUTE).toISOString(), ...more }),
  plan: { controller: 'dns', changes, skips, findings },
});

/** What each of several runs tells, in short: `+` opened, `!` told again, `-` closed. */
export const tell = (runs: readonly Run[], memory: Memory = NOTHING): string[][] => {
  let remembered = memory;
  return runs.map((run) => {
    const { openings, closings, recovered, memory: next } = tellingOf(runOf(run), rowOf, remembered);
    remembered = decode(encode(next));
    return [
      ...openings.map(({ matter, again }) => `${again ? '!' : '+'}${matter.kind} ${matter.key}`),
      ...closings.map(({ kind, key }) => `-${kind} ${key}`),
      ...(recovered ? ['recovered'] : []),
    ];
  });
};
