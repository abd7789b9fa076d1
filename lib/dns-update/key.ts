/** Reads a TSIG key from the text that `tsig-keygen` prints, or from the short form of `dig -y`. Pure. */
import type { TsigKey } from './types.ts';

const ALGORITHMS = ['hmac-sha256', 'hmac-sha512'] as const;

/** Named in an error when they are asked for: any other word there may be a secret in the wrong place. */
const OTHERS = [
  ...['hmac-md5', 'hmac-md5.sig-alg.reg.int', 'hmac-sha1', 'hmac-sha224', 'hmac-sha384'],
  ...['hmac-sha256-128', 'hmac-sha512-256', 'gss-tsig', 'gss.microsoft.com'],
];

/** A TSIG key cannot be read. Its message tells where the text came from, and nothing of the text. */
class TsigKeyError extends Error {
  readonly retryable = false;

  constructor(source: string, expected: string, found: string) {
    super(`${source}: expected ${expected}, found ${found}`);
    this.name = 'TsigKeyError';
  }
}

const FORMS =
  'key "name" { algorithm hmac-sha256; secret "base64"; }; (as tsig-keygen prints it) or hmac-sha256:name:base64';

/**
 * The key in a text: a BIND key statement (comments may stand around and in it) or `algorithm:name:base64`. `source` says
 * in errors where the text came from. Throws TsigKeyError.
 */
export const parseTsigKey = (text: string, source: string): TsigKey => {
  const words = /[{;"]/.test(text) ? statementWords(text, source) : text.trim().split(':');
  const [algorithm, name, secret, more] = words;
  if (algorithm === undefined || name === undefined || secret === undefined || more !== undefined) {
    throw new TsigKeyError(source, FORMS, text.trim() === '' ? 'nothing' : 'something else');
  }
  return {
    name: parseName(name, source),
    algorithm: parseAlgorithm(algorithm, source),
    secret: parseSecret(secret, source),
  };
};

/** Comments, quoted words, plain words and punctuation, each in turn; what fits none of them ends the reading. */
const TOKEN =
  /\s+|\/\/[^\n]*|#[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/|"([^"\n]*)"|([^\s{};"#/]+(?:\/[^\s{};"#/*]+)*)|([{};])/y;

const tokensOf = (text: string): string[] | undefined => {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    if (!found) return undefined;
    const [, quoted, plain, punctuation] = found;
    const token = quoted ?? plain ?? punctuation;
    if (token !== undefined) tokens.push(token);
  }
  return tokens;
};

const isClause = (word: string | undefined): word is 'algorithm' | 'secret' =>
  word === 'algorithm' || word === 'secret';

/** Algorithm, name and secret of the one key statement that a text must be. */
const statementWords = (text: string, source: string): string[] => {
  const fault = (found: string) => new TsigKeyError(source, FORMS, found);
  const tokens = tokensOf(text);
  if (!tokens) throw fault('a text that does not read as such (a quote or comment without its end?)');
  const [word, name, open, ...rest] = tokens;
  if (word !== 'key' || name === undefined || open !== '{') throw fault('a text that does not begin with key "name" {');
  const clauses: { algorithm?: string; secret?: string } = {};
  let at = 0;
  for (; isClause(rest[at]); at += 3) {
    const [clause, value, end] = [rest[at] as 'algorithm' | 'secret', rest[at + 1], rest[at + 2]];
    if (value === undefined || end !== ';') throw fault(`no ; after the ${clause}`);
    if (clauses[clause] !== undefined) throw fault(`a second ${clause}`);
    clauses[clause] = value;
  }
  if (rest[at] !== '}') throw fault('a key without its closing brace, or with another clause');
  if (
    rest
      .slice(at + 1)
      .join('')
      .replace(/^;/, '') !== ''
  )
    throw fault('something after the key');
  const { algorithm, secret } = clauses;
  if (algorithm === undefined) throw fault('a key without algorithm');
  if (secret === undefined) throw fault('a key without secret');
  return [algorithm, name, secret];
};

const NAME = /^(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/;

const parseName = (word: string, source: string): string => {
  const name = word.replace(/\.$/, '').toLowerCase();
  if (NAME.test(name)) return name;
  throw new TsigKeyError(source, 'the name of the key to be a domain name', 'another one');
};

const parseAlgorithm = (word: string, source: string): TsigKey['algorithm'] => {
  const found = word.replace(/\.$/, '').toLowerCase();
  const known = ALGORITHMS.find((algorithm) => algorithm === found);
  if (known) return known;
  throw new TsigKeyError(
    source,
    `the algorithm ${ALGORITHMS.join(' or ')}`,
    OTHERS.includes(found) ? found : 'another',
  );
};

/** Node's decoder skips what is not base64, so it is looked at first. */
const parseSecret = (word: string, source: string): Buffer => {
  const text = word.replace(/\s/g, '');
  const expected = 'the secret in base64';
  if (text === '') throw new TsigKeyError(source, expected, 'an empty one');
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) {
    throw new TsigKeyError(source, expected, 'something else');
  }
  return Buffer.from(text, 'base64');
};
