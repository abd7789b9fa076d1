/** The header of published files: it says what made a file, and lets a later run see whether it is still as written. Pure. */
import { createHash } from 'node:crypto';
import { canonicalAddress, parseAddress } from '../net/ip.ts';
import { FORMATS, type Format, renderAnswers, renderForwarders, UnprintableError } from './formats/index.ts';
import { plainName } from './formats/printable.ts';
import { LARGEST_SERIAL, serialIn, withoutSerial } from './formats/rpz.ts';
import type { AnswerContent, AnswersFormat, ForwarderContent, ForwarderFormat, PublishedFile } from './types.ts';

/** What a file is made of: the header names the entry and the values, the body is what the DNS server reads. */
interface FileParts {
  readonly format: Format;
  /** Name of the config's entry. */
  readonly entry: string;
  /** Addresses, or the one name that is answered with. */
  readonly values: readonly string[];
  /** Ids of the sources that the values are from; answers have none. */
  readonly from?: readonly string[];
  /** The deployment that makes it, where that is known. */
  readonly by?: string | undefined;
  readonly body: string;
}

const ENTRY = '[A-Za-z0-9][A-Za-z0-9._-]{0,63}';
const NOTE = 'Do not edit: the next run makes it anew.';
const HEADER = new RegExp(
  `^([#;]) Made by Waykeeper from the entry (${ENTRY})\\. [^\\r\\n]*\\r?\\n\\1 Holds: ([^\\r\\n]+)\\r?\\n(?:\\1 From: ([a-z0-9 -]+)\\r?\\n)?(?:\\1 By: ([^\\s]+)\\r?\\n)?\\1 Digest: ([0-9a-f]{64})\\r?\\n`,
);
const JSON_HEADER = /^\{\n {2}"waykeeper": \{[^\n]*\},\n/;

/**
 * The text of a file: header and body. The header of JSON is its first member, so that its body has to be an object, over
 * several lines. Throws `UnprintableError`.
 * @internal Exported for its tests.
 */
export const composeFile = ({ format, entry, values, from = [], by, body }: FileParts): string => {
  if (!new RegExp(`^${ENTRY}$`).test(entry)) throw new UnprintableError('the name of an entry', JSON.stringify(entry));
  const plain = values.map((value) => parseAddress(value) ?? plainName(value, 'or an address'));
  const { comment } = FORMATS[format];
  const digest = digestOf(entry, plain, body);
  if (comment === undefined) {
    return withMember(body, { entry, note: NOTE, holds: plain, ...(from.length > 0 ? { from } : {}), by, digest });
  }
  return [
    `${comment} Made by Waykeeper from the entry ${entry}. ${NOTE}`,
    `${comment} Holds: ${plain.join(' ')}`,
    ...(from.length > 0 ? [`${comment} From: ${from.join(' ')}`] : []),
    ...(by === undefined ? [] : [`${comment} By: ${by}`]),
    `${comment} Digest: ${digest}`,
    '',
    body,
  ].join('\n');
};

const withMember = (body: string, header: object): string => {
  if (!body.startsWith('{\n')) throw new UnprintableError('a JSON object over several lines', body.slice(0, 20));
  return `{\n  "waykeeper": ${JSON.stringify(header)},\n${body.slice('{\n'.length)}`;
};

/** SHA-256 over all that a file says, in hex. The serial counts as 0. */
const digestOf = (entry: string, values: readonly string[], body: string): string =>
  createHash('sha256')
    .update(`${entry}\n${values.join(' ')}\n${withoutSerial(body)}`)
    .digest('hex');

/** What a file says about itself; nothing when Waykeeper did not make it. Takes any text. */
export const readPublished = (text: string): PublishedFile | undefined => {
  const header = HEADER.exec(text);
  if (!header) return readJson(text);
  const [all, comment, entry = '', holds = '', from, by, digest = ''] = header;
  const values = holds.split(' ');
  const rest = text.slice(all.length);
  const body = rest.startsWith('\n') ? rest.slice(1) : undefined;
  const serial = comment === ';' ? serialIn(rest) : undefined;
  return {
    ...described(entry, values, body, digest),
    ...{ from: from?.split(' ') ?? [], ...(by === undefined ? {} : { by }) },
    ...(serial === undefined ? {} : { serial }),
  };
};

const readJson = (text: string): PublishedFile | undefined => {
  const header = headerOf(text);
  if (!header) return undefined;
  const { entry, holds, from = [], by, digest } = header;
  const [first] = JSON_HEADER.exec(text) ?? [];
  return {
    ...described(entry, holds, first === undefined ? undefined : `{\n${text.slice(first.length)}`, digest),
    from,
    ...(by === undefined ? {} : { by }),
  };
};

/** The file's values are what its header says, as far as they are values at all. */
const described = (
  entry: string,
  holds: readonly string[],
  body: string | undefined,
  written: string,
): Omit<PublishedFile, 'from'> => {
  const digest = digestOf(entry, holds, body ?? '');
  return { entry, values: holds.filter(isValue), intact: body !== undefined && digest === written, digest };
};

const isValue = (value: string): boolean => {
  try {
    return (parseAddress(value) ?? plainName(value, '')) === value;
  } catch {
    return false;
  }
};

interface JsonHeader {
  readonly entry: string;
  readonly holds: readonly string[];
  readonly from?: readonly string[];
  readonly by?: string;
  readonly digest: string;
}

const headerOf = (text: string): JsonHeader | undefined => {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    const { waykeeper } = JSON.parse(text) as { waykeeper?: unknown };
    return isHeader(waykeeper) ? waykeeper : undefined;
  } catch {
    return undefined;
  }
};

