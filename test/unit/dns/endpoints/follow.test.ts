/** Which endpoint is followed, as whole plans. */
import { verdictOf } from '../../../../lib/core/report/verdict.ts';
import { standingOf } from '../../../../lib/dns/codes.ts';
import { endpoint, NAMES_ZONE, NOW, recordSet, regionalName, secondsAgo } from '../../../support/aws.ts';
import { zoneClaim } from '../../../support/configs.ts';
import { lines } from '../../../support/lines.ts';
import { face, holding, plan } from '../../../support/zones.ts';

const CREATED = `create Z1/corp.example/A to ${regionalName('vpce-1')}: RECORD_MISSING`;
const IN_ORDER = 'leave Z1/corp.example/A: IN_ORDER';

describe('the followed endpoint', () => {
  const NAMES = [
    { name: 's3.eu-west-2.amazonaws.com', zoneId: 'ZPRIVATE' },
    { name: 'vpce-1-abcd1234-eu-west-2a.s3.eu-west-2.vpce.amazonaws.com', zoneId: NAMES_ZONE },
    { name: regionalName('vpce-1'), zoneId: NAMES_ZONE },
    { name: 'vpce-9-private.corp.example', zoneId: 'ZPRIVATE' },
  ];

  it.each([0, 1, 2, 3])('is known by its Regional name wherever that stands among the others', (at) => {
    const dnsEntries = [...NAMES.slice(at), ...NAMES.slice(0, at)];
    expect(lines(plan({ endpoints: [endpoint({ dnsEntries })] }))).toEqual([CREATED]);
  });

  it('is the one in use while it is available, even if a newer one matches', () => {
    const newer = endpoint({ id: 'vpce-2', createdAt: secondsAgo(1) });
    const world = { endpoints: [newer, endpoint()], ...holding(recordSet('corp.example', 'vpce-1')) };
    expect(lines(plan(world))).toEqual([IN_ORDER]);
  });

  it('is the one that most claimed records point at', () => {
    const endpoints = [endpoint(), endpoint({ id: 'vpce-2', createdAt: secondsAgo(1) })];
    const sets = [recordSet('a.corp.example', 'vpce-2'), recordSet('b.corp.example', 'vpce-1')];
    const records = ['a', 'b', 'c'].map((name) => ({ name }));
    const third = recordSet('c.corp.example', 'vpce-1');
    expect(lines(plan({ endpoints, ...holding(...sets, third) }, zoneClaim({ records })))).toEqual([
      `replace Z1/a.corp.example/A to ${regionalName('vpce-1')}: ENDPOINT_CHANGED`,
      'leave Z1/b.corp.example/A: IN_ORDER',
      'leave Z1/c.corp.example/A: IN_ORDER',
    ]);
  });

  it('is the one that an alias names before one that as many sets of addresses lead to, which may be another’s', () => {
    const endpoints = [
      endpoint({ interfaceIds: ['eni-1'] }),
      endpoint({ id: 'vpce-2', createdAt: secondsAgo(1), interfaceIds: ['eni-2'] }),
    ];
    const interfaces = [face('eni-1', '10.0.1.4'), face('eni-2', '10.0.2.4')];
    const foreign = ['a'].map((name) => ({
      name: `${name}.corp.example`,
      type: 'A',
      ttl: 60,
      values: ['10.0.2.4', '10.9.9.9'],
    }));
    const records = [{ name: 'app' }, { name: 'a', to: 'addresses' as const, ttl: 60 }];
    const world = { endpoints, interfaces, ...holding(recordSet('app.corp.example', 'vpce-1'), ...foreign) };
    expect(lines(plan(world, zoneClaim({ records })))).toContain('leave Z1/app.corp.example/A: IN_ORDER');
  });

  it('is the newest available one when none is in use', () => {
    const endpoints = [endpoint(), endpoint({ id: 'vpce-2', createdAt: secondsAgo(1) })];
    expect(lines(plan({ endpoints }))).toEqual([
      `create Z1/corp.example/A to ${regionalName('vpce-2')}: RECORD_MISSING`,
    ]);
  });

  it('is another one when the one in use is going away', () => {
    const endpoints = [endpoint({ state: 'deleting' }), endpoint({ id: 'vpce-2' })];
    expect(lines(plan({ endpoints, ...holding(recordSet('corp.example', 'vpce-1')) }))).toEqual([
      `replace Z1/corp.example/A to ${regionalName('vpce-2')}: ENDPOINT_CHANGED`,
    ]);
  });

  it.each([
    ['an alias', { name: 'app' }],
    ['a set of addresses', { name: 'app', to: 'addresses' as const, ttl: 60 }],
    ['zonal aliases', { name: 'app-{azId}', to: 'zonal' as const }],
  ])(
    'is none without any interface, which no later round would find: %s stays, and a person is needed',
    (_, record) => {
      const claim = zoneClaim({ records: [record] });
      const made = plan(
        { endpoints: [endpoint({ interfaceIds: [] })], ...holding(recordSet('app.corp.example', 'vpce-1')) },
        claim,
      );
      expect([...new Set(made.skips.map(({ reason }) => reason.code))]).toEqual(['NO_INTERFACES']);
      expect(made.skips[0]?.reason.message).toContain('no interface exists of vpce-1');
      expect(made.changes).toEqual([]);
      expect(verdictOf({ mode: 'apply', plan: made, outcomes: [], blocked: [] }, standingOf)).toBe('needsPeople');
    },
  );

  it('is another one of the same service and VPC when the one in use has no interface any more', () => {
    const endpoints = [endpoint({ interfaceIds: [] }), endpoint({ id: 'vpce-2', createdAt: secondsAgo(9_999) })];
    expect(lines(plan({ endpoints, ...holding(recordSet('corp.example', 'vpce-1')) }))).toEqual([
      `replace Z1/corp.example/A to ${regionalName('vpce-2')}: ENDPOINT_CHANGED`,
    ]);
  });

  it('is none in another VPC while the one in use has no interface', () => {
    const endpoints = [endpoint({ interfaceIds: [] }), endpoint({ id: 'vpce-2', vpcId: 'vpc-2' })];
    expect(lines(plan({ endpoints, ...holding(recordSet('corp.example', 'vpce-1')) }))).toEqual([
      'leave Z1/corp.example: NO_INTERFACES',
    ]);
  });

  it('is none of another type, and the reason says which type it is of', () => {
    const claim = zoneClaim({ endpoint: { id: 'vpce-1' } });
    const made = plan({ endpoints: [], otherTypes: { 'vpce-1': 'Resource' } }, claim);
    expect(lines(made)).toEqual(['leave Z1/corp.example: NOT_AN_INTERFACE']);
    expect(made.skips[0]?.reason.message).toContain('vpce-1 is an endpoint of type Resource');
    const another = { endpoints: [], otherTypes: { 'vpce-9': 'Resource' } };
    expect(lines(plan(another, claim))).toEqual(['leave Z1/corp.example: NO_ENDPOINT']);
  });

  it('may be named by its service and VPC', () => {
    const endpoints = [
      endpoint({ id: 'vpce-2', vpcId: 'vpc-2', createdAt: NOW }),
      endpoint({ id: 'vpce-3', serviceName: 'com.amazonaws.eu-west-2.sqs', createdAt: NOW }),
      endpoint(),
    ];
    const claim = zoneClaim({ endpoint: { service: 'com.amazonaws.eu-west-2.s3', vpc: 'vpc-1' } });
    expect(lines(plan({ endpoints }, claim))).toEqual([CREATED]);
  });

  it('is never one that another AWS service manages', () => {
    const endpoints = [endpoint({ requesterManaged: true })];
    expect(lines(plan({ endpoints }))).toEqual(['leave Z1/corp.example: NO_ENDPOINT']);
  });

  it.each(['pendingAcceptance', 'pending', 'rejected', 'failed', 'deleted', 'unknown (updating)'] as const)(
    'is none while it is %s: the last good value stays',
    (state) => {
      const world = { endpoints: [endpoint({ state })], ...holding(recordSet('corp.example', 'vpce-gone')) };
      expect(lines(plan(world))).toEqual(['leave Z1/corp.example: NO_ENDPOINT_AVAILABLE']);
    },
  );

  it('stays with one in a state that nobody knows, though another is available', () => {
    const endpoints = [endpoint({ state: 'unknown (updating)' }), endpoint({ id: 'vpce-2' })];
    const held = holding(recordSet('corp.example', 'vpce-1'));
    expect(lines(plan({ endpoints, ...held }))).toEqual(['leave Z1/corp.example: STATE_UNKNOWN']);
    const moved = holding(recordSet('corp.example', 'vpce-2'));
    expect(lines(plan({ endpoints, ...moved }))).toEqual(['leave Z1/corp.example/A: IN_ORDER']);
  });

  it('is none when the selector finds nothing: the last good value stays', () => {
    const world = { endpoints: [], ...holding(recordSet('corp.example', 'vpce-gone')) };
    expect(lines(plan(world))).toEqual(['leave Z1/corp.example: NO_ENDPOINT']);
  });

  it('is none while it has no Regional name', () => {
    expect(lines(plan({ endpoints: [endpoint({ dnsEntries: [] })] }))).toEqual([
      'leave Z1/corp.example: NO_ENDPOINT_AVAILABLE',
    ]);
  });
});

