/** A plan as Markdown, for a pull request: a table of what would change, and a list of what else stands. */
import type { Identity } from '../../lib/aws/sts/identity.ts';
import { planLine } from './last-line.ts';
import type { Note, Section } from './sections.ts';

/** The lines of a plan. */
export const planMarkdown = ({ account, region }: Identity, sections: readonly Section[]): string[] => [
  `**${escaped(planLine(sections))}** Account ${account}, ${region}.`,
  ...sectionsMarkdown(sections),
];

/** What each controller has to say. */
export const sectionsMarkdown = (sections: readonly Section[]): string[] => sections.flatMap(sectionLines);

const sectionLines = ({ report, groups, notes }: Section): string[] => {
  if (groups.length + notes.length === 0) return [];
  const rows = groups.flatMap(({ why, code, rows: changes }) =>
    changes.map(({ sign, key, before, after }) => [sign, quoted(key), before, after, `${why} \`${code}\``]),
  );
  const digest = report.digest === undefined ? '' : ` (digest \`${report.digest}\`)`;
  return [
    '',
    `### ${report.controller}${digest}`,
    ...(rows.length === 0 ? [] : ['', '| | key | before | after | why |', '| --- | --- | --- | --- | --- |']),
    ...rows.map(([sign = '', key = '', ...cells]) => `| \`${sign}\` | ${key} | ${cells.map(escaped).join(' | ')} |`),
    ...(notes.length === 0 ? [] : ['']),
    ...notes.map(noteLine),
  ];
};

const noteLine = ({ sign, keys, text, code, remedy }: Note): string =>
  `- \`${sign}\` ${keys.map(quoted).join(', ')}: ${escaped(text)} \`${code}\`${remedy === undefined ? '' : `. Do: ${escaped(remedy)}`}`;

/** A bar would end the cell even in code. */
const quoted = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;

/** What Markdown would take for its own, but for code. */
const escaped = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part, at) => (at % 2 === 1 ? part.replaceAll('|', '\\|') : part.replace(/[\\*_[\]<>|]/g, '\\$&')))
    .join('');
