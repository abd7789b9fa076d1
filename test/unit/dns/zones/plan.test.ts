import { isRecordSetChange } from '../../../../lib/dns/record-sets/types.ts';
import { endpoint, NAMES_ZONE, recordSet, regionalName } from '../../../support/aws.ts';
import { zoneClaim } from '../../../support/configs.ts';
import { lines } from '../../../support/lines.ts';
import { holding, observedZone, plan } from '../../../support/zones.ts';

const CREATED = `create Z1/corp.example/A to ${regionalName('vpce-1')}: RECORD_MISSING`;

describe('a claimed name', () => {
  it('that holds nothing gets an alias to the Regional name', () => {
    const after = {
      name: 'corp.example',
      type: 'A',
      alias: { zoneId: NAMES_ZONE, name: regionalName('vpce-1'), evaluateTargetHealth: false },
    };
    expect(plan({})).toEqual({
      controller: 'dns',
      changes: [
        {
          action: 'create',
          key: 'Z1/corp.example/A',
          name: 'corp.example',
          zoneId: 'Z1',
          after,
          writes: [{ action: 'CREATE', record: after }],
          reason: { code: 'RECORD_MISSING', message: 'the name is to lead to endpoint vpce-1, and lacks this record' },
        },
      ],
      skips: [],
      findings: [],
    });
  });

  it('is replaced by deleting exactly what is there and creating the new alias', () => {
    const before = recordSet('Corp.example', 'vpce-gone');
    const [change] = plan(holding(before)).changes;
    const after = {
      name: 'corp.example',
      type: 'A',
      alias: { zoneId: NAMES_ZONE, name: regionalName('vpce-1'), evaluateTargetHealth: false },
    };
    expect(change).toEqual({
      action: 'replace',
      key: 'Z1/corp.example/A',
      name: 'corp.example',
      zoneId: 'Z1',
      before,
      after,
      writes: [
        { action: 'DELETE', record: before },
        { action: 'CREATE', record: after },
      ],
      reason: { code: 'ENDPOINT_CHANGED', message: 'the zone now follows endpoint vpce-1' },
    });
  });

  it('is in order whatever the case, dots and escapes of its spelling', () => {
    const s3 = endpoint({ dnsEntries: [{ name: `*.${regionalName('vpce-1')}`, zoneId: NAMES_ZONE }] });
    const name = `\\052.${regionalName('vpce-1').toUpperCase()}.`;
    const set = recordSet('*.CORP.Example', 'vpce-1', {
      alias: { zoneId: NAMES_ZONE, name, evaluateTargetHealth: false },
    });
    const claim = zoneClaim({ records: [{ name: '*' }] });
    expect(lines(plan({ endpoints: [s3], ...holding(set) }, claim))).toEqual(['leave Z1/*.corp.example/A: IN_ORDER']);
  });

  it('is mended when its alias names the right endpoint in the wrong zone', () => {
    const set = recordSet('corp.example', 'vpce-1');
    const wrong = { ...set, alias: { zoneId: 'ZOTHER', name: regionalName('vpce-1'), evaluateTargetHealth: false } };
    expect(lines(plan(holding(wrong)))).toEqual([
      `replace Z1/corp.example/A to ${regionalName('vpce-1')}: ENDPOINT_CHANGED`,
    ]);
  });

  it.each([{ evaluateTargetHealth: true }, { evaluateTargetHealth: false, healthCheckId: 'hc-1' }])(
    'is mended for its own reason when it leads where it should and depends on health: %j',
    ({ healthCheckId, ...how }) => {
      const set = recordSet('corp.example', 'vpce-1', healthCheckId === undefined ? {} : { healthCheckId });
      const alias = { zoneId: NAMES_ZONE, name: regionalName('vpce-1'), ...how };
      const held = holding({ ...set, alias });
      expect(lines(plan(held))).toEqual([`replace Z1/corp.example/A to ${regionalName('vpce-1')}: HEALTH_CHECKED`]);
      const moved = { endpoints: [endpoint({ id: 'vpce-2' })], ...held };
      expect(lines(plan(moved))).toEqual([`replace Z1/corp.example/A to ${regionalName('vpce-2')}: ENDPOINT_CHANGED`]);
    },
  );

  it('is the zone itself and everything below it by default', () => {
    const { zone, endpoint: selector } = zoneClaim();
    expect(lines(plan({}, { zone, endpoint: selector }))).toEqual([
      `create Z1/*.corp.example/A to ${regionalName('vpce-1')}: RECORD_MISSING`,
      CREATED,
    ]);
  });

  it.each([
    [['A'], ['A']],
    [['AAAA'], ['AAAA']],
    [
      ['A', 'AAAA'],
      ['A', 'AAAA'],
    ],
  ] as const)('gets the types %j that the endpoint answers with', (recordTypes, types) => {
    expect(
      plan({ endpoints: [endpoint({ recordTypes })] }).changes.flatMap((change) =>
        isRecordSetChange(change) ? change.after?.type : [],
      ),
    ).toEqual(types);
  });
});

