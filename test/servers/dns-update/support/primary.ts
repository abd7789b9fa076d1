/** A real BIND that is the primary of zones which keys may update. */

import type { Primary } from '../../../../lib/dns-update/ask.ts';
import { queryGroups, sendUpdate } from '../../../../lib/dns-update/client.ts';
import { DnsUpdateError } from '../../../../lib/dns-update/errors.ts';
import { parseTsigKey } from '../../../../lib/dns-update/key.ts';
import type { Rrset, Update } from '../../../../lib/dns-update/types.ts';
import { type NameServer, startNamed, zoneFile } from '../../../support/name-servers.ts';

const secret = (byte: number, size = 32) => Buffer.alloc(size, byte).toString('base64');

/** `short` may write TXT records alone; `stranger` is configured on the server with another secret; `unknown` not at all. */
export const KEYS = {
  upd: `hmac-sha256:upd:${secret(1)}`,
  long: `hmac-sha512:long.keys.example:${secret(2, 64)}`,
  short: `hmac-sha256:short:${secret(3)}`,
  stranger: `hmac-sha256:stranger:${secret(4)}`,
  unknown: `hmac-sha256:unknown:${secret(5)}`,
} as const;

const keyStatement = (text: string): string => {
  const [algorithm, name, value] = text.split(':');
  return `key "${name}" { algorithm ${algorithm}; secret "${value}"; };`;
};

const statements = [
  ...[KEYS.upd, KEYS.long, KEYS.short].map(keyStatement),
  keyStatement(`hmac-sha256:stranger:${secret(6)}`),
  `zone "corp.example" { type primary; file "corp.zone";
     update-policy { grant upd zonesub ANY; grant long.keys.example zonesub ANY; grant short zonesub TXT; }; };`,
  `zone "rpz.example" { type primary; file "rpz.zone"; update-policy { grant upd zonesub ANY; }; };`,
  `zone "other.example" { type secondary; file "other.zone"; primaries { 127.0.0.1 port 1; }; };`,
].join('\n');

const records = [
  'www A 10.1.1.1',
  '*.wild A 10.3.3.3',
  '*.wild TXT "wild"',
  'sub.own.wild A 10.3.3.4',
  'Mixed CNAME Target.Example.',
  'below NS ns.below',
  'tree DNAME trunk.example.',
  'mail MX 10 mx.example.',
  'service SRV 1 1 443 host.example.',
];

/** With a policy zone, `rpz.example`, that rules what it answers to those who ask for recursion. */
export const startPrimary = (): Promise<NameServer> =>
  startNamed({
    options: `recursion yes; forward only; forwarders { 127.0.0.1 port 1; };
      response-policy { zone "rpz.example" min-update-interval 0; } qname-wait-recurse no;`,
    statements,
    files: {
      'corp.zone': zoneFile('corp.example', records),
      'rpz.zone': zoneFile('rpz.example'),
      'other.zone': zoneFile('other.example'),
    },
  });

/** Whom to ask at a server, and how to change and read its zone, with the first key unless told otherwise. */
export const primaryAt = ({ address, port }: { address: string; port: number }, given: Partial<Primary> = {}) => {
  const key = parseTsigKey(KEYS.upd, 'test');
  const primary = {
    server: `${address}:${port}`,
    zone: 'corp.example',
    key,
    now: Date.now(),
    timeoutMs: 5_000,
    ...given,
  };
  return {
    change: (update: Partial<Update>) =>
      sendUpdate({ prerequisites: [], deletes: [], adds: [], ...update, ...primary }),
    /** The records of these names. Rejects with DnsUpdateError when one of them cannot be read. */
    read: async (...names: readonly string[]): Promise<Rrset[]> => {
      const read = await queryGroups({ ...primary, groups: [...new Set(names)].map((name) => [name]) });
      return read.flatMap((one) => {
        if (one instanceof DnsUpdateError) throw one;
        return one;
      });
    },
  };
};

/** What a promise is rejected with, which must be ours; a promise that holds is no refusal. */
export const refusalOf = async (promise: Promise<unknown>): Promise<DnsUpdateError> => {
  const error = await promise.then(
    (value) => new Error(`expected a refusal, found ${JSON.stringify(value)}`),
    (caught: unknown) => caught,
  );
  if (error instanceof DnsUpdateError) return error;
  throw error;
};
