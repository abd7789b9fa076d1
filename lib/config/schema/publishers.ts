/** `dns.forwarders` and `dns.answers`: what is published to DNS servers outside of AWS, and where. */
import { isIP, isIPv4 } from 'node:net';
import * as z from 'zod';
import { ANSWERS_FORMATS, FORWARDER_FORMATS } from '../../dns-files/types.ts';
import { DOMAIN, normalName, ROOT } from '../../net/dns-name.ts';
import { canonicalAddress, isHostAddress, parseAddress } from '../../net/ip.ts';
import {
  choice,
  domain,
  endpointSelector,
  entryName,
  exactlyOne,
  filled,
  guess,
  idOf,
  mapping,
  namesExpected,
  nameText,
  oneOf,
  RESERVED,
  text,
  whole,
  zoneId,
} from './common.ts';

const FORWARDER_KEYS = ['resolverRule', 'record'];

const FILE_TARGET = 's3://bucket/key or a path';

/** A path has no scheme (one letter and a colon is a drive) and no `~`, which a shell alone understands. */
const TARGET = /^(s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/.*[^/]|(?!~|[A-Za-z][A-Za-z0-9+.-]+:\/).*[^/])$/;

/** Longest key of an S3 object, in bytes. (R) */
const LONGEST_KEY = 1024;

