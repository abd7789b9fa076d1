/** Which route tables are associated with which gateway endpoints. */
import type { GatewayEndpoint } from '../../../lib/aws/types.ts';
import { planRoutes } from '../../../lib/routes/plan.ts';
import { routeStages } from '../../../lib/routes/stages.ts';
import type { ObservedRoutes } from '../../../lib/routes/types.ts';
import { routeTable } from '../../support/aws.ts';
import { config, STAGE } from '../../support/configs.ts';
import { lines } from '../../support/lines.ts';
import { network } from '../../support/routing.ts';

const s3 = (given: Partial<GatewayEndpoint> = {}): GatewayEndpoint => ({
  ...{ id: 'vpce-s3', vpcId: 'vpc-1', serviceName: 'com.amazonaws.eu-west-2.s3', state: 'available' },
  ...{ tableIds: ['rtb-1', 'rtb-9'], tags: {} },
  ...given,
});

const tables = ['rtb-1', 'rtb-2', 'rtb-3'].map((id) => routeTable(id, { tags: { tier: 'private' } }));

const planned = (world: Partial<ObservedRoutes>, entries = [{ id: 'vpce-s3' }]) =>
  planRoutes(
    {
      stage: STAGE,
      groups: [],
      gatewayEndpoints: config({
        gatewayEndpoints: entries.map((endpoint) => ({ endpoint, tables: { tags: { tier: 'private' } } })),
      }).gatewayEndpoints,
    },
    network({ groups: [], tables, gatewayEndpoints: [s3()], ...world }),
  );

describe('a gateway endpoint', () => {
  it('gets the selected tables that it lacks, and keeps every other', () => {
    expect(lines(planned({}))).toEqual([
      'associate vpce-s3/rtb-2: NOT_ASSOCIATED',
      'associate vpce-s3/rtb-3: NOT_ASSOCIATED',
      'leave vpce-s3/rtb-1: IN_ORDER',
    ]);
    expect(planned({}).changes[0]).toMatchObject({ after: 'associated' });
  });

  it('gets them in one call', () => {
    expect(
      routeStages(planned({}).changes)
        .flat()
        .map((batch) => batch.length),
    ).toEqual([2]);
  });

  it.each<[string, string, Partial<ObservedRoutes>]>([
    ['in another VPC', 'OTHER_VPC', { gatewayEndpoints: [s3({ vpcId: 'vpc-2' })] }],
    ['that is being deleted', 'NOT_AVAILABLE', { gatewayEndpoints: [s3({ state: 'deleting' })] }],
    ['in a state that nobody knows', 'NOT_AVAILABLE', { gatewayEndpoints: [s3({ state: 'unknown (moving)' })] }],
    ['for an edge table', 'EDGE_TARGET', { tables: tables.map((table) => ({ ...table, gatewayIds: ['igw-1'] })) }],
  ])('%s is left alone', (_, code, world) => {
    expect(lines(planned(world))).toEqual([
      'leave vpce-s3/rtb-1: IN_ORDER',
      `leave vpce-s3/rtb-2: ${code}`,
      `leave vpce-s3/rtb-3: ${code}`,
    ]);
  });

  it('shares no table with another one for the same service', () => {
    const gatewayEndpoints = [s3(), s3({ id: 'vpce-s3b', tableIds: [] })];
    const both = lines(planned({ gatewayEndpoints }, [{ id: 'vpce-s3' }, { id: 'vpce-s3b' }]));
    expect(both.filter((line) => !line.endsWith('CLAIMED_TWICE'))).toEqual(['leave vpce-s3/rtb-1: IN_ORDER']);
  });

  it('that is not there, or not alone, is a skip', () => {
    expect(lines(planned({ gatewayEndpoints: [] }))).toEqual(['leave gatewayEndpoints[0]: NOTHING_SELECTED']);
  });

  it('is not looked at by a run for something else, or when it could not be read', () => {
    const { gatewayEndpoints: _, ...blind } = network({ groups: [], tables });
    const error = { code: 'RequestLimitExceeded', error: 'slow down', retryable: true };
    const unseen = [{ key: 'endpoints', part: 'endpoints' as const, ...error }];
    expect(planned({ ...blind, unseen }).changes).toEqual([]);
    expect(planned({ gatewayEndpoints: [], unseen }).skips).toEqual([]);
  });
});
