/** Which record sets the dns controller may write: those that the config names, by name, type and action. */
import { parseConfig } from '../../../lib/config/parse.ts';
import { azIdPattern, conditionName } from '../../../resources/iam/record-names.ts';
import { stackOf } from '../../../resources/stack.ts';
import { NAMES, statementsOf } from './support.ts';

const KEY = 'route53:ChangeResourceRecordSets';

/** What one statement covers of a zone, in few words. */
const written = (dns: string): string[] => {
  const stack = stackOf(parseConfig(`version: 1\nmode: apply\ndns:\n${dns}`, 'test.yml'), NAMES);
  return statementsOf(stack, 'dns')
    .filter(({ Action }) => Action === KEY)
    .map(({ Resource, Condition = {} }) => {
      const [, zone] = /hostedzone\/(\w+)/.exec(JSON.stringify(Resource)) ?? [];
      const like = Condition['ForAllValues:StringLike'] ?? {};
      const equals = Condition['ForAllValues:StringEquals'] ?? {};
      // A request without the keys must not pass.
      expect(Condition.Null).toEqual({
        [`${KEY}NormalizedRecordNames`]: 'false',
        [`${KEY}RecordTypes`]: 'false',
        [`${KEY}Actions`]: 'false',
      });
      const texts = [like[`${KEY}NormalizedRecordNames`], equals[`${KEY}RecordTypes`], equals[`${KEY}Actions`]];
      return [zone, ...texts.map((values) => (values as string[]).join(' '))].join(' | ');
    });
};

const zone = (more: string): string => `  zones: [{ zone: Z0A, endpoint: { id: vpce-0a }, ${more} }]\n`;
const RECORDS = 'records: [{ name: "@" }, { name: "*" }, { name: App }, { name: "x-{azId}", to: zonal }]';

describe('the record sets of a zone', () => {
  it('are named in full where the config tells the zone’s name', () => {
    expect(written(zone(`name: Corp.Example., ${RECORDS}`))).toEqual([
      'Z0A | \\052.corp.example app.corp.example corp.example x-euw2-az?.corp.example | A AAAA | CREATE DELETE',
    ]);
  });

  it('are named up to the zone’s name where it does not', () => {
    expect(written(zone('records: [{ name: "*.a" }, { name: app }, { name: "{az}.b", to: zonal }]'))).toEqual([
      'Z0A | \\052.a.* app.* eu-west-2?.b.* | A AAAA | CREATE DELETE',
    ]);
  });

  it('are any where the zone’s own name is one of them and nobody tells it', () => {
    expect(written(zone(RECORDS))).toEqual(['Z0A | * | A AAAA | CREATE DELETE']);
  });

  it('take a CNAME’s place only with adopt, at the names of that entry', () => {
    const text = `  zones:
    - { zone: Z0A, name: a.example, endpoint: { id: vpce-0a }, records: [{ name: one }], adopt: true }
    - { zone: Z0A, endpoint: { id: vpce-0b }, records: [{ name: two }] }
`;
    expect(written(text)).toEqual([
      'Z0A | one.a.example two.a.example | A AAAA | CREATE DELETE',
      'Z0A | one.a.example | A AAAA CNAME | CREATE DELETE',
    ]);
  });

  it('are deleted anywhere in the zone, and never made, for staleAliases', () => {
    expect(written(zone('name: a.example, records: [{ name: one }], staleAliases: delete'))).toEqual([
      'Z0A | one.a.example | A AAAA | CREATE DELETE',
      'Z0A | *.a.example a.example | A AAAA | DELETE',
    ]);
  });

  it('of forwarders are the name and its owner mark', () => {
    const text = `  forwarders:
    - name: f
      domains: [s3.eu-west-2.amazonaws.com]
      from: { addresses: ["10.1.2.3"] }
      publish: [{ record: S3._fwd.corp.example, zone: Z0F }]
`;
    expect(written(text)).toEqual([
      'Z0F | _waykeeper.s3._fwd.corp.example s3._fwd.corp.example | A AAAA TXT | CREATE DELETE',
    ]);
    expect(written(text.replace('zone: Z0F', 'zone: Z0F, adopt: true'))).toContain(
      'Z0F | _waykeeper.s3._fwd.corp.example s3._fwd.corp.example | A AAAA CNAME TXT | CREATE DELETE',
    );
  });

  it('with addresses are the name and its owner mark, which are written in one call', () => {
    const records = 'records: [{ name: "@", to: addresses }, { name: "*", to: addresses }, { name: app }]';
    expect(written(zone(`name: corp.example, adopt: true, ${records}`))).toEqual([
      ...['A AAAA TXT', 'A AAAA CNAME TXT'].map(
        (types) =>
          `Z0A | \\052.corp.example _waykeeper.\\052.corp.example _waykeeper.corp.example app.corp.example corp.example | ${types} | CREATE DELETE`,
      ),
      'Z0A | _waykeeper.* | TXT | DELETE',
    ]);
  });

  it('with addresses alone have no mark that could be left beside an alias', () => {
    expect(written(zone('name: corp.example, records: [{ name: app, to: addresses }]'))).toEqual([
      'Z0A | _waykeeper.app.corp.example app.corp.example | A AAAA TXT | CREATE DELETE',
    ]);
  });

  it('of proofs are TXT records whose label AWS gives', () => {
    expect(written('  verifications: [{ service: { id: vpce-svc-0a }, zone: Z0P }]\n')).toEqual([
      'Z0P | _* | TXT | CREATE DELETE',
    ]);
  });
});

describe('a name in a condition', () => {
  it.each([
    ['*.Corp.Example.', '\\052.corp.example'],
    ['\\052.corp.example.', '\\052.corp.example'],
    ['_a-b.0', '_a-b.0'],
    ['a\\056b.example', 'a\\056b.example'],
    ['a/b.example', 'a\\057b.example'],
  ])('%s is %s', (name, expected) => {
    expect(conditionName(name)).toBe(expected);
  });

  it.each([
    ['eu-west-2', 'euw2-az?'],
    ['ap-southeast-1', 'apse1-az?'],
    ['us-gov-west-1', 'usgw1-az?'],
    ['cn-northwest-1', 'cnnw1-az?'],
    ['eusc-de-east-1', '*-az?'],
    ['', '*-az?'],
  ])('of an Availability Zone of %s looks like %s', (region, expected) => {
    expect(azIdPattern(region)).toBe(expected);
  });
});
