/** `dns.forwarders` and `dns.answers`: what is published to DNS servers outside of AWS, and where. */
import { isIP } from 'node:net';
import * as z from 'zod';
import {
  domain,
  endpointId,
  entryName,
  exactlyOne,
  filled,
  idOf,
  mapping,
  oneOf,
  RESERVED,
  selector,
  text,
  whole,
  zoneId,
} from './common.ts';

const FORWARDER_KEYS = ['resolverRule', 'record'];
const FORWARDER_FILES = ['bind', 'unbound', 'dnsmasq', 'coredns', 'windows', 'json'] as const;
const ANSWER_FILES = ['rpz', 'hosts', 'unbound', 'dnsmasq'] as const;

const FILE_TARGET = 's3://bucket/key or a path';

/** `s3://bucket/key` or a path of the file system. */
const fileTarget = () =>
  text(/^(s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/.*[^/]|(?![a-z0-9+.-]+:\/\/).*[^/])$/, FILE_TARGET);

/** A format of one kind of publisher; that of the other kind gets told where it belongs. */
const format = <const Words extends readonly [string, ...string[]]>(
  words: Words,
  other: readonly string[],
  home: string,
) =>
  z.enum(words, {
    error: ({ input }) => {
      const known = words.map((word) => JSON.stringify(word)).join(' or ');
      return other.includes(String(input)) ? `${known} (${input} is published by ${home})` : known;
    },
  });

const hasKey = (value: unknown, keys: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && keys.some((key) => key in value);

const forwarderPublisher = z.union(
  [
    mapping({
      resolverRule: idOf('rslvr-rr', 'a Resolver rule').describe('Keep the targets of this Resolver rule equal.'),
      ...RESERVED,
    }),
    mapping({
      record: domain().describe('Keep an A/AAAA record set of this name equal.'),
      zone: zoneId().describe('The hosted zone of the record set.'),
      ttl: whole(1, 2_147_483_647).default(60).describe('Seconds that resolvers may cache the record.'),
      ...RESERVED,
    }),
    mapping({
      file: format(FORWARDER_FILES, ['rpz', 'hosts'], 'dns.answers').describe('Format of the file to write.'),
      to: fileTarget().describe('Where the file goes: s3://bucket/key or a path.'),
      ...RESERVED,
    }),
  ],
  {
    error: ({ input }) => {
      const known = exactlyOne('resolverRule', 'record', 'file');
      return hasKey(input, ['update']) ? `${known} (update is a publisher of dns.answers)` : known;
    },
  },
);

/** One entry of `dns.forwarders`. */
export const forwarder = mapping({
  name: entryName().describe('Name of the entry; unique.'),
  domains: filled(domain(), 'domain names').describe('The domains to forward.'),
  from: z
    .union(
      [
        mapping({ resolverEndpoint: idOf('rslvr-in', 'an inbound Resolver endpoint').describe('Its addresses.') }),
        mapping({ vpcResolver: idOf('vpc', 'a VPC').describe("The VPC's own resolver (base of the range plus two).") }),
        mapping({
          addresses: filled(
            z.string({ error: 'an IP address' }).refine((ip) => isIP(ip) !== 0, { error: 'an IP address' }),
            'IP addresses',
          ).describe('These addresses.'),
        }),
      ],
      { error: exactlyOne('resolverEndpoint', 'vpcResolver', 'addresses') },
    )
    .describe('Where the addresses of the DNS servers to ask come from.'),
  publish: filled(forwarderPublisher, 'publishers').describe('Where the addresses are published.'),
});

const PORT = '([1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d\\d|655[0-2]\\d|6553[0-5])';
const server = () =>
  text(
    new RegExp(`^(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9])?):${PORT}$`),
    'host:port, such as 10.10.0.53:53',
  );

const answersPublisher = z.union(
  [
    mapping({
      file: format(ANSWER_FILES, ['bind', 'coredns', 'windows', 'json'], 'dns.forwarders').describe(
        'Format of the file to write.',
      ),
      to: fileTarget().describe('Where the file goes: s3://bucket/key or a path.'),
      origin: domain().optional().describe('Name of the policy zone; needed by `file: rpz`, and only by it.'),
      ...RESERVED,
    }),
    mapping({
      update: oneOf(['rpz', 'zone']).describe('Write by dynamic update (RFC 2136), into a policy zone or a plain one.'),
      server: server().describe('The primary DNS server, host:port.'),
      zone: domain().describe('The zone to update.'),
      key: text(/^ssm:[A-Za-z0-9_./-]+$/, 'ssm:<parameter name>').describe('Where the TSIG key is kept: ssm:<name>.'),
      ...RESERVED,
    }),
  ],
  {
    error: ({ input }) => {
      const known = exactlyOne('file', 'update');
      return hasKey(input, FORWARDER_KEYS)
        ? `${known} (${FORWARDER_KEYS.join(' and ')} belong to dns.forwarders)`
        : known;
    },
  },
);

/** One entry of `dns.answers`. */
export const answers = mapping({
  name: entryName().describe('Name of the entry; unique.'),
  domains: filled(domain(), 'domain names').describe('The names to answer for, each with everything below it.'),
  from: mapping({
    endpoint: selector(endpointId(), 'endpoint').describe('The interface endpoint to answer with.'),
    as: oneOf(['name', 'addresses']).describe('name: a CNAME to the Regional name; addresses: its addresses.'),
    answering: z.boolean().default(false).describe('With `as: addresses`: only addresses that answer.'),
  }).describe('What is answered.'),
  publish: filled(answersPublisher, 'publishers').describe('Where the answers are published.'),
});
