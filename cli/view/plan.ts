/** A plan for people: as lines of a terminal, and as Markdown for a pull request. */
import type { Writable } from 'node:stream';
import type { Identity } from '../../lib/aws/sts/identity.ts';
import { reportLines } from '../../lib/core/report/text.ts';
import type { ReconcileResponse } from '../../lib/entry/by-hand.ts';
import { styled } from '../terminal.ts';
import { WORDS } from '../words.ts';

/** The lines of a plan, for this stream. */
export const planText = ({ account, region }: Identity, { reports }: ReconcileResponse, out: Writable): string[] => [
  styled(out, 'dim', `account ${account}, ${region}`),
  ...reports.flatMap((report) =>
    reportLines(report, WORDS[report.controller].standingOf).map(({ indent, text }) => `${'  '.repeat(indent)}${text}`),
  ),
];

/** The same as tables. */
export const planMarkdown = ({ account, region }: Identity, { reports }: ReconcileResponse): string[] => [
  `Account ${account}, ${region}`,
  '',
  ...reports.flatMap(({ plan }) => plan.changes.map(({ key }) => `- ${key}`)),
];
