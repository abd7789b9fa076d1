/** Who wrote routes last, as the port reads it from CloudTrail's event history. */
import { type BareApi, cloudtrail, startBareApi } from '@waykeeper/local-cloud/api';
import { emptyAccount } from '@waykeeper/local-cloud/state';
import { lastRouteWrites } from '../../../lib/aws/cloudtrail/route-writes.ts';

const VARIABLES = { AWS_REGION: 'eu-west-2', AWS_ACCESS_KEY_ID: 'AKIALOCAL', AWS_SECRET_ACCESS_KEY: 'local' };
const TIME = Date.parse('2026-03-02T08:00:00Z');

const ROLE = {
  arn: 'arn:aws:sts::111122223333:assumed-role/waykeeper-prod-routes/x',
  sessionContext: { sessionIssuer: { userName: 'waykeeper-prod-routes' } },
};

describe('the last writes of routes', () => {
  const before = { ...process.env };
  let api: BareApi;
  let turns = 0;

  beforeAll(async () => {
    api = await startBareApi([cloudtrail], emptyAccount());
    Object.assign(process.env, VARIABLES, { AWS_ENDPOINT_URL: api.url });
  });
  beforeEach(() => {
    api.account.cloudtrail.history = [];
    turns = 0;
  });
  afterAll(async () => {
    process.env = before;
    await api.stop();
  });

  /** Seconds after the first moment, and what differs from a write of `0.0.0.0/0` to eni-1 by a user. */
  const happened = (seconds: number, given: object = {}, parameters: object = {}): void => {
    const record = {
      ...{ eventName: 'ReplaceRoute', eventTime: new Date(TIME + seconds * 1_000).toISOString() },
      userIdentity: { arn: 'arn:aws:iam::111122223333:user/ada' },
      requestParameters: {
        ...{ routeTableId: 'rtb-1', destinationCidrBlock: '0.0.0.0/0', networkInterfaceId: 'eni-1' },
        ...parameters,
      },
      ...given,
    };
    api.account.cloudtrail.history.push({
      ...{ id: `${seconds}`, at: TIME + seconds * 1_000, name: record.eventName, source: 'ec2.amazonaws.com' },
      ...{ resources: ['rtb-1'], record: JSON.stringify(record) },
    });
  };

  const look = (...destinations: string[]) =>
    lastRouteWrites('rtb-1', destinations, {
      turn: () => {
        turns += 1;
        return Promise.resolve();
      },
      remaining: () => 1_000,
    });

  it('are the newest of each destination, with who and whereto', async () => {
    happened(1);
    happened(2, { userIdentity: ROLE }, { networkInterfaceId: 'eni-2' });
    happened(3, {}, { destinationCidrBlock: '10.0.1.0/24' });
    expect(await look('0.0.0.0/0')).toEqual([
      {
        ...{ tableId: 'rtb-1', destination: '0.0.0.0/0', at: TIME + 2_000, target: 'eni-2' },
        ...{ who: ROLE.arn, role: 'waykeeper-prod-routes' },
      },
    ]);
  });

  it('are those of every family, and of every kind of target', async () => {
    happened(
      1,
      {},
      {
        destinationCidrBlock: undefined,
        destinationIpv6CidrBlock: '::/0',
        networkInterfaceId: undefined,
        natGatewayId: 'nat-1',
      },
    );
    happened(
      2,
      { eventName: 'CreateRoute' },
      {
        destinationCidrBlock: undefined,
        DestinationPrefixListId: 'pl-1',
        networkInterfaceId: undefined,
        VpcEndpointId: 'vpce-1',
      },
    );
    happened(3, {}, { destinationCidrBlock: '10.0.0.0/16', networkInterfaceId: undefined, localTarget: true });
    const found = await look('::/0', 'pl-1', '10.0.0.0/16');
    expect(found.map(({ destination, target }) => `${destination} ${target}`).sort()).toEqual([
      '10.0.0.0/16 local',
      '::/0 nat-1',
      'pl-1 vpce-1',
    ]);
  });

  it('are none of calls that failed, of other calls, of other tables, and of what is no record', async () => {
    happened(1, { errorCode: 'Client.UnauthorizedOperation' });
    happened(2, { eventName: 'CreateTags' });
    happened(3, {}, { routeTableId: 'rtb-2' });
    happened(4, { requestParameters: null });
    happened(5, { eventTime: 'yesterday' });
    Object.assign(api.account.cloudtrail.history[0] ?? {}, { record: 'no JSON' });
    expect(await look('0.0.0.0/0')).toEqual([]);
  });

  it('are looked for page by page, no further than needed, and each page in its turn', async () => {
    happened(1);
    for (let at = 2; at < 120; at += 1) happened(at, {}, { destinationCidrBlock: '10.0.1.0/24' });
    expect(await look('10.0.1.0/24')).toHaveLength(1);
    expect(turns).toBe(1);
    expect(await look('0.0.0.0/0')).toHaveLength(1);
    expect(turns).toBe(4);
  });

  it('end when the time is up', async () => {
    happened(1);
    const search = { turn: () => Promise.resolve(), remaining: () => 0 };
    expect(await lastRouteWrites('rtb-1', ['0.0.0.0/0'], search)).toEqual([]);
  });
});