describe('prefer: newest', () => {
  const newest = zoneClaim({ prefer: 'newest' });
  const endpoints = [endpoint(), endpoint({ id: 'vpce-2', createdAt: Number.MAX_SAFE_INTEGER })];
  const held = holding(recordSet('corp.example', 'vpce-1'));

  it('moves once the Regional name of the newest resolves', () => {
    expect(
      lines(plan({ endpoints, ...held, resolving: [regionalName('vpce-1'), regionalName('vpce-2')] }, newest)),
    ).toEqual([`replace Z1/corp.example/A to ${regionalName('vpce-2')}: ENDPOINT_CHANGED`]);
  });

  it('does not go back when the lookup of the newest fails', () => {
    const moved = holding(recordSet('corp.example', 'vpce-2'));
    expect(plan({ endpoints, ...moved, resolving: [regionalName('vpce-1')] }, newest).changes).toEqual([]);
  });

  it('stays until then', () => {
    expect(plan({ endpoints, ...held, resolving: [regionalName('vpce-1')] }, newest).changes).toEqual([]);
    expect(plan({ endpoints, ...held }, newest).changes).toEqual([]);
  });

  it('does not count one that is not available', () => {
    const going = [endpoint(), endpoint({ id: 'vpce-2', createdAt: Number.MAX_SAFE_INTEGER, state: 'deleting' })];
    expect(plan({ endpoints: going, ...held, resolving: [regionalName('vpce-2')] }, newest).changes).toEqual([]);
  });
});
