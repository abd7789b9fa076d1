/** Real DNS servers on loopback for tests: BIND, Unbound and dnsmasq, each in a folder of its own that goes with it. */
import { userInfo } from 'node:os';
import { type NameServer, type Place, startProgram, type Where } from './name-servers/program.ts';
import type { Program } from './programs.ts';

export { freePort, type NameServer, stopNameServers } from './name-servers/program.ts';

/** For `describeWith`. */
export const NAMED: Program = { name: 'named', debianPackage: 'bind9' };
export const UNBOUND: Program = { name: 'unbound', debianPackage: 'unbound' };
export const DNSMASQ: Program = { name: 'dnsmasq', debianPackage: 'dnsmasq-base' };

/** Text of a config, or what makes it from the server's place. */
type Text = string | ((place: Place) => string);

const textOf = (text: Text | undefined, place: Place): string =>
  typeof text === 'function' ? text(place) : (text ?? '');

type Files = Readonly<Record<string, string>>;

export interface NamedConfig extends Where {
  /** Statements for the block `options`, which says by itself where to listen and to serve everybody on loopback. */
  readonly options?: Text;
  /** Everything beside that block: keys, zones, includes. */
  readonly statements?: Text;
  /** Other files of its folder, such as zones. */
  readonly files?: Files;
}

const listenOn = ({ address, port }: Place): string =>
  address.includes(':')
    ? `listen-on { none; }; listen-on-v6 port ${port} { ${address}; };`
    : `listen-on port ${port} { ${address}; }; listen-on-v6 { none; };`;

/** BIND. It asks nobody but those whom `options` and the zones name: `recursion yes` is for the caller to say. */
export const startNamed = ({ options, statements, files = {}, ...where }: NamedConfig): Promise<NameServer> =>
  startProgram(
    {
      program: 'named',
      words: () => ['-g', '-n', '1', '-c', 'named.conf'],
      files: (place) => ({
        'named.conf': namedConf(place, textOf(options, place), textOf(statements, place)),
        ...files,
      }),
      started: / running$/m,
      refused: /not loaded due to errors|reloading (configuration|zones) failed/,
      reloaded: / running$/m,
    },
    where,
  );

const namedConf = (place: Place, options: string, statements: string): string => `options {
  directory ".";
  ${listenOn(place)}
  pid-file "named.pid";
  session-keyfile "session.key";
  ${/\bdnssec-validation\b/.test(options) ? '' : 'dnssec-validation no;'}
  empty-zones-enable no;
  ${/\brecursion\b/.test(options) ? '' : 'recursion no;'}
  ${options}
};
controls { };
${statements}
`;

/** A zone file with its SOA and NS records; `records` are further lines. `origin` without trailing dot; `.` is the root. */
export const zoneFile = (origin: string, records: readonly string[] = [], serial = 1): string =>
  [
    `$ORIGIN ${origin === '.' ? '.' : `${origin}.`}`,
    '$TTL 60',
    `@ IN SOA ns.invalid. hostmaster.invalid. ${serial} 3600 600 86400 5`,
    '@ IN NS ns.invalid.',
    ...(origin === '.' ? ['ns.invalid. IN A 127.0.0.1'] : []),
    ...records,
    '',
  ].join('\n');

export interface UnboundConfig extends Where {
  /** Lines for the clause `server:`. */
  readonly server?: Text;
  /** Other clauses. */
  readonly clauses?: Text;
  readonly files?: Files;
}

/** Unbound, without DNSSEC and allowed to ask servers on loopback. */
export const startUnbound = ({ server, clauses, files = {}, ...where }: UnboundConfig): Promise<NameServer> =>
  startProgram(
    {
      program: 'unbound',
      words: () => ['-d', '-c', 'unbound.conf'],
      files: (place) => ({
        'unbound.conf': unboundConf(place, textOf(server, place), textOf(clauses, place)),
        ...files,
      }),
      started: /start of service/,
      reloaded: /start of service/,
    },
    where,
  );

const unboundConf = (place: Place, server: string, clauses: string): string => `server:
  interface: ${place.address}
  port: ${place.port}
  access-control: 127.0.0.0/8 allow
  access-control: ::1 allow
  directory: "${place.dir}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  logfile: ""
  num-threads: 1
  do-not-query-localhost: no
  ${/module-config/.test(server) ? '' : 'module-config: "iterator"'}
${server}
remote-control:
  control-enable: no
${clauses}
`;

export interface DnsmasqConfig extends Where {
  /** Lines of the config file. */
  readonly lines?: Text;
  readonly files?: Files;
}

/** dnsmasq, which asks nobody but whom the lines name. */
export const startDnsmasq = ({ lines, files = {}, ...where }: DnsmasqConfig): Promise<NameServer> =>
  startProgram(
    {
      program: 'dnsmasq',
      words: () => ['--keep-in-foreground', '--conf-file=dnsmasq.conf'],
      files: (place) => ({ 'dnsmasq.conf': dnsmasqConf(place, textOf(lines, place)), ...files }),
      started: /started, version/,
      reloaded: /cleared cache|read .*/,
    },
    where,
  );

const dnsmasqConf = ({ address, port }: Place, lines: string): string => `listen-address=${address}
bind-interfaces
port=${port}
no-resolv
no-hosts
pid-file=
log-facility=-
user=${userInfo().username}
${lines}
`;
