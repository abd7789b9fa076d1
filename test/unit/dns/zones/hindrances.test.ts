/** A VPC is associated only when the zone proves that it takes no name away there, and that its addresses are reached. */
import type { Endpoint } from '../../../../lib/aws/types.ts';
import type { Source } from '../../../../lib/dns/resolution/answerer.ts';
import type { Surroundings, VpcView } from '../../../../lib/dns/resolution/vpc.ts';
import { endpoint, recordSet } from '../../../support/aws.ts';
import { type ZoneInput, zoneClaim } from '../../../support/configs.ts';
import { lines } from '../../../support/lines.ts';
import { around, face, observedZone, plan, routeTo } from '../../../support/zones.ts';

const S3 = 's3.eu-west-2.amazonaws.com';
const SERVICE = 'com.amazonaws.eu-west-2.s3';
const OFFERED = { offered: { [SERVICE]: [S3, `s3-control.eu-west-2.amazonaws.com`] } };
const BOTH = [{ name: '@' }, { name: '*' }];

interface Given {
  readonly claim?: Partial<ZoneInput>;
  readonly zone?: string;
  readonly endpoint?: Partial<Endpoint>;
  readonly vpc?: Partial<VpcView>;
  readonly around?: Partial<Surroundings>;
  readonly associated?: boolean;
}

/** The plan for a zone with all its records in place, whose entry wants it in vpc-2. */
const planned = (given: Given = {}) => {
  const { claim = {}, zone: name = S3, associated = false } = given;
  const entry = zoneClaim({ records: BOTH, vpcs: ['vpc-2'], ...claim });
  const records = (entry.records ?? BOTH).map((one) =>
    recordSet(one.name === '@' ? name : `${one.name}.${name}`, 'vpce-1'),
  );
  const region = 'eu-west-2';
  const vpcs = [{ id: 'vpc-1', region }, ...(associated ? [{ id: 'vpc-2', region }] : [])];
  return plan(
    {
      endpoints: [endpoint({ interfaceIds: ['eni-1'], ...given.endpoint })],
      zones: [observedZone(records, { name, vpcs })],
      missingVpcs: associated ? [] : [{ id: 'vpc-2', region, own: true, zones: [] }],
      surroundings: [around(given.vpc, { ...OFFERED, ...given.around })],
    },
    entry,
  );
};

/** What is planned or found beside what is in order. */
const said = (given: Given = {}): string[] => lines(planned(given)).filter((line) => !line.endsWith('IN_ORDER'));

const ASSOCIATED = ['associate Z1/vpc-2: VPC_MISSING'];
const refused = (code: string) => [`error Z1/vpc-2: ${code}`];
const why = (given: Given): string =>
  planned(given)
    .findings.map(({ reason }) => reason.message)
    .join();

describe('a zone of a private DNS name that claims itself and all below it', () => {
  it('is associated', () => {
    expect(said()).toEqual(ASSOCIATED);
  });

  it('is not when AWS lists its name for another service, or for none, or none of its names', () => {
    expect(said({ around: { offered: {} } })).toEqual(refused('HIDES_NAMES'));
    expect(said({ around: { offered: { other: [S3] } } })).toEqual(refused('HIDES_NAMES'));
    expect(said({ zone: 'corp.example' })).toEqual(refused('HIDES_NAMES'));
    expect(said({ zone: 'amazonaws.com' })).toEqual(refused('HIDES_NAMES'));
  });

  it('is all the same where that is acknowledged', () => {
    expect(said({ zone: 'corp.example', claim: { hides: 'acknowledged' } })).toEqual(ASSOCIATED);
  });

  it.each(['@', '*'])('is not when it claims %s alone, and says which name it lacks', (name) => {
    const claim = { records: [{ name }] };
    expect(said({ claim })).toEqual(refused('HIDES_NAMES'));
    expect(why({ claim })).toContain(`does not claim ${name === '@' ? `*.${S3}` : S3}`);
    expect(said({ claim: { ...claim, hides: 'acknowledged' } })).toEqual(ASSOCIATED);
  });
});

