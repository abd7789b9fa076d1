/** What people meant who wrote what YAML reads otherwise: what was expected and found, in their words. Pure. */

/** Of a problem that the YAML parser found. */
export interface YamlFault {
  /** The parser's code, such as `BAD_ALIAS`. */
  readonly code: string;
  readonly message: string;
  /** Where it is in the text. */
  readonly offset: number;
}

interface Words {
  readonly expected: string;
  readonly found: string;
}

/**
 * The faults that a person has to mend, in their words: the parser goes on behind the first one, and what it says from then on may
 * follow from it.
 */
export const yamlFaults = (text: string, faults: readonly YamlFault[]): (YamlFault & Words)[] => {
  const alike = faults
    .filter(({ code }) => code === faults[0]?.code)
    .map((fault) => ({ ...fault, ...yamlWords(text, fault) }));
  const clear = alike.filter(({ expected }) => expected !== UNCLEAR.expected);
  return clear.length > 0 ? clear : alike;
};

/** What YAML takes a character for that text of its own cannot begin with. */
const MEANINGS: Readonly<Record<string, string>> = {
  '*': 'with which YAML refers to an anchor',
  '!': 'with which YAML names a type',
  '@': 'which YAML keeps for itself',
  '`': 'which YAML keeps for itself',
  '%': 'with which YAML begins a directive',
};

/** An alias whose anchor is nowhere before it, which the parser tells only as it makes the value. */
export const strayAlias = (name: string): Words => ({
  expected: `quotes around "*${name}", or an anchor &${name} before it`,
  found: `*${name}, with which YAML refers to an anchor`,
});

/** The sentence for a fault of the text; what the parser itself says where nothing clearer is known. */
const yamlWords = (text: string, { code, message, offset }: YamlFault): Words => {
  const [first = '', char = ''] = [wordAt(text, offset), text[offset]];
  switch (code) {
    case 'BAD_ALIAS':
    case 'BAD_SCALAR_START':
    case 'TAG_RESOLVE_FAILED':
      return MEANINGS[char] ? quotes(first, `${first}, ${MEANINGS[char]}`) : { ...UNCLEAR, found: message };
    case 'UNEXPECTED_TOKEN':
      return endedEarly(text, offset) ?? { ...UNCLEAR, found: message };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return /: /.test(lineFrom(text, offset)) ? SECOND_COLON : DEEPER;
    case 'TAB_AS_INDENT':
      return { expected: 'spaces at the start of the line', found: 'a tab' };
    case 'MULTIPLE_DOCS':
      return { expected: 'one document', found: 'another one behind ---' };
    default:
      return { ...UNCLEAR, found: message };
  }
};

const SECOND_COLON = {
  expected: 'quotes around text with ": " in it, or a line of its own for the inner key',
  found: 'a second ": " on the line',
};

const DEEPER = { expected: 'a value on one line', found: 'a next line that is indented as if it belonged to it' };

const UNCLEAR = { expected: 'valid YAML' };

const quotes = (word: string, found: string): Words => ({ expected: `quotes around it: "${word}"`, found });

/** Up to a space, or to what ends a value in a flow. */
const wordAt = (text: string, offset: number): string => /^[^\s,\]}]*/.exec(text.slice(offset))?.[0] ?? '';

const lineFrom = (text: string, offset: number): string => /^[^\r\n]*/.exec(text.slice(offset))?.[0].trimEnd() ?? '';

/** A value of one piece, as far as it is one to YAML, before the place. */
const ENDED = /(?:^|[\s[,])(\{[^{}\n]*\}|\*[^\s,]*|"[^"\n]*"|'[^'\n]*')\s*$/;

/** `{azId}.app` and `*.app x` are a mapping and an alias with something behind them. */
const endedEarly = (text: string, offset: number): Words | undefined => {
  const value = ENDED.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset))?.[1];
  if (value === undefined) return undefined;
  const rest = lineFrom(text, offset).replace(/ *[,\]].*/, '');
  return { expected: 'quotes around the whole text', found: `${value} with ${JSON.stringify(rest)} behind it` };
};