/** Keys with `.` or `..` as a part cannot be fetched by every client, since some take them for a path. */
const isFileTarget = (to: string): boolean => {
  if (/\p{Cc}/u.test(to)) return false;
  const [, bucket, key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(to) ?? [];
  if (bucket === undefined) return true;
  const isBucket = !bucket.includes('..') && !isIPv4(bucket);
  return isBucket && Buffer.byteLength(key) <= LONGEST_KEY && !key.split('/').some((part) => /^\.\.?$/.test(part));
};

/** `s3://bucket/key` or a path of the file system. */
const fileTarget = () => text(TARGET, FILE_TARGET).refine(isFileTarget, { error: FILE_TARGET });

const coveredExpected =
  (otherwise: string) =>
  (found: string): string =>
    found.startsWith('*.') ? 'a domain name without "*." (the names below it are always meant, too)' : otherwise;

/** A name that stands for itself and for all names below it. */
const coveredDomain = () =>
  nameText(DOMAIN, coveredExpected('a domain name'))
    .refine((name) => isIP(name) === 0, { error: 'a domain name' })
    .overwrite(normalName);

/** As above, or the root: everything. */
const forwardedDomain = () =>
  z.union([z.literal(ROOT), coveredDomain()], {
    error: ({ input }) => namesExpected(coveredExpected('a domain name, or "." for everything'), DOMAIN, String(input)),
  });

/** The address of a DNS server, in its canonical spelling. */
const serverAddress = () =>
  z
    .string({ error: 'an IP address' })
    .refine((ip) => parseAddress(ip) !== undefined, { error: 'an IP address', abort: true })
    .refine((ip) => isHostAddress(canonicalAddress(ip)), { error: 'the IP address of one host' })
    .overwrite(canonicalAddress);

/** A format of one kind of publisher; that of the other kind gets told where it belongs. */
const format = <const Words extends readonly [string, ...string[]]>(
  words: Words,
  other: readonly string[],
  home: string,
) =>
  z.enum(words, {
    error: ({ input }) => {
      const known = words.map((word) => JSON.stringify(word)).join(' or ');
      return other.includes(String(input))
        ? `${known} (${input} is published by ${home})`
        : `${known}${guess(input, words)}`;
    },
  });

const pullSeconds = () =>
  whole(0, 86_400)
    .default(300)
    .describe('Seconds until every DNS server has fetched a new file; for so long an address that still serves stays.');

const adopt = () => z.boolean().default(false).describe('true: take over a place that holds something else.');

const ttl = () => whole(1, 2_147_483_647).default(60).describe('Seconds that resolvers may cache what is published.');

const hasKey = (value: unknown, keys: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && keys.some((key) => key in value);

const forwarderPublisher = choice(
  {
    resolverRule: mapping({
      resolverRule: idOf('rslvr-rr', 'a Resolver rule').describe('Keep the targets of this Resolver rule equal.'),
      ...RESERVED,
    }),
    record: mapping({
      record: domain().describe('Keep an A/AAAA record set of this name equal.'),
      zone: zoneId().describe('The hosted zone of the record set.'),
      ttl: ttl(),
      adopt: adopt(),
      ...RESERVED,
    }),
    file: mapping({
      file: format(FORWARDER_FORMATS, ANSWERS_FORMATS, 'dns.answers').describe('Format of the file to write.'),
      to: fileTarget().describe('Where the file goes: s3://bucket/key or a path.'),
      pullSeconds: pullSeconds(),
      insecure: z
        .boolean()
        .optional()
        .describe(
          'Whether servers that validate take the domains unsigned. true: `unbound` gets domain-insecure, others are told by hand. Without it `check` warns of private names.',
        ),
      adopt: adopt(),
      ...RESERVED,
    }),
  },
  (input) => {
    const known = exactlyOne('resolverRule', 'record', 'file');
    return hasKey(input, ['update']) ? `${known} (update is a publisher of dns.answers)` : known;
  },
);

/** One entry of `dns.forwarders`. */
export const forwarder = mapping({
  name: entryName().describe('Name of the entry; unique.'),
  domains: filled(forwardedDomain(), 'domain names').describe(
    'The domains to forward, each with everything below it; "." is everything.',
  ),
  from: choice(
    {
      resolverEndpoint: mapping({
        resolverEndpoint: idOf('rslvr-in', 'an inbound Resolver endpoint').describe('Its addresses.'),
      }),
      vpcResolver: mapping({
        vpcResolver: idOf('vpc', 'a VPC').describe("The VPC's own resolver (base of the range plus two)."),
      }),
      addresses: mapping({
        addresses: filled(serverAddress(), 'IP addresses').describe('These addresses.'),
      }),
    },
    exactlyOne('resolverEndpoint', 'vpcResolver', 'addresses'),
  ).describe('Where the addresses of the DNS servers to ask come from.'),
  port: whole(1, 65_535)
    .optional()
    .describe(
      'Port that the DNS servers are asked on. Default 53; without it the targets of a Resolver rule keep theirs, and new ones take that of the others.',
    ),
  publish: filled(forwarderPublisher, 'publishers').describe('Where the addresses are published.'),
});

const PORT = '([1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d\\d|655[0-2]\\d|6553[0-5])';
const SERVER = 'host:port, such as 10.10.0.53:53';

/** An address, or a name that cannot be taken for one. */
const isServer = (server: string): boolean => {
  const host = server.slice(0, server.lastIndexOf(':'));
  if (host.startsWith('[')) return parseAddress(host.slice(1, -1))?.includes(':') === true;
  return isIPv4(host) ? isHostAddress(host) : DOMAIN.test(host) && !/(^|\.)\d+$/.test(host);
};

const server = () =>
  nameText(new RegExp(`^(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9])?):${PORT}$`), SERVER).refine(
    isServer,
    { error: SERVER },
  );

const answersPublisher = choice(
  {
    file: mapping({
      file: format(ANSWERS_FORMATS, FORWARDER_FORMATS, 'dns.forwarders').describe('Format of the file to write.'),
      to: fileTarget().describe('Where the file goes: s3://bucket/key or a path.'),
      origin: domain().optional().describe('Name of the policy zone; needed by `file: rpz`, and only by it.'),
      ttl: ttl(),
      adopt: adopt(),
      ...RESERVED,
    }),
    update: mapping({
      update: oneOf(['rpz', 'zone']).describe('Write by dynamic update (RFC 2136), into a policy zone or a plain one.'),
      server: server().describe('The primary DNS server, host:port.'),
      zone: domain().describe('The zone to update.'),
      key: text(/^(ssm:[A-Za-z0-9_./-]+|file:[^\0]+)$/, 'ssm:<parameter name> or file:<path>').describe(
        'Where the TSIG key is kept: ssm:<parameter name> or file:<path>.',
      ),
      ttl: ttl(),
      adopt: adopt(),
      ...RESERVED,
    }),
  },
  (input) => {
    const known = exactlyOne('file', 'update');
    return hasKey(input, FORWARDER_KEYS)
      ? `${known} (${FORWARDER_KEYS.join(' and ')} belong to dns.forwarders)`
      : known;
  },
);

/** One entry of `dns.answers`. */
export const answers = mapping({
  name: entryName().describe('Name of the entry; unique.'),
  domains: filled(coveredDomain(), 'domain names').describe('The names to answer for, each with everything below it.'),
  from: mapping({
    endpoint: endpointSelector().describe('The interface endpoint to answer with.'),
    as: oneOf(['name', 'addresses']).describe('name: a CNAME to the Regional name; addresses: its addresses.'),
    answering: z.boolean().default(false).describe('With `as: addresses`: only addresses that answer.'),
  }).describe('What is answered.'),
  publish: filled(answersPublisher, 'publishers').describe('Where the answers are published.'),
});