describe('a zone that is contradicted in the VPC', () => {
  const by = (domain: string, kind: 'zone' | 'rule' | 'privateDns' = 'zone', profile?: string): Source => ({
    ...{ id: 'it', domain, ...(profile === undefined ? {} : { profile }) },
    ...(kind === 'rule' ? { kind, type: 'FORWARD' } : { kind }),
  });

  it.each<[string, Source]>([
    ['a more specific zone', by(`logs.${S3}`)],
    ['a rule for its own name', by(S3, 'rule')],
    ['a rule for a name below it', by(`logs.${S3}`, 'rule')],
    ["a Profile's zone", by(`logs.${S3}`, 'zone', 'rp-1')],
    ["a Profile's rule", by(S3, 'rule', 'rp-1')],
    ["private DNS of a Profile's endpoint", by(S3, 'privateDns', 'rp-1')],
    ['private DNS of an endpoint there', by(S3, 'privateDns')],
  ])('by %s is not associated, whatever is acknowledged, and the names are told', (_, source) => {
    const given: Given = { vpc: { sources: [source] }, claim: { hides: 'acknowledged' } };
    expect(said(given)).toEqual(refused('ANSWERED_ELSEWHERE'));
    expect(why(given)).toContain(`answers ${source.domain}`);
  });

  it('by nothing but what lies above or beside it is associated', () => {
    const sources = [by('amazonaws.com'), by('.', 'rule'), by('s3.eu-west-1.amazonaws.com')];
    expect(said({ vpc: { sources } })).toEqual(ASSOCIATED);
  });

  it("by another account's things in a Profile, of which nobody can tell the names, is not, whatever is acknowledged", () => {
    const unnamed = [{ kind: 'zone', id: 'Z9', profile: 'rp-1' }] as const;
    expect(said({ vpc: { unnamed }, claim: { hides: 'acknowledged' } })).toEqual(refused('PROFILE_UNREADABLE'));
    expect(why({ vpc: { unnamed } })).toContain('in vpc-2 zone Z9 of Profile rp-1 answers');
    expect(said({ vpc: { unnamed }, associated: true })).toEqual([]);
  });

  it('by a zone of the same config is associated: that one is meant to be more specific', () => {
    const other: Source = { kind: 'zone', id: 'Z2', domain: `logs.${S3}` };
    const made = plan(
      {
        endpoints: [endpoint({ interfaceIds: ['eni-1'] })],
        zones: [observedZone([recordSet(S3, 'vpce-1'), recordSet(`*.${S3}`, 'vpce-1')], { name: S3 })],
        missingVpcs: [{ id: 'vpc-2', region: 'eu-west-2', own: true, zones: [] }],
        surroundings: [around({ sources: [other] }, OFFERED)],
      },
      zoneClaim({ records: BOTH, vpcs: ['vpc-2'] }),
      zoneClaim({ zone: 'Z2' }),
    );
    expect(lines(made)).toContain(ASSOCIATED[0]);
  });
});

describe('an endpoint that the VPC does not reach', () => {
  const tables = (...routes: ReturnType<typeof routeTo>[]) => ({ tables: [{ id: 'rtb-2', routes }] });

  it.each<[string, Partial<VpcView>]>([
    ['no route', tables(routeTo('10.9.0.0/16'))],
    ['a blackhole that is more specific', tables(routeTo('10.0.0.0/16'), routeTo('10.0.1.0/24', 'tgw-1', 'blackhole'))],
    ['the internet alone', tables(routeTo('0.0.0.0/0', 'igw-1'))],
    [
      'a route in one of two tables',
      { tables: [...tables(routeTo('10.0.0.0/8')).tables, { id: 'rtb-3', routes: [] }] },
    ],
    ['tables that could not be told', { tables: undefined } as unknown as Partial<VpcView>],
  ])('by %s keeps the VPC out', (_, vpc) => {
    expect(said({ vpc, claim: { hides: 'acknowledged' } })).toEqual(refused('OUT_OF_REACH'));
  });

  it('names the address and the table', () => {
    expect(why({ vpc: tables() })).toContain('10.0.1.1 in rtb-2');
  });

  it('is reached by a default route to a NAT gateway, whose own table is asked, too', () => {
    expect(said({ vpc: tables(routeTo('0.0.0.0/0', 'nat-1')) })).toEqual(ASSOCIATED);
  });

  it('is reached in its own VPC without a look at the tables', () => {
    expect(said({ endpoint: { vpcId: 'vpc-2' }, vpc: tables() })).toEqual(ASSOCIATED);
  });

  const sg = (cidr: string, protocol = '-1', from = -1, to = -1) => ({
    admissions: [{ groupId: 'sg-1', protocol, from, to, cidr }],
  });

  it.each<[string, Partial<Surroundings>]>([
    ['let nobody in', { admissions: [] }],
    ['let a part of the VPC in', sg('10.1.0.0/24')],
    ['let it in to another port', sg('10.1.0.0/16', 'tcp', 80, 80)],
    ['let it in by UDP alone', sg('10.1.0.0/16', 'udp', 0, 65_535)],
    ['are others', { admissions: [{ ...sg('10.1.0.0/16').admissions[0], groupId: 'sg-2' } as never] }],
  ])('by groups that %s keeps the VPC out', (_, given) => {
    expect(said({ around: given })).toEqual(refused('OUT_OF_REACH'));
  });

  it('is reached by groups that let all ranges of its family in', () => {
    expect(said({ around: sg('10.0.0.0/8', 'tcp', 443, 443) })).toEqual(ASSOCIATED);
    expect(said({ around: sg('10.0.0.0/8'), vpc: { cidrs: ['10.1.0.0/16', 'fd00::/56'] } })).toEqual(ASSOCIATED);
    expect(said({ around: sg('10.0.0.0/8'), vpc: { cidrs: ['10.1.0.0/16', '100.64.0.0/16'] } })).toEqual(
      refused('OUT_OF_REACH'),
    );
  });

  it('of another account listens on ports that its owner knows', () => {
    const own = { serviceName: 'com.amazonaws.vpce.eu-west-2.vpce-svc-1' };
    const around_ = { ...sg('10.1.0.0/16', 'tcp', 8_080, 8_080), offered: { [own.serviceName]: [S3] } };
    expect(said({ endpoint: own, around: around_ })).toEqual(ASSOCIATED);
  });

  it('with an address of IPv6 needs ways of its own for it', () => {
    const interfaces = [face('eni-1', '10.0.1.1', { ipv6: ['2a05::1'] })];
    const open = { interfaces, admissions: [...sg('0.0.0.0/0').admissions, ...sg('::/0').admissions] };
    expect(said({ around: open })).toEqual(refused('OUT_OF_REACH'));
    expect(said({ around: open, vpc: tables(routeTo('10.0.0.0/8'), routeTo('2a05::/16')) })).toEqual(ASSOCIATED);
  });

  it('of which an interface was not seen is out of reach as far as anybody can tell', () => {
    expect(said({ endpoint: { interfaceIds: ['eni-1', 'eni-2'] } })).toEqual(refused('OUT_OF_REACH'));
  });
});

