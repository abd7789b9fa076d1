/** Findings for people: those of one code and message together, with what to do. */
import type { Writable } from 'node:stream';
import type { Identity } from '../../lib/aws/sts/identity.ts';
import type { Severity } from '../../lib/core/standing.ts';
import { counted } from '../../lib/std/words.ts';
import type { Fact } from '../describe-facts.ts';
import { styled, widthOf } from '../terminal.ts';
import { hanging } from './columns.ts';
import { fields } from './fields.ts';
import { placeLine } from './plan.ts';

/** Something wrong. */
export interface Found extends Fact {
  readonly severity: Severity;
  /** ISO 8601, where the stack remembers it. */
  readonly since?: string;
}

const STYLES = { error: 'red', warning: 'yellow', info: 'cyan' } as const;

/** The lines for this stream; `hidden` is how many more are less severe. */
export const findingsText = (identity: Identity, found: readonly Found[], hidden: number, out: Writable): string[] => [
  styled(out, 'dim', placeLine(identity)),
  ...alike(found).flatMap((same) => ['', ...groupLines(same, out)]),
  '',
  styled(
    out,
    'bold',
    `${countText(found)}${hidden === 0 ? '' : ` (${hidden} less severe: --severity info shows all)`}`,
  ),
];

/** Those that say the same, and to which the same answer is given, but for the key in it. */
const alike = (found: readonly Found[]): Found[][] => [
  ...Map.groupBy(found, ({ code, message, remedy, acknowledged }) =>
    JSON.stringify([code, message, remedy, acknowledged]),
  ).values(),
];

const groupLines = (same: readonly Found[], out: Writable): string[] => {
  const [first] = same;
  if (!first) return [];
  const { severity, code, controller, message, remedy = '', acknowledged } = first;
  const commands = acknowledged ? [] : [...new Set(same.flatMap(({ command }) => command ?? []))];
  const known = acknowledged ? `until ${acknowledged.until}: ${acknowledged.reason}` : '';
  return [
    ...hanging(
      `${styled(out, acknowledged ? 'dim' : STYLES[severity], severity)} `,
      `${code} of ${controller}: ${message}`,
      widthOf(out),
    ),
    ...fields(
      [
        ['of', same.map(({ key }) => key).join(', ')],
        ['since', first.since ?? ''],
        ['known', known],
        ['do', acknowledged ? '' : remedy],
        ['command', commands.filter((command) => !remedy.includes(command))],
      ],
      out,
    ),
  ];
};

const countText = (found: readonly Found[]): string => {
  const of = (severity: Severity): number =>
    found.filter((one) => one.severity === severity && !one.acknowledged).length;
  const said = (['error', 'warning'] as const).flatMap((severity) =>
    of(severity) > 0 ? [counted(of(severity), severity)] : [],
  );
  const known = found.filter(({ acknowledged }) => acknowledged).length;
  return (
    [
      ...said,
      ...(of('info') > 0 ? [`${of('info')} to know`] : []),
      ...(known > 0 ? [`${known} acknowledged`] : []),
    ].join(', ') || 'Nothing found.'
  );
};

/** A table for a ticket. */
export const findingsMarkdown = ({ account, region }: Identity, found: readonly Found[]): string[] => [
  `**${countText(found)}** Account ${account}, ${region}.`,
  '',
  '| severity | code | of | what | do |',
  '| --- | --- | --- | --- | --- |',
  ...found.map(
    ({ severity, code, key, message, remedy = '', acknowledged }) =>
      `| ${[severity, `\`${code}\``, `\`${key}\``, message, acknowledged ? `acknowledged until ${acknowledged.until}` : remedy].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`,
  ),
];
