/** Names of endpoints as AWS gives them elsewhere than in its commercial Regions. */
import type { RecordSet } from '../../../../lib/aws/types.ts';
import { endpoint, NAMES_ZONE, NOW } from '../../../support/aws.ts';
import { zoneClaim } from '../../../support/configs.ts';
import { lines } from '../../../support/lines.ts';
import { holding, plan } from '../../../support/zones.ts';

const named = (id: string, region: string, suffix: string): string => `${id}-abcd1234.s3.${region}.vpce.${suffix}`;

const aliasAt = (name: string, target: string, zoneId = NAMES_ZONE): RecordSet => ({
  ...{ name: `${name}.`, type: 'A', alias: { zoneId, name: `${target}.`, evaluateTargetHealth: false } },
});

describe.each([
  ['us-gov-west-1', 'amazonaws.com'],
  ['cn-north-1', 'amazonaws.com.cn'],
  ['eusc-de-east-1', 'amazonaws.eu'],
  ['us-iso-east-1', 'c2s.ic.gov'],
  ['us-isob-east-1', 'sc2s.sgov.gov'],
  ['xx-moon-1', 'amazonaws.moon'],
])('in %s, where names end with %s', (region, suffix) => {
  const endpoints = [
    endpoint({
      id: 'vpce-2',
      createdAt: NOW,
      dnsEntries: [{ name: named('vpce-2', region, suffix), zoneId: NAMES_ZONE }],
    }),
  ];

  it('an alias follows to the replacement of its endpoint', () => {
    const held = holding(aliasAt('corp.example', named('vpce-1', region, suffix)));
    expect(lines(plan({ endpoints, ...held }))).toEqual([
      `replace Z1/corp.example/A to ${named('vpce-2', region, suffix)}: ENDPOINT_CHANGED`,
    ]);
  });

  it('an alias that leads where it should is in order', () => {
    const held = holding(aliasAt('corp.example', named('vpce-2', region, suffix)));
    expect(lines(plan({ endpoints, ...held }))).toEqual(['leave Z1/corp.example/A: IN_ORDER']);
  });

  it('a stale alias of the service can be told', () => {
    const left = aliasAt('old.corp.example', named('vpce-9', region, suffix));
    const held = holding(aliasAt('corp.example', named('vpce-2', region, suffix)), left);
    const whole = { ...held, zones: held.zones.map((zone) => ({ ...zone, whole: true })), allEndpoints: true };
    expect(lines(plan({ endpoints, ...whole }, zoneClaim({ staleAliases: 'delete' })))).toContain(
      'delete Z1/old.corp.example/A: STALE_ALIAS',
    );
  });
});

describe('what equals the wish', () => {
  it('is in order though its addresses are none that a VPC usually has', () => {
    const claim = zoneClaim({ records: [{ name: 'app', to: 'addresses', ttl: 60 }] });
    const interfaces = [{ id: 'eni-1', azId: 'euw2-az1', ipv4: ['198.18.0.4'], ipv6: [] }];
    const held = holding({ name: 'app.corp.example.', type: 'A', ttl: 60, values: ['198.18.0.4'] });
    expect(lines(plan({ endpoints: [endpoint({ interfaceIds: ['eni-1'] })], interfaces, ...held }, claim))).toContain(
      'leave Z1/app.corp.example/A: IN_ORDER',
    );
  });

  it('is a conflict with a set identifier: such a set answers a part of the questions only', () => {
    const target = named('vpce-1', 'eu-west-2', 'amazonaws.com');
    const held = holding({ ...aliasAt('corp.example', target), setIdentifier: 'blue' });
    expect(lines(plan(held))).toEqual(['leave Z1/corp.example/A: CONFLICT']);
  });
});
