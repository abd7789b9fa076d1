/** Schedule expressions: rate() and at(). */
import { AwsError } from '../../wire/error.ts';

/** `at` and `everyMs` are in ms. */
export type ScheduleExpression =
  | { readonly kind: 'rate'; readonly everyMs: number }
  | { readonly kind: 'at'; readonly at: number };

const unitMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/**
 * What a schedule expression says; at() is in UTC. Throws ValidationException, and NotImplemented for cron(), which is
 * not simulated.
 */
export const parseExpression = (text: string): ScheduleExpression => {
  const rate = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(text);
  if (rate) return rateOf(text, Number(rate[1]), rate[2] as keyof typeof unitMs, rate[3] === 's');
  const at = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(text);
  const moment = Date.parse(`${at?.[1]}Z`);
  if (at && !Number.isNaN(moment)) return { kind: 'at', at: moment };
  if (text.startsWith('cron(')) {
    throw new AwsError(
      'NotImplemented',
      `${text} is not simulated by the local cloud: expected rate(…) or at(…).`,
      501,
    );
  }
  throw invalid(text);
};

/** AWS insists on the singular for one and on the plural for more. */
const rateOf = (text: string, count: number, unit: keyof typeof unitMs, plural: boolean): ScheduleExpression => {
  if (count < 1 || plural !== count > 1) throw invalid(text);
  return { kind: 'rate', everyMs: count * unitMs[unit] };
};

const invalid = (text: string): AwsError => {
  const expected = 'rate(1 minute), rate(5 minutes), rate(2 hours), at(yyyy-mm-ddThh:mm:ss) or cron(…)';
  return new AwsError(
    'ValidationException',
    `Invalid Schedule Expression: expected such as ${expected}, found ${text}.`,
  );
};
