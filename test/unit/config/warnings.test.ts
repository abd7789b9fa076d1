/** What `check` warns of although the config is in order. */
import { parseConfig } from '../../../lib/config/parse.ts';
import { formatPath } from '../../../lib/config/problem.ts';
import { warningsOf } from '../../../lib/config/warnings.ts';
import { forwarder } from './support/publishers.ts';

const warned = (...entries: readonly string[]): string[] =>
  warningsOf(parseConfig(`{ version: 1, dns: { forwarders: [${entries.join(', ')}] } }`, 'x'), 0).map(
    ({ path, text }) => `${formatPath(path)}: ${text}`,
  );

const RULE = '{ resolverRule: rslvr-rr-0a }';
const FILE = '{ file: json, to: a.json }';
const AWS = 'resolverEndpoint: rslvr-in-0a';
const OUTSIDE = 'addresses: ["10.10.0.53"]';

describe('two entries that send the same domain to each other', () => {
  const inward = (domain: string, from = AWS, publish = FILE): string =>
    forwarder({ name: 'inward', domains: `[x.example, "${domain}"]`, from, publish });
  const outward = (domain: string, from = OUTSIDE, publish = RULE): string =>
    forwarder({ name: 'outward', domains: `["${domain}"]`, from, publish });

  it.each([
    ['of an inbound endpoint', AWS, FILE, 'corp.example'],
    [
      "of a VPC's resolver, in a file beside a record",
      'vpcResolver: vpc-0a',
      `{ record: a.b, zone: Z1 }, ${FILE}`,
      'Corp.Example.',
    ],
    ['for everything', AWS, FILE, '.'],
  ])('are told: %s', (_, from, publish, domain) => {
    const [said, ...more] = warned(inward(domain, from, publish), outward(domain));
    expect(more).toEqual([]);
    expect(said).toMatch(
      /^dns\.forwarders\[1\]\.domains\[0\]: a Resolver rule of outward sends .* to 10\.10\.0\.53, and a file of inward back/,
    );
    expect(warned(outward(domain), inward(domain, from, publish))[0]).toMatch(
      /^dns\.forwarders\[0\]\.domains\[0\]: a Resolver rule/,
    );
  });

  it.each([
    ['for a narrower domain of AWS', [inward('aws.corp.example'), outward('corp.example')]],
    ['for a narrower domain outside of it', [inward('corp.example'), outward('dc.corp.example')]],
    [
      'from one place to the next, by files alone',
      [inward('a.example'), outward('a.example', OUTSIDE, '{ file: json, to: b.json }')],
    ],
    ['both to AWS', [inward('a.example'), outward('a.example', 'resolverEndpoint: rslvr-in-0b')]],
  ])('are none: %s', (_, entries) => {
    expect(warned(...entries)).toEqual([]);
  });
});

describe('a validating server in front of private names', () => {
  const published = (domains: string, publish: string): string[] => warned(forwarder({ domains, publish }));

  it.each([
    ['unbound', 'insecure: true lets it take them unsigned; insecure: false'],
    ['bind', 'validate-except in named.conf lets it take them unsigned, and insecure: true says here that it is set'],
  ])('of kind %s is told with what to do', (file, remedy) => {
    const [said, ...more] = published(
      '[corp.example, s3.eu-west-2.amazonaws.com, b.test]',
      `${RULE}, { file: ${file}, to: a }`,
    );
    expect(more).toEqual([]);
    expect(said).toContain(
      'dns.forwarders[0].publish[1]: a server that validates answers SERVFAIL for corp.example, b.test where',
    );
    expect(said).toContain(remedy);
  });

  it.each([true, false])('is not told any more where the config says insecure: %s', (insecure) => {
    expect(published('[corp.example]', `{ file: unbound, to: a, insecure: ${insecure} }`)).toEqual([]);
  });

  it.each(['amazonaws.com', 'vpce.amazonaws.com', 's3.cn-north-1.amazonaws.com.cn', '10.in-addr.arpa', '.'])(
    'has nothing to fear of %s',
    (domain) => {
      expect(published(`["${domain}"]`, '{ file: unbound, to: a }, { file: bind, to: b }')).toEqual([]);
    },
  );

  it.each(['dnsmasq', 'coredns', 'windows', 'json'])('is none that reads a file of %s as it is installed', (file) => {
    expect(published('[corp.example]', `{ file: ${file}, to: a }`)).toEqual([]);
  });
});