describe('a claimed name that holds something else', () => {
  it.each([
    ['plain addresses', { name: 'corp.example.', type: 'A', ttl: 60, values: ['192.0.2.1'] }],
    ['a CNAME', { name: 'corp.example.', type: 'CNAME', ttl: 60, values: ['elsewhere.example.'] }],
    [
      'an alias to something that is no endpoint',
      recordSet('corp.example', 'vpce-1', {
        alias: { zoneId: 'ZLB', name: 'lb-1.eu-west-2.elb.amazonaws.com.', evaluateTargetHealth: true },
      }),
    ],
    ['one set of several', recordSet('corp.example', 'vpce-gone', { setIdentifier: 'blue' })],
  ])('is left alone: %s', (_, set) => {
    expect(lines(plan(holding(set)))).toEqual(['leave Z1/corp.example/A: CONFLICT']);
  });

  it('is left alone for the type in conflict only', () => {
    const endpoints = [endpoint({ recordTypes: ['A', 'AAAA'] })];
    const plain = { name: 'corp.example.', type: 'A', ttl: 60, values: ['192.0.2.1'] };
    expect(lines(plan({ endpoints, ...holding(plain) }))).toEqual([
      `create Z1/corp.example/AAAA to ${regionalName('vpce-1')}: RECORD_MISSING`,
      'leave Z1/corp.example/A: CONFLICT',
    ]);
  });

  it('does not mind sets of other types', () => {
    const txt = { name: 'corp.example.', type: 'TXT', ttl: 60, values: ['"hello"'] };
    expect(lines(plan(holding(txt)))).toEqual([CREATED]);
  });
});

describe('a zone', () => {
  it('that is public is left alone', () => {
    expect(lines(plan({ zones: [observedZone([], { private: false })] }))).toEqual(['leave Z1: ZONE_NOT_PRIVATE']);
  });

  it('that has another name than the config says is left alone', () => {
    const world = { zones: [observedZone()] };
    expect(lines(plan(world, zoneClaim({ name: 'corp.example' })))).toEqual([CREATED]);
    expect(lines(plan(world, zoneClaim({ name: 'other.example' })))).toEqual(['leave Z1: ZONE_NAMED_OTHERWISE']);
  });

  it('that another AWS service manages is left alone', () => {
    const zone = observedZone([], { linkedService: 'servicediscovery.amazonaws.com' });
    expect(lines(plan({ zones: [zone] }))).toEqual(['leave Z1: ZONE_NOT_OURS']);
  });

  it('that could not be read is skipped with the error, and the others are served', () => {
    const unseen = [{ key: 'Z2', code: 'AccessDenied', error: 'no', retryable: false }];
    expect(lines(plan({ unseen }, zoneClaim(), zoneClaim({ zone: 'Z2' })))).toEqual([
      CREATED,
      'leave Z2: AccessDenied',
    ]);
  });

  it('that is out of scope is not mentioned', () => {
    expect(lines(plan({}, zoneClaim(), zoneClaim({ zone: 'Z2' })))).toEqual([CREATED]);
  });

  it('with two entries follows the endpoint of each', () => {
    const endpoints = [endpoint(), endpoint({ id: 'vpce-2', tags: { waykeeper: 'sqs' } })];
    const second = zoneClaim({ endpoint: { id: 'vpce-2' }, records: [{ name: 'sqs' }] });
    expect(lines(plan({ endpoints }, zoneClaim(), second))).toEqual([
      CREATED,
      `create Z1/sqs.corp.example/A to ${regionalName('vpce-2')}: RECORD_MISSING`,
    ]);
  });
});
