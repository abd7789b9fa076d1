/** What stands at a claimed name and is somebody else's, and what is left behind by endpoints that are gone. */
import type { RecordSet } from '../../../../lib/aws/types.ts';
import { isRecordSetChange } from '../../../../lib/dns/record-sets/types.ts';
import { endpoint, recordSet, regionalName } from '../../../support/aws.ts';
import { zoneClaim } from '../../../support/configs.ts';
import { lines } from '../../../support/lines.ts';
import { holding, observedZone, plan } from '../../../support/zones.ts';

const adopting = zoneClaim({ adopt: true, records: [{ name: 'app' }] });
const plain = (name: string, type: string, ...values: string[]): RecordSet => ({
  ...{ name: `${name}.`, type, ttl: 300, values },
});
const writes = (...args: Parameters<typeof plan>): string[][] =>
  plan(...args)
    .changes.filter(isRecordSetChange)
    .map((change) => change.writes.map(({ action, record }) => `${action} ${record.type}`));

describe('adopt', () => {
  it('takes a plain set over', () => {
    const world = holding(plain('app.corp.example', 'A', '192.0.2.1'));
    expect(lines(plan(world, adopting))).toEqual([
      `replace Z1/app.corp.example/A to ${regionalName('vpce-1')}: ADOPTED`,
    ]);
  });

  it('takes a CNAME over once, with the first set that takes its place', () => {
    const endpoints = [endpoint({ recordTypes: ['A', 'AAAA'] })];
    expect(writes({ endpoints, ...holding(plain('app.corp.example', 'CNAME', 'x.example.')) }, adopting)).toEqual([
      ['DELETE CNAME', 'CREATE A'],
      ['CREATE AAAA'],
    ]);
  });

  it('takes nothing over that has an identifier', () => {
    const world = holding({ ...plain('app.corp.example', 'A', '192.0.2.1'), setIdentifier: 'blue' });
    expect(lines(plan(world, adopting))).toEqual(['leave Z1/app.corp.example/A: CONFLICT']);
  });

  it('touches nothing of another type', () => {
    expect(writes(holding(plain('app.corp.example', 'TXT', '"x"')), adopting)).toEqual([['CREATE A']]);
  });
});

describe('an alias to a name that only begins like that of an endpoint', () => {
  it('is a conflict', () => {
    const alias = { zoneId: 'Z1', name: 'vpce-9-aaa.vpce.amazonaws.com.corp.example.', evaluateTargetHealth: false };
    const world = holding({ name: 'app.corp.example.', type: 'A', alias });
    expect(lines(plan(world, zoneClaim({ records: [{ name: 'app' }] })))).toEqual([
      'leave Z1/app.corp.example/A: CONFLICT',
    ]);
  });
});

describe('a plain set that only shares the TTL of a claim', () => {
  const claim = zoneClaim({ records: [{ name: 'app', to: 'addresses', ttl: 60 }] });
  const byHand = holding(
    { ...plain('app.corp.example', 'A', '192.0.2.7'), ttl: 60 },
    { ...plain('app.corp.example', 'AAAA', '2001:db8::7'), ttl: 60 },
  );

  it('is neither overwritten nor removed', () => {
    expect(plan(byHand, claim).changes).toEqual([]);
  });
});

describe('the mark of another tool', () => {
  it.each([
    [
      'external-dns at the name',
      'app.corp.example',
      '"heritage=external-dns,external-dns/owner=prod"',
      'external-dns (owner prod)',
    ],
    [
      'external-dns beside the name',
      'a-app.corp.example',
      '"heritage=external-dns,external-dns/owner=prod,x=y"',
      'external-dns (owner prod)',
    ],
    ['octodns', '_owner.a.app.corp.example', '"*octodns*"', 'octodns'],
  ])('leaves the name to %s, even with adopt', (_, name, value, owner) => {
    const world = holding(recordSet('app.corp.example', 'vpce-gone'), plain(name, 'TXT', value));
    const made = plan(world, adopting);
    expect(lines(made)).toEqual(['leave Z1/app.corp.example/A: OWNED_BY_OTHERS']);
    expect(made.skips[0]?.reason.message).toContain(`belongs to ${owner}`);
  });

  it('of a wildcard is found', () => {
    const mark = plain('_owner.a._wildcard.corp.example', 'TXT', '"*octodns*"');
    expect(lines(plan(holding(mark), zoneClaim({ records: [{ name: '*' }] })))).toEqual([
      'leave Z1/*.corp.example/A: OWNED_BY_OTHERS',
    ]);
  });

  it('is none for another name', () => {
    const mark = plain('a-other.corp.example', 'TXT', '"heritage=external-dns,external-dns/owner=prod"');
    expect(lines(plan(holding(mark), adopting))).toEqual([
      `create Z1/app.corp.example/A to ${regionalName('vpce-1')}: RECORD_MISSING`,
    ]);
  });
});

describe('aliases to endpoints that are gone', () => {
  const stale = recordSet('left.corp.example', 'vpce-gone');
  const deleting = zoneClaim({ staleAliases: 'delete' });
  const world = (records: readonly RecordSet[], given = {}) => ({
    allEndpoints: true,
    zones: [observedZone([recordSet('corp.example', 'vpce-1'), ...records], {}, true)],
    ...given,
  });
  const removals = (...args: Parameters<typeof plan>): string[] =>
    plan(...args).changes.map(({ action, key }) => `${action} ${key}`);

  it('are removed with staleAliases: delete', () => {
    expect(lines(plan(world([stale]), deleting))).toEqual([
      'delete Z1/left.corp.example/A: STALE_ALIAS',
      'leave Z1/corp.example/A: IN_ORDER',
    ]);
  });

  it('stay by default', () => {
    expect(removals(world([stale]))).toEqual([]);
  });

  it.each<[string, RecordSet]>([
    ['an endpoint that the account has', recordSet('left.corp.example', 'vpce-1')],
    [
      'another service',
      recordSet('left.corp.example', 'vpce-gone', {
        alias: { zoneId: 'Z7', name: regionalName('vpce-gone', 'sqs'), evaluateTargetHealth: false },
      }),
    ],
    [
      'the same service in another Region',
      recordSet('left.corp.example', 'vpce-gone', {
        alias: {
          zoneId: 'Z7',
          name: regionalName('vpce-gone').replace('eu-west-2', 'us-east-1'),
          evaluateTargetHealth: false,
        },
      }),
    ],
    ['one of several', { ...stale, setIdentifier: 'blue' }],
    [
      'a load balancer',
      { ...stale, alias: { zoneId: 'Z9', name: 'lb.elb.amazonaws.com', evaluateTargetHealth: true } },
    ],
  ])('are not those to %s', (_, record) => {
    expect(removals(world([record]), deleting)).toEqual([]);
  });

  it('stay while the zone or the endpoints were not wholly read', () => {
    expect(removals(world([stale], { allEndpoints: false }), deleting)).toEqual([]);
    expect(
      removals({ allEndpoints: true, zones: [observedZone([stale])] }, deleting).filter((one) => /^delete/.test(one)),
    ).toEqual([]);
    expect(removals(world([stale], { endpoints: [] }), deleting)).toEqual([]);
  });

  it('at a claimed name are replaced, not removed', () => {
    const records = [recordSet('corp.example', 'vpce-gone')];
    expect(removals({ allEndpoints: true, zones: [observedZone(records, {}, true)] }, deleting)).toEqual([
      'replace Z1/corp.example/A',
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
