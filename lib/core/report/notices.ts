/** What people are told of a run, one notice of each kind: a subject and a text, and the command to look closer. Pure. */
import type { PublishedEvent } from '../../aws/types.ts';
import { counted } from '../../std/words.ts';
import type { Change, Report } from '../plan.ts';
import type { RowOf } from '../standing.ts';
import type { Opening, Telling } from '../told/telling.ts';
import { NOTICE, type NoticeKind } from './event-types.ts';
import { commandFor } from './events.ts';
import { reportLines } from './text.ts';

/** Who is told, and what they know the stack by. */
export interface Audience {
  readonly stage: string;
  readonly region: string;
  /** What the names of the stack's functions begin with. */
  readonly prefix: string;
  /** What they are told of. */
  readonly on: readonly NoticeKind[];
}

/** The first thing to say, how many more there are, and all of it in lines. */
interface Said {
  readonly on: NoticeKind;
  readonly first: string;
  readonly more?: string;
  readonly lines: readonly string[];
}

/** Of the changes that were made. */
export const madeNotices = (report: Report, audience: Audience): PublishedEvent[] => {
  const applied = new Set(report.outcomes.flatMap(({ key, status }) => (status === 'applied' ? [key] : [])));
  const made = report.plan.changes.filter(({ key }) => applied.has(key));
  const kindOf = ({ action }: Change) => KINDS[`${report.controller} ${action}`];
  return [...Map.groupBy(made, kindOf)].flatMap(([on, changes]) =>
    on === undefined ? [] : notice(report, audience, madeSaid(report, on, changes)),
  );
};

const KINDS: Readonly<Partial<Record<string, NoticeKind>>> = {
  'routes replace': 'moved',
  'connections accept': 'accepted',
  'connections reject': 'rejected',
  'connections revoke': 'rejected',
};

const NOUNS: Readonly<Partial<Record<NoticeKind, string>>> = {
  moved: 'route',
  accepted: 'connection',
  rejected: 'connection',
};

const madeSaid = (report: Report, on: NoticeKind, changes: readonly Change[]): Said => {
  const reasons = [...Map.groupBy(changes, ({ reason }) => reason.message).keys()];
  const plan = { ...report.plan, changes, skips: [], findings: [] };
  const only = { ...report, plan, blocked: [] };
  return {
    on,
    first: reasons[0] ?? '',
    more: `${counted(changes.length, NOUNS[on] ?? 'change')} ${on}`,
    lines: reportLines(only, () => undefined)
      .slice(1)
      .filter(({ indent, text }) => indent > 1 || reasons.includes(text))
      .map(({ indent, text }) => `${'  '.repeat(indent - 1)}${text}`),
  };
};

/** Of what stands open, and of what is over. */
export const toldNotices = (
  report: Report,
  { openings, closings, recovered }: Telling,
  rowOf: RowOf,
  audience: Audience,
): PublishedEvent[] => {
  const isLoud = (code: string): boolean => {
    const row = rowOf(code);
    return row?.severity === 'error' || row?.standing === 'stuck' || row?.standing === 'dead';
  };
  const findings = openings.filter(({ matter }) => matter.kind === 'finding' && matter.urgent);
  const ended = (kind: 'finding' | 'blocked') => closings.filter((one) => one.kind === kind);
  const over = (closing: Telling['closings'][number]) =>
    `over: ${closing.key} [${closing.code}], since ${clock(closing.since)}`;
  const said = (on: NoticeKind, open: readonly Opening[], closed: readonly string[]): Said[] => {
    const parts = [...open.map((one) => openingLines(one, rowOf)), ...closed.map((one) => [one])];
    const [first] = parts;
    const more = parts.length > 1 ? { more: `${parts.length - 1} more` } : {};
    return first ? [{ on, first: first[0] ?? '', ...more, lines: parts.flat() }] : [];
  };
  const failures = openings.filter(({ matter }) => matter.kind === 'failed');
  return [
    ...said(
      'needsPeople',
      findings,
      ended('finding')
        .filter(({ code }) => isLoud(code))
        .map(over),
    ),
    ...said(
      'blocked',
      openings.filter(({ matter }) => matter.kind === 'blocked'),
      ended('blocked').map(over),
    ),
    ...said('failed', failures, recovered ? [`over: nothing fails any more, since ${clock(recovered.since)}`] : []),
  ].flatMap((one) => notice(report, audience, one));
};

const openingLines = ({ matter, since, again }: Opening, rowOf: RowOf): string[] => {
  const when = `${again ? 'still so, ' : ''}since ${clock(since)}`;
  switch (matter.kind) {
    case 'finding': {
      const { key, code, finding } = matter;
      const command = rowOf(code)?.command;
      return [
        `${key}: ${finding.reason.message} [${code}]`,
        `  ${when}`,
        `  remedy: ${finding.remedy}`,
        ...(command ? [`  command: ${commandFor(command, key)}`] : []),
      ];
    }
    case 'blocked':
      return [
        `${matter.blocked.reason.message} [${matter.code}]`,
        `  ${when}; held: ${counted(matter.blocked.keys.length, 'change')}`,
      ];
    case 'failed':
      return [`${matter.key}: ${matter.code} ${matter.outcome.error}`, `  ${when}`];
    case 'planned':
      return [];
  }
};

/** Minutes since the epoch as the time of day. */
const clock = (minutes: number): string =>
  `${new Date(minutes * 60_000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Enough to know what it is about; the rest is a command away. */
const MOST_LINES = 30;
const LONGEST_LINE = 400;

/** "Less than 100 characters", in ASCII and one line (SNS API reference, Publish, Subject). */
const LONGEST_SUBJECT = 99;

const notice = (report: Report, audience: Audience, said: Said): PublishedEvent[] => {
  if (!audience.on.includes(said.on)) return [];
  const { controller, mode, verdict } = report;
  const detail = { controller, mode, verdict, stage: audience.stage, on: said.on };
  const words = { subject: subjectOf(report, audience, said), text: textOf(report, audience, said) };
  return [{ detailType: NOTICE, resources: [], detail: { ...detail, ...words } }];
};

const endOf = ({ startedAt, durationMs }: Report): string =>
  new Date(Date.parse(startedAt) + durationMs).toISOString().slice(0, 19).replace('T', ' ');

const subjectOf = (report: Report, { stage, region }: Audience, { first, more }: Said): string => {
  const start = `${stage} ${region}: `;
  const end = `${more ? `, ${more}` : ''} at ${endOf(report).slice(-8)}`;
  const room = Math.max(0, LONGEST_SUBJECT - start.length - end.length);
  const middle = first.length > room ? `${first.slice(0, Math.max(0, room - 3))}...` : first;
  return `${start}${middle}${end}`.replace(/[^ -~]/g, '?').slice(0, LONGEST_SUBJECT);
};

const textOf = (report: Report, { stage, region, prefix }: Audience, { lines }: Said): string => {
  const { controller, trigger } = report;
  const shown = lines
    .slice(0, MOST_LINES)
    .map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line));
  const left = lines.length - shown.length;
  return [
    `${stage} ${region}, ${controller}, ${endOf(report)} UTC`,
    '',
    ...shown,
    ...(left > 0 ? [`and ${counted(left, 'more line')}`] : []),
    '',
    `Woken by: ${trigger.by === 'sweep' ? 'the sweep' : trigger.what.slice(0, 5).join(', ')}`,
    `Look closer: aws lambda invoke --function-name ${prefix}-reconcile --payload '{"controllers":["${controller}"]}' --cli-binary-format raw-in-base64-out answer.json`,
  ].join('\n');
};
