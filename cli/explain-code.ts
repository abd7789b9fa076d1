/** What a code of a report means, and what to do about it. */
import type { Writable } from 'node:stream';
import { ACKNOWLEDGEABLE } from '../lib/config/schema/acknowledgeable.ts';
import { commandFor } from '../lib/core/report/events.ts';
import type { Severity, Standing } from '../lib/core/standing.ts';
import { type Listed, listedCodes } from './code-lists.ts';
import type { Answer } from './terminal.ts';
import { styled } from './terminal.ts';
import { type Field, fields, paragraph } from './view/fields.ts';

/** What each standing means for whoever reads a report. */
const STANDINGS: Readonly<Record<Standing, string>> = {
  change: 'it is being changed',
  inOrder: 'it is as it is wanted',
  over: 'it has ended, and nothing is left to decide',
  waiting: 'it comes right by itself, or is tried again',
  left: 'it was looked at and left alone',
  fact: 'it says something and decides nothing',
  held: 'the guard, or what a person expects, holds it',
  stuck: 'Waykeeper stands still until a person acts; the verdict is needsPeople',
  dead: 'a route or a name leads nowhere; the verdict is needsPeople, and nobody can acknowledge it',
  failed: 'the change was not made; the verdict is failed',
};

const SEVERITIES: Readonly<Record<Severity, string>> = {
  error: 'error: a person is needed',
  warning: 'warning: it ought to be mended',
  info: 'info: worth knowing',
};

/** Everything that goes by the code; nothing where none does. */
export const explainCode = (code: string, out: Writable): Answer | undefined => {
  const found = listedCodes().filter((listed) => listed.code === code);
  if (found.length === 0) return undefined;
  return {
    text: () => found.flatMap((listed, at) => [...(at > 0 ? [''] : []), ...explained(listed, out)]),
    json: () => ({
      code,
      said: found.map(({ page, saidBy, key, row }) => ({ by: saidBy, page, example: exampleOf(key), ...row })),
    }),
    markdown: () => found.flatMap((listed) => markdown(listed)),
  };
};

const explained = (listed: Listed, out: Writable): string[] => [
  `${styled(out, 'bold', listed.code)} ${styled(out, 'dim', `of ${listed.saidBy}`)}`,
  ...paragraph(sentence(listed.row.text), out),
  '',
  ...fields(fieldsOf(listed), out),
];

/** Text of the tables begins small, since a code stands before it. */
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const fieldsOf = ({ code, row, key, page }: Listed): Field[] => {
  const { standing, severity, remedy = '', command } = row;
  return [
    ['standing', `${standing}: ${STANDINGS[standing]}`],
    ['severity', severity ? SEVERITIES[severity] : ''],
    ['remedy', remedy],
    ['command', command === undefined ? [] : [commandFor(command, key)]],
    ['said of', `${key}, for example`],
    ['ask', [exampleOf(key)]],
    ['acknowledge', ACKNOWLEDGEABLE.some((one) => one === code) ? acknowledgement(code, key) : []],
    ['docs', page],
  ];
};

const exampleOf = (key: string): string => `waykeeper describe ${key}`;

const acknowledgement = (code: string, key: string): string[] => [
  'acknowledge:',
  `  - { code: ${code}, key: ${JSON.stringify(key)}, until: 2027-01-31, reason: "CHG-1742: leaves in January" }`,
];

const markdown = (listed: Listed): string[] => [
  `### \`${listed.code}\` of ${listed.saidBy}`,
  '',
  sentence(listed.row.text),
  '',
  ...fieldsOf(listed).flatMap(([name, text]) => {
    if (text.length === 0) return [];
    return typeof text === 'string'
      ? [`- ${name}: ${text}`]
      : [`- ${name}:`, '  ```', ...text.map((line) => `  ${line}`), '  ```'];
  }),
];
