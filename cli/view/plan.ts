/** A plan for people, as lines of a terminal or of a pipe. */
import type { Writable } from 'node:stream';
import type { Identity } from '../../lib/aws/sts/identity.ts';
import { VERDICT_WORDS } from '../../lib/core/report/text.ts';
import { styled, widthOf } from '../terminal.ts';
import { beside, hanging, widest } from './columns.ts';
import { planLine } from './last-line.ts';
import type { Group, Note, Row, Section } from './sections.ts';
import { type Sign, STYLES } from './signs.ts';

/** Whose account it is, and where: what somebody who is about to write looks at first. */
export const placeLine = ({ account, region, arn }: Identity): string => `Account ${account}, ${region}, as ${arn}`;

/** The lines of a plan, for this stream. */
export const planText = (identity: Identity, sections: readonly Section[], out: Writable): string[] => [
  styled(out, 'dim', placeLine(identity)),
  ...sections.flatMap((section) => ['', ...sectionLines(section, out)]),
  '',
  ...hanging('', styled(out, 'bold', planLine(sections)), widthOf(out)),
];

/** One controller: its changes by reason, and what else stands. */
export const sectionLines = (section: Section, out: Writable): string[] => {
  const { report, groups, notes, quiet } = section;
  const { controller, verdict, digest } = report;
  const about = [
    VERDICT_WORDS[verdict],
    ...(digest === undefined || groups.length === 0 ? [] : [`digest ${digest}`]),
  ].join(', ');
  const left = quiet === 0 ? '' : ` (${quiet} in order or left alone; --all shows them)`;
  return [
    ...hanging('', `${styled(out, 'bold', controller)}: ${about}${left}`, widthOf(out)),
    ...groups.flatMap((group) => groupLines(group, out)),
    ...notes.flatMap((note) => noteLines(note, out)),
  ];
};

const signText = (out: Writable, sign: Sign): string => styled(out, STYLES[sign], sign);

const groupLines = ({ why, code, rows }: Group, out: Writable): string[] => {
  const isBlocked = rows.some(({ sign }) => sign === 'x');
  const title = `${isBlocked ? 'blocked: ' : ''}${why} [${code}]`;
  return [...hanging('  ', title, widthOf(out)), ...rowLines(rows, out)];
};

const INDENT = '    ';
const ARROW = '→ ';
/** Between what was before and the arrow. */
const SPACE = 1;
/** Of the key and of what was before, to what follows. */
const GAP = 2;

/** Before and after side by side, behind the key where the terminal has room for that, and else below it. */
const rowLines = (rows: readonly Row[], out: Writable): string[] => {
  const width = widthOf(out);
  const [keys, before, after] = [
    widest(rows.map(({ key }) => key)) + GAP,
    widest(rows.map((row) => row.before)),
    widest(rows.map((row) => row.after)),
  ];
  const lead = INDENT.length + 2;
  if (lead + keys + before + SPACE + ARROW.length + after <= width) {
    return rows.flatMap((row) =>
      beside(`${INDENT}${signText(out, row.sign)} `, [
        [row.key, keys],
        [row.before, before + SPACE],
        [ARROW, ARROW.length],
        [row.after, after],
      ]),
    );
  }
  const room = width - lead - GAP - SPACE - ARROW.length;
  const first = Math.min(before, Math.max(Math.floor(room / 2), room - after));
  return rows.flatMap((row) => [
    ...hanging(`${INDENT}${signText(out, row.sign)} `, row.key, width),
    ...beside(' '.repeat(lead + GAP), [
      [row.before, first + SPACE],
      [ARROW, ARROW.length],
      [row.after, room - first],
    ]),
  ]);
};

const noteLines = ({ sign, keys, text, code, remedy }: Note, out: Writable): string[] => [
  ...hanging(`  ${signText(out, sign)} `, `${keys.join(', ')}: ${text} [${code}]`, widthOf(out)),
  ...(remedy === undefined ? [] : hanging('      ', styled(out, 'dim', `do: ${remedy}`), widthOf(out))),
];
