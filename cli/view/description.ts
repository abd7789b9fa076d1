/** A description of one thing, as lines of a terminal and as Markdown. */
import type { Writable } from 'node:stream';
import { counted } from '../../lib/std/words.ts';
import type { Description, LocatedClaim, Said } from '../describe-thing.ts';
import { styled, widthOf } from '../terminal.ts';
import { hanging, widest } from './columns.ts';
import { type Field, fields } from './fields.ts';

/** So many things are told of in full; of more there is one line each. */
const IN_FULL = 4;

/** `file` is what the config is read from. */
export const descriptionText = (
  { thing, kind, claims, said, around, naming }: Description,
  file: string,
  out: Writable,
): string[] => [
  `${styled(out, 'bold', thing)} ${styled(out, 'dim', kind)}`,
  ...fields(
    [['claimed by', claims.length === 0 ? 'no entry of the config' : claims.map((claim) => claimText(claim, file))]],
    out,
  ),
  ...(said.length === 0 ? ['', '  No run says anything of it by itself.'] : []),
  ...(said.length <= IN_FULL ? said.flatMap((one) => ['', ...inFull(one, thing, out)]) : ['', ...inShort(said, out)]),
  ...section('what it lies in', around, out),
  ...section('what has to do with it', naming, out),
];

const claimText = ({ path, name, line, column }: LocatedClaim, file: string): string =>
  `${file}:${line}:${column} ${pathText(path)} (${name})`;

const pathText = (path: LocatedClaim['path']): string =>
  path.map((step, at) => (typeof step === 'number' ? `[${step}]` : `${at === 0 ? '' : '.'}${step}`)).join('');

const inFull = (one: Said, thing: string, out: Writable): string[] =>
  fields([...(one.key === thing ? [] : [['key', one.key] as const]), ...fieldsOf(one)], out);

const fieldsOf = (one: Said): Field[] => {
  const { kind, code, message, standing, controller, acknowledged } = one;
  const needsPeople = !acknowledged && (standing === 'stuck' || standing === 'dead' || kind === 'finding');
  return [
    ['stands', `${wordFor(one)}, ${code} of ${controller}`],
    ['why', message],
    ['since', one.since ?? ''],
    ['next', one.next],
    ['may stop it', one.stoppedBy],
    ['do', needsPeople ? (one.remedy ?? '') : ''],
    ['command', needsPeople && one.command !== undefined ? [one.command] : []],
  ];
};

/** A code may be said of what is changed and of what is left. */
const wordFor = ({ kind, severity, standing }: Said): string => {
  if (kind === 'finding') return severity ?? kind;
  return kind === 'change' ? kind : (standing ?? kind);
};

const SHOWN = 30;

/** Columns. In fewer than this the name of an endpoint would be cut in two: the text stands below the key then. */
const WIDE = 70;

const inShort = (said: readonly Said[], out: Writable): string[] => {
  const shown = said.slice(0, SHOWN);
  const width = widest(shown.map(({ key }) => key)) + 2;
  return [
    ...shown.flatMap((one) => {
      const text = `${one.kind === 'change' ? one.next : one.message} [${one.code}]`;
      return widthOf(out) - width - 2 < WIDE
        ? [`  ${one.key}`, ...hanging('      ', text, widthOf(out))]
        : hanging(`  ${one.key.padEnd(width)}`, text, widthOf(out));
    }),
    ...(said.length > SHOWN ? [`  and ${counted(said.length - SHOWN, 'thing')} more: --output json has all`] : []),
  ];
};

const section = (title: string, said: readonly Said[], out: Writable): string[] =>
  said.length === 0 ? [] : ['', `  ${styled(out, 'dim', title)}`, ...inShort(said, out)];

/** The same for a ticket. */
export const descriptionMarkdown = (
  { thing, kind, claims, said, around, naming }: Description,
  file: string,
): string[] => [
  `### \`${thing}\` (${kind})`,
  '',
  ...(claims.length === 0
    ? ['- claimed by no entry of the config']
    : claims.map((claim) => `- claimed by \`${claimText(claim, file)}\``)),
  ...[...said, ...around, ...naming].flatMap((one) => [
    '',
    `**\`${one.key}\`**`,
    '',
    ...fieldsOf(one).flatMap(([name, text]) =>
      text.length === 0 ? [] : [`- ${name}: ${typeof text === 'string' ? text : text.join('; ')}`],
    ),
  ]),
];