const isHeader = (value: unknown): value is JsonHeader => {
  if (typeof value !== 'object' || value === null) return false;
  const { entry, holds, from = [], by = '', digest } = value as Partial<Record<keyof JsonHeader, unknown>>;
  const isEntry = typeof entry === 'string' && new RegExp(`^${ENTRY}$`).test(entry);
  return isEntry && typeof digest === 'string' && typeof by === 'string' && areTexts(holds) && areTexts(from);
};

const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every((each) => typeof each === 'string');

/**
 * A serial after the previous one; the Unix time if that is later, so that a lost file leads to no old serial. `now` in ms.
 * @internal Exported for its tests.
 */
export const nextSerial = (previous: number | undefined, now: number): number => {
  const next = Math.max(previous === undefined ? 0 : previous + 1, Math.floor(now / 1_000));
  // Serials wrap (RFC 1982): 1 comes after the largest one.
  return next > LARGEST_SERIAL ? 1 : next;
};

/** A whole file of forwarders; `from` are the ids of their sources. Throws `UnprintableError`. */
export const composeForwarders = (
  entry: string,
  format: ForwarderFormat,
  content: ForwarderContent,
  from: readonly string[] = [],
  by?: string,
): string =>
  composeFile({ format, entry, by, values: sorted(content.addresses), from, body: renderForwarders(format, content) });

/**
 * A whole file of answers. One that says the same as the previous one, which is still as it was written, gets its serial
 * and so is the same text; any other gets the next serial. `now` in ms. Throws `UnprintableError`.
 */
export const composeAnswers = (
  entry: string,
  format: AnswersFormat,
  content: AnswerContent,
  previous: Partial<PublishedFile> | undefined,
  now: number,
  by?: string,
): string => {
  const { data } = content;
  const values = 'cname' in data ? [data.cname] : sorted(data.addresses);
  const compose = (serial: number): string =>
    composeFile({ format, entry, by, values, body: renderAnswers(format, content, serial) });
  const isSame = previous?.intact === true && previous.digest === readPublished(compose(0))?.digest;
  return compose(isSame && previous.serial !== undefined ? previous.serial : nextSerial(previous?.serial, now));
};

const sorted = (addresses: readonly string[]): string[] =>
  [...new Set(addresses.map((address) => canonicalAddress(address)))].sort();