describe('a gateway endpoint in the VPC', () => {
  const gateways = (serviceName: string) => ({ vpc: { gateways: [{ id: 'vpce-9', serviceName }] } });

  it('of the service keeps the VPC out until that is acknowledged', () => {
    expect(said(gateways(SERVICE))).toEqual(refused('GATEWAY_ENDPOINT_THERE'));
    expect(said({ ...gateways(SERVICE), claim: { hides: 'acknowledged' } })).toEqual(ASSOCIATED);
  });

  it('of another service does not matter', () => {
    expect(said(gateways('com.amazonaws.eu-west-2.dynamodb'))).toEqual(ASSOCIATED);
  });
});

describe('a VPC in which the zone answers already', () => {
  it('stays, and what stands against it is told', () => {
    const gateways = [{ id: 'vpce-9', serviceName: SERVICE }];
    expect(said({ associated: true, vpc: { gateways, tables: [{ id: 'rtb-2', routes: [] }] } })).toEqual([
      ...refused('GATEWAY_ENDPOINT_THERE'),
      ...refused('OUT_OF_REACH'),
    ]);
    expect(said({ associated: true, around: { offered: {} } })).toEqual([]);
  });

  it.each<[string, Source]>([
    ['a more specific zone', { kind: 'zone', id: 'Z9', domain: `app.${S3}` }],
    ['a rule', { kind: 'rule', id: 'rslvr-rr-1', domain: S3, type: 'FORWARD' }],
  ])('by %s hides a claimed name, which is a finding and not in order', (_, source) => {
    const claim = { records: [{ name: 'app' }] };
    const all = lines(planned({ associated: true, claim, vpc: { sources: [source] } }));
    expect(all).toEqual([`error Z1/app.${S3}: NAME_HIDDEN`]);
  });

  it('hides nothing by what the zone itself is more specific than', () => {
    const sources: Source[] = [{ kind: 'zone', id: 'Z9', domain: 'amazonaws.com' }];
    expect(said({ associated: true, vpc: { sources } })).toEqual([]);
  });
});

describe('an NS set in the zone', () => {
  const ns = (name: string) => ({ name, type: 'NS', ttl: 60, values: ['ns.example.'] });
  const planWith = (at: string) =>
    lines(
      plan(
        { zones: [observedZone([recordSet('a.b.corp.example', 'vpce-1'), ns(at)])] },
        zoneClaim({ records: [{ name: 'a.b' }] }),
      ),
    );

  it.each(['b.corp.example.', 'a.b.corp.example.'])('at %s hides a claimed name in whatever VPC', (at) => {
    expect(planWith(at)).toEqual(['error Z1/a.b.corp.example: NAME_HIDDEN']);
  });

  it('at the zone itself, or beside the name, hides none', () => {
    expect(planWith('corp.example.')).toEqual(['leave Z1/a.b.corp.example/A: IN_ORDER']);
    expect(planWith('x.corp.example.')).toEqual(['leave Z1/a.b.corp.example/A: IN_ORDER']);
  });
});
