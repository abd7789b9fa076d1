/** Names, addresses and contents of files as fast-check makes them. */
import fc from 'fast-check';
import type { AnswerContent, ForwarderContent } from '../../../../lib/dns-files/types.ts';
import { isHostAddress, parseAddress } from '../../../../lib/net/ip.ts';

const edge = 'abcdefghijklmnopqrstuvwxyz0123456789';
const inner = fc.string({ unit: fc.constantFrom(...edge, '-'), maxLength: 61 });
const end = fc.constantFrom(...edge);
const short = fc.string({ unit: fc.constantFrom(...edge), minLength: 1, maxLength: 8 });

/** Labels of all lengths that names may have; words that are directives of some format; underscores where they are wanted. */
const label = fc.oneof(
  { weight: 6, arbitrary: short },
  { weight: 2, arbitrary: fc.tuple(end, inner, end).map((parts) => parts.join('')) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'import',
      'include',
      'zone',
      'server',
      'forward',
      'any',
      'in',
      'soa',
      'cname',
      '10',
      'arpa',
    ),
  },
);
const odd = fc.tuple(fc.constant('_'), short).map((parts) => parts.join(''));

const nameOf = (labels: fc.Arbitrary<string>, maxLength: number) =>
  fc
    .array(labels, { minLength: 1, maxLength: 5 })
    .map((parts) => parts.join('.'))
    .filter((name) => name.length <= maxLength && !/^[\d.]+$/.test(name));

/** Names of at most 200 characters, so that they fit below an origin, too. */
const hostNames = nameOf(label, 200);
/** Names with underscores among them. */
export const names = nameOf(fc.oneof({ weight: 5, arbitrary: label }, { weight: 1, arbitrary: odd }), 200);

/** Canonical addresses of hosts. */
const addresses = fc
  .oneof(fc.ipV4(), fc.ipV6())
  .map((text) => parseAddress(text) ?? '')
  .filter((text) => text !== '' && isHostAddress(text));

const several = <T>(of: fc.Arbitrary<T>, maxLength: number) => fc.uniqueArray(of, { minLength: 1, maxLength });

/** Contents that every format of forwarders but Windows can say. */
export const forwarderContents: fc.Arbitrary<ForwarderContent> = fc.record({
  domains: several(names, 4),
  addresses: several(addresses, 15).map((list) => list.sort()),
  port: fc.integer({ min: 1, max: 65_535 }),
  insecure: fc.boolean(),
});

/** An endpoint's name, which lies in none of the names above (their longest label has no more than 63 characters). */
const endpointNames = short.map((id) => `vpce-${id}.s3.eu-west-2.vpce.amazonaws.com`);

/** Contents of answers with addresses. */
export const addressAnswers: fc.Arbitrary<AnswerContent> = fc.record({
  domains: several(hostNames, 4),
  data: fc.record({ addresses: several(addresses, 6).map((list) => list.sort()) }),
  ttl: fc.integer({ min: 1, max: 2_147_483_647 }),
  origin: fc.constantFrom('rpz.corp.example', 'rpz', 'a.b.c.d.example'),
});

/** Contents of answers with a name. */
export const nameAnswers: fc.Arbitrary<AnswerContent> = fc.record({
  domains: several(names, 4),
  data: fc.record({ cname: endpointNames }),
  ttl: fc.integer({ min: 1, max: 2_147_483_647 }),
  origin: fc.constantFrom('rpz.corp.example', '_rpz', 'a.b.c.d.example'),
});
