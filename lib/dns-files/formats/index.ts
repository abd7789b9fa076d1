/** The formats that files are published in: what they say, how they comment, and who can check them. Pure. */
import type { AnswerContent, AnswersFormat, ForwarderContent, ForwarderFormat } from '../types.ts';
import { bindForwarders } from './bind.ts';
import { corednsForwarders, MOST_UPSTREAMS } from './coredns.ts';
import { dnsmasqAnswers, dnsmasqForwarders } from './dnsmasq.ts';
import { hostsAnswers } from './hosts.ts';
import { jsonForwarders } from './json.ts';
import { printableAnswers, printableForwarders } from './printable.ts';
import { rpzAnswers } from './rpz.ts';
import { unboundAnswers, unboundForwarders } from './unbound.ts';
import { ONLY_PORT, windowsForwarders } from './windows.ts';

export { UnprintableError } from './printable.ts';

export type Format = ForwarderFormat | AnswersFormat;

/** A program that accepts or refuses a file before a server reads it. `{file}` and `{origin}` stand for its path and zone. */
interface Checker {
  readonly program: string;
  readonly args: readonly string[];
}

/** What a format is, and what it cannot say. The config's checks read the limits here. */
export interface FormatFacts {
  /** The kind of server that reads it, for people. */
  readonly server: string;
  /** Starts a comment line; JSON has none. */
  readonly comment?: '#' | ';';
  /** Exits with 0 only when it accepts the file. */
  readonly checker?: Checker;
  /** Most addresses that its server forwards to. */
  readonly mostAddresses?: number;
  /** The one port that its server asks. */
  readonly onlyPort?: number;
  /** It cannot say that everything is forwarded. */
  readonly noRoot?: true;
  /** Answers in it are addresses, never names. */
  readonly onlyAddresses?: true;
}

/** What there is to know about each format. */
export const FORMATS: Readonly<Record<Format, FormatFacts>> = {
  bind: { server: 'BIND', comment: '#', checker: { program: 'named-checkconf', args: ['{file}'] } },
  unbound: { server: 'Unbound', comment: '#', checker: { program: 'unbound-checkconf', args: ['{file}'] } },
  dnsmasq: {
    server: 'dnsmasq',
    comment: '#',
    checker: { program: 'dnsmasq', args: ['--test', '--conf-file={file}'] },
    onlyAddresses: true,
  },
  coredns: { server: 'CoreDNS', comment: '#', mostAddresses: MOST_UPSTREAMS },
  windows: { server: 'Windows DNS', comment: '#', onlyPort: ONLY_PORT, noRoot: true },
  json: { server: 'any' },
  rpz: { server: 'BIND', comment: ';', checker: { program: 'named-checkzone', args: ['{origin}', '{file}'] } },
  hosts: { server: 'any', comment: '#', onlyAddresses: true },
};

/** What is known of a format by its name in the config; nothing for any other text. */
export const factsOf = (format: string): FormatFacts | undefined =>
  Object.hasOwn(FORMATS, format) ? FORMATS[format as Format] : undefined;

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
