/** The formats that files are published in: what they say, how they comment, and who can check them. Pure. */
import type { AnswersFormat, ForwarderFormat } from '../../../../config/types.ts';
import type { AnswerContent, ForwarderContent } from '../../types.ts';
import { bindForwarders } from './bind.ts';
import { corednsForwarders } from './coredns.ts';
import { dnsmasqAnswers, dnsmasqForwarders } from './dnsmasq.ts';
import { hostsAnswers } from './hosts.ts';
import { jsonForwarders } from './json.ts';
import { printableAnswers, printableForwarders } from './printable.ts';
import { rpzAnswers } from './rpz.ts';
import { unboundAnswers, unboundForwarders } from './unbound.ts';
import { windowsForwarders } from './windows.ts';

export { UnprintableError } from './printable.ts';

export type Format = ForwarderFormat | AnswersFormat;

/** A program that accepts or refuses a file before a server reads it. `{file}` and `{origin}` stand for its path and zone. */
export interface Checker {
  readonly program: string;
  readonly args: readonly string[];
}

interface FormatFacts {
  /** Starts a comment line; JSON has none. */
  readonly comment?: '#' | ';';
  /** Exits with 0 only when it accepts the file. */
  readonly checker?: Checker;
}

/** What there is to know about each format. */
export const FORMATS: Readonly<Record<Format, FormatFacts>> = {
  bind: { comment: '#', checker: { program: 'named-checkconf', args: ['{file}'] } },
  unbound: { comment: '#', checker: { program: 'unbound-checkconf', args: ['{file}'] } },
  dnsmasq: { comment: '#', checker: { program: 'dnsmasq', args: ['--test', '--conf-file={file}'] } },
  coredns: { comment: '#' },
  windows: { comment: '#' },
  json: {},
  rpz: { comment: ';', checker: { program: 'named-checkzone', args: ['{origin}', '{file}'] } },
  hosts: { comment: '#' },
};

const FORWARDERS: Readonly<Record<ForwarderFormat, (content: ForwarderContent) => string>> = {
  bind: bindForwarders,
  unbound: unboundForwarders,
  dnsmasq: dnsmasqForwarders,
  coredns: corednsForwarders,
  windows: windowsForwarders,
  json: jsonForwarders,
};

const ANSWERS: Readonly<Record<AnswersFormat, (content: AnswerContent, serial: number) => string>> = {
  rpz: rpzAnswers,
  hosts: hostsAnswers,
  unbound: unboundAnswers,
  dnsmasq: dnsmasqAnswers,
};

/**
 * The text that makes a DNS server of that kind ask these addresses for these domains; the same for the same content in any
 * order. Throws `UnprintableError` when the format cannot say it, or when something in it is not a plain name, address or
 * port: nothing in the content can become a directive.
 */
export const renderForwarders = (format: ForwarderFormat, content: ForwarderContent): string =>
  FORWARDERS[format](printableForwarders(content));

/** The text that makes a DNS server of that kind answer so; `serial` matters to `rpz` alone. Throws like `renderForwarders`. */
export const renderAnswers = (format: AnswersFormat, content: AnswerContent, serial: number): string =>
  ANSWERS[format](printableAnswers(content), serial);

/** The command that checks a file of a format, program first; nothing when no program can. `origin` is the zone of `rpz`. */
export const checkCommand = (format: Format, file: string, origin = ''): readonly string[] | undefined => {
  const { checker } = FORMATS[format];
  return checker && [checker.program, ...checker.args.map((arg) => fillIn(arg, { file, origin }))];
};

const fillIn = (arg: string, values: Readonly<Record<string, string>>): string =>
  arg.replace(/\{(\w+)\}/g, (all, key: string) => values[key] ?? all);
