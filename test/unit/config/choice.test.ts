import { sentences } from './support/faults.ts';

const published = (publisher: string): string[] =>
  sentences(
    `{ version: 1, dns: { forwarders: [{ name: a, domains: [a.b], from: { addresses: ["10.0.0.1"] }, publish: [${publisher}] }] } }`,
  ).map((sentence) => sentence.replace('dns.forwarders[0].publish[0]', ''));

const zone = (endpoint: string): string[] =>
  sentences(`{ version: 1, dns: { zones: [{ zone: Z1, endpoint: ${endpoint} }] } }`).map((sentence) =>
    sentence.replace('dns.zones[0].endpoint', ''),
  );

describe('a choice', () => {
  it('is judged by the branch whose own key is written, however little else of it is', () => {
    expect(published('{ record: a.b, pullSeconds: 3 }')).toEqual(
      [
        expect.stringMatching(/^\.pullSeconds: expected one of the keys record, zone, ttl, adopt, found/),
        '.zone: expected the id of a hosted zone (Z…), found nothing',
      ].toSorted(),
    );
    expect(published('{ record: a.b, to: x, pullSeconds: 3 }')).toHaveLength(3);
    expect(zone('{ service: com.amazonaws.eu-west-2.s3, vcp: vpc-0a }')).toEqual([
      '.vpc: expected the id of a VPC (vpc-…), found nothing',
      '.vcp: expected a known key (did you mean "vpc"?), found the unknown key "vcp"',
    ]);
  });

  it('with the keys of two branches is told which there are', () => {
    expect(published('{ resolverRule: rslvr-rr-0a, record: a.b, zone: Z1 }')).toEqual([
      ': expected exactly one of resolverRule, record or file, found a mapping with resolverRule, record, zone',
    ]);
  });

  it('is told what a misspelt key was meant to be', () => {
    expect(published('{ resolvrRule: rslvr-rr-0a }')).toEqual([
      ': expected exactly one of resolverRule, record or file (did you mean "resolverRule"?), found a mapping with resolvrRule',
    ]);
  });
});

describe('one of some words', () => {
  it.each([
    ['mode: aply', '"plan" or "apply" (did you mean "apply"?), found "aply"'],
    ['log: breif', '"brief" or "full" (did you mean "brief"?), found "breif"'],
    ['log: loud', '"brief" or "full", found "loud"'],
    ['log: 3', '"brief" or "full", found the number 3'],
  ])('is guessed where it was misspelt: %s', (keys, sentence) => {
    expect(sentences(`{ version: 1, ${keys} }`)[0]).toContain(sentence);
  });

  it('is guessed of formats of files', () => {
    expect(published('{ file: unbuond, to: a }')[0]).toContain('(did you mean "unbound"?), found "unbuond"');
  });
});
