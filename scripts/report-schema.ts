/** Writes report.schema.json, the JSON Schema of a report, for those who read reports. Usage: node scripts/report-schema.ts */
import { writeFileSync } from 'node:fs';
import * as z from 'zod';
import { type Report, VERDICTS } from '../lib/core/plan.ts';
import type { LoggedReport } from '../lib/core/report/shorten.ts';

export const REPORT_SCHEMA_FILE = 'report.schema.json';

const controller = z.enum(['connections', 'dns', 'routes']);
const mode = z.enum(['plan', 'apply']);
const strings = z.array(z.string());
const count = z.int().min(0);

const reason = z
  .strictObject({ code: z.string(), message: z.string() })
  .describe('Why. The code is stable, and stands in the docs; the message is for people.');

// Changes have further fields, by which their controller makes them.
const appearance = z.union([
  z.string(),
  z.looseObject({
    target: z.string().exactOptional().describe('What a route leads to.'),
    state: z.string().exactOptional(),
    alias: z.looseObject({ name: z.string() }).exactOptional(),
    values: z.array(z.string()).exactOptional(),
  }),
]);

const change = z.looseObject({
  action: z.string(),
  key: z.string(),
  before: appearance.exactOptional().describe('What was observed; absent when nothing is there.'),
  after: appearance.exactOptional().describe('What should be there; absent when it should go.'),
  timeless: z.unknown().exactOptional().describe('`after` without what tells the time, where it does.'),
  beside: z
    .unknown()
    .exactOptional()
    .describe('What else is written in its call, where something is, without what tells the time.'),
  about: z
    .record(z.string(), z.unknown())
    .exactOptional()
    .describe('What else an audit asks about it; its event has these members, too.'),
  reason,
  needs: strings.exactOptional().describe('Keys of changes without which this one is not made.'),
});

const acknowledged = z
  .strictObject({ until: z.string(), reason: z.string() })
  .exactOptional()
  .describe('A person knows of it until the end of that day; the verdict does not count it.');

const plan = z.strictObject({
  controller,
  changes: z.array(change).describe('The changes of all rounds.'),
  skips: z.array(z.strictObject({ key: z.string(), reason, acknowledged })),
  findings: z.array(
    z.strictObject({
      key: z.string(),
      severity: z.enum(['info', 'warning', 'error']),
      reason,
      remedy: z.string().describe('What a person can do about it.'),
      acknowledged,
    }),
  ),
});

const failedOutcome = z.strictObject({
  key: z.string(),
  status: z.literal('failed'),
  code: z.string(),
  error: z.string(),
  retryable: z.boolean(),
});

const outcome = z.union([z.strictObject({ key: z.string(), status: z.enum(['applied', 'unchanged']) }), failedOutcome]);

const trigger = z.strictObject({
  by: z.enum(['event', 'sweep', 'hand']),
  what: strings.describe('Names of the events, or of who asked.'),
  scope: z.union([z.literal('all'), z.strictObject({ ids: strings })]),
  since: z.iso.datetime().exactOptional().describe('When the first message of those that woke it was sent.'),
  claimedBy: z.string().exactOptional().describe('Who a person who asked by hand says to be.'),
});

const blocked = z.strictObject({ unit: z.string(), reason, keys: strings });

const whole = z.strictObject({
  version: z.literal(2),
  controller,
  mode,
  trigger,
  only: strings.exactOptional().describe('The names that were selected, where the run was about them alone.'),
  digest: z.string().exactOptional().describe('Of the first plan, in mode plan and where one was expected.'),
  difference: z.strictObject({ came: strings, went: strings, changed: strings }).exactOptional(),
  plan,
  outcomes: z.array(outcome).describe('What became of each change, and what could not be read.'),
  blocked: z.array(blocked).describe('What the guard held, by unit.'),
  remaining: count
    .exactOptional()
    .describe('How many changes are left for the next run, where time or a limit ended this one.'),
  attempt: count.exactOptional().describe('Which run of the same work it is, from the second on.'),
  coverage: z
    .strictObject({ looked: count, of: count, withinMinutes: count })
    .exactOptional()
    .describe(
      'Of a sweep of hosted zones: how many this run looked at, and within how many minutes sweeps look at all.',
    ),
  gauges: z
    .record(z.string(), count)
    .exactOptional()
    .describe('What stands at the end of a run over everything, by metric.'),
  rounds: count.describe('How often the run observed.'),
  verdict: z.enum(VERDICTS).describe('The loudest that holds.'),
  converged: z.boolean(),
  units: z
    .array(z.strictObject({ name: z.string(), keys: strings, whole: z.literal(true).exactOptional() }))
    .exactOptional()
    .describe('What its keys go by in the config, where a person asked for that.'),
  applying: z
    .strictObject({ calls: count, seconds: count })
    .exactOptional()
    .describe("What applying a plan by hand would take: calls that write, and seconds under AWS's quotas."),
  calls: z.strictObject({ reads: count, writes: count, retries: count }).describe('Calls of AWS.'),
  unpublished: z
    .strictObject({ events: count, code: z.string(), error: z.string(), retryable: z.boolean() })
    .exactOptional()
    .describe('What the event bus did not take.'),
  startedAt: z.iso.datetime(),
  durationMs: z.number().min(0),
});

/** A report, whole: as runs by hand answer with it. */
export const reportSchema: z.ZodType<Report> = whole;

const brief = whole
  .extend({ inOrder: z.record(z.string(), count).describe('What is in order, by code; its skips are left out.') })
  .describe('The log line of a run that did nothing.');

const counts = { changes: count, skips: count, findings: count, outcomes: count, failed: count };

const cut = whole
  .omit({ plan: true, outcomes: true, blocked: true })
  .extend({
    truncated: z.literal(true),
    blocked: z.array(blocked.omit({ keys: true }).extend({ held: count.describe('How many changes.') })),
    counts: z.strictObject(counts),
    changed: strings.describe('Keys of changes, as many as there is room for.'),
    failed: z.array(failedOutcome).describe('Failures, as many as there is room for.'),
  })
  .describe('The log line of a very large report.');

/** A report as an answer or the log has it. */
export const loggedReportSchema: z.ZodType<LoggedReport> = z.union([whole.describe('A report, whole.'), brief, cut]);

/** The text of report.schema.json. */
export const reportSchemaText = (): string => {
  const { $schema, ...rest } = z.toJSONSchema(loggedReportSchema, {
    target: 'draft-2020-12',
    unrepresentable: 'any',
  });
  return `${JSON.stringify({ $schema, title: 'Waykeeper report', ...rest }, null, 2)}\n`;
};

if (import.meta.main) {
  writeFileSync(REPORT_SCHEMA_FILE, reportSchemaText());
  console.log(`${REPORT_SCHEMA_FILE} is written`);
}
