/** Calls of real clients end with the work that makes them, and are counted as they were sent. */
import { type BareApi, ec2, startBareApi } from '@waykeeper/local-cloud/api';
import { addInternetGateway, addRouteTable, addVpc } from '@waykeeper/local-cloud/seed';
import { emptyAccount } from '@waykeeper/local-cloud/state';
import { counting } from '../../../lib/aws/clients.ts';
import { describeRouteTables } from '../../../lib/aws/ec2/route-tables.ts';
import { replaceRoutes } from '../../../lib/aws/ec2/route-writes.ts';
import { errorCode } from '../../../lib/aws/errors.ts';
import { within } from '../../../lib/aws/time-limit.ts';

const VARIABLES = { AWS_REGION: 'eu-west-2', AWS_ACCESS_KEY_ID: 'AKIALOCAL', AWS_SECRET_ACCESS_KEY: 'local' };
const ROUTE = { tableId: 'rtb-0a', destination: '0.0.0.0/0', target: 'igw-0a' };

let api: BareApi;
const before = { ...process.env };
beforeAll(async () => {
  const account = emptyAccount();
  addVpc(account, { id: 'vpc-0a', cidr: '10.0.0.0/16' });
  addInternetGateway(account, { id: 'igw-0a', vpc: 'vpc-0a' });
  addRouteTable(account, { id: 'rtb-0a', vpc: 'vpc-0a', routes: [{ destination: '0.0.0.0/0', target: 'igw-0a' }] });
  api = await startBareApi([ec2], account);
  Object.assign(process.env, VARIABLES, { AWS_ENDPOINT_URL: api.url });
});
afterEach(() => api.faults.clear());
afterAll(async () => {
  process.env = before;
  await api.stop();
});

const throttle = (operation: string, times: number): void =>
  api.faults.set([{ kind: 'throttled', service: 'ec2', operation, times }]);

/** Ms of real time, of which the work has so many. */
const lasting = (ms: number) => {
  const end = performance.now() + ms;
  return { left: () => end - performance.now(), throttledMs: Number.POSITIVE_INFINITY };
};

const sent = (operation: string): number => api.finished.filter((call) => call.operation === operation).length;

it('a call that is throttled is made again until there is no time for that', async () => {
  throttle('DescribeRouteTables', Number.POSITIVE_INFINITY);
  const ended = within(lasting(900), () => describeRouteTables({}));
  expect(errorCode(await ended.catch((error: unknown) => error))).toBe('CUT_SHORT');
  expect(sent('DescribeRouteTables')).toBeGreaterThan(1);
});

it('a route that is throttled is moved in its turn, and counts once, with what it took', async () => {
  throttle('ReplaceRoute', 2);
  const calls = { reads: 0, writes: 0, retries: 0 };
  const ended = await counting(calls, () => within(lasting(30_000), () => replaceRoutes([ROUTE])));
  expect(ended).toMatchObject([{ status: 'fulfilled' }]);
  expect([calls, sent('ReplaceRoute')]).toEqual([{ reads: 0, writes: 1, retries: 2 }, 3]);
});

it('a route for which there is no time is left as it is, and no call was made', async () => {
  const [calls, early] = [{ reads: 0, writes: 0, retries: 0 }, sent('ReplaceRoute')];
  const many = Array.from({ length: 60 }, () => ROUTE);
  const ended = counting(calls, () =>
    within(lasting(0), () => Promise.all([replaceRoutes(many), replaceRoutes(many)])),
  );
  expect(errorCode(await ended.catch((error: unknown) => error))).toBe('OUT_OF_TIME');
  expect([calls.writes, sent('ReplaceRoute') - early]).toEqual([0, 0]);
});
