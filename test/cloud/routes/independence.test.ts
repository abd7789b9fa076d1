/** Unit independence: whatever cannot be read, for however long, stops those alone that need it. */
import { AwsError, type BareApi, cloudwatch, ec2, elbv2, type Service, startBareApi } from '@waykeeper/local-cloud/api';
import * as make from '@waykeeper/local-cloud/seed';
import { type Account, emptyAccount } from '@waykeeper/local-cloud/state';
import { needsRetry, reconcile } from '../../../lib/core/reconcile.ts';
import { runContext } from '../../../lib/core/run.ts';
import { routesController } from '../../../lib/routes/controller.ts';
import { config } from '../../support/configs.ts';

const VPC = 'vpc-0a';
const TARGETS = 'arn:aws:elasticloadbalancing:eu-west-2:111122223333:targetgroup/fw/0123456789abcdef';
const GONE = TARGETS.replace('fw/', 'gone/');

/** The groups whose appliances are instances; what else each of them looks at, its name says. */
const OF_INSTANCES = ['plain', 'unchecked', 'watched', 'targeted', 'zonal'];
const GROUPS = [...OF_INSTANCES, 'nat', 'balanced'];

/** Of each group the first appliance is broken, in the way that its group looks at. */
const made = (): Account => {
  const account = emptyAccount();
  make.addVpc(account, { id: VPC, cidr: '10.0.0.0/16' });
  make.addSubnet(account, { id: 'subnet-fw', vpc: VPC, cidr: '10.0.250.0/24', az: 'eu-west-2a' });
  GROUPS.forEach((name, at) => {
    make.addSubnet(account, { id: `subnet-${name}`, vpc: VPC, cidr: `10.0.${at}.0/24`, az: 'eu-west-2a' });
    for (const [nr, one] of [`${name}-a`, `${name}-b`].entries()) {
      const place = { subnet: 'subnet-fw', privateIp: `10.0.250.${at * 2 + nr + 10}` };
      if (name === 'nat') make.addNatGateway(account, { id: `nat-${one}`, ...place });
      else if (name === 'balanced') addEndpoint(account, `vpce-${one}`, place.privateIp);
      else {
        const stopped = nr === 0 && ['plain', 'unchecked', 'zonal'].includes(name);
        make.addInstance(account, { id: `i-${one}`, subnet: place.subnet, state: stopped ? 'stopped' : 'running' });
        make.addNetworkInterface(account, {
          ...{ id: `eni-${one}`, ...place, instance: `i-${one}`, sourceDestCheck: false },
        });
      }
    }
    const target = { nat: 'nat-nat-a', balanced: 'vpce-balanced-a' }[name] ?? `eni-${name}-a`;
    const routes = [{ destination: '0.0.0.0/0', target }];
    make.addRouteTable(account, { id: `rtb-${name}`, vpc: VPC, subnets: [`subnet-${name}`], routes });
  });
  Object.assign(account.ec2.natGateways['nat-nat-a'] ?? {}, { state: 'failed' });
  Object.assign(account.ec2.endpoints['vpce-balanced-a'] ?? {}, { state: 'failed' });
  make.addGatewayEndpoint(account, { id: 'vpce-0s3', vpc: VPC, service: 'com.amazonaws.eu-west-2.s3' });
  make.addAlarm(account, { name: 'watched-a-failover', state: 'ALARM' });
  make.addAlarm(account, { name: 'watched-b-failover', state: 'OK' });
  const targets = [
    { id: 'i-targeted-a', port: 80, state: 'unhealthy' as const },
    { id: 'i-targeted-b', port: 80, state: 'healthy' as const },
  ];
  make.addTargetGroup(account, { arn: TARGETS, targets });
  return account;
};

const addEndpoint = (account: Account, id: string, ip: string): void =>
  make.addGatewayLoadBalancerEndpoint(account, {
    ...{ id, vpc: VPC, service: 'com.amazonaws.vpce.eu-west-2.vpce-svc-0a' },
    placement: { subnet: 'subnet-fw', ip },
  });

const applianceOf = (group: string, name: string) => {
  if (group === 'nat') return { name, natGateway: `nat-${name}` };
  return group === 'balanced' ? { name, endpoint: `vpce-${name}` } : { name, interface: `eni-${name}` };
};

const HEALTH: Readonly<Record<string, object>> = {
  unchecked: { instanceStatus: false },
  watched: { alarms: ['{appliance}-failover'] },
  targeted: { targetGroups: [TARGETS] },
};

const groupOf = (name: string) => ({
  ...{ name, appliances: [`${name}-a`, `${name}-b`].map((one) => applianceOf(name, one)) },
  ...{ health: HEALTH[name] ?? {}, legs: [{ tables: { id: `rtb-${name}` }, destinations: ['0.0.0.0/0'] }] },
  ...(name === 'zonal' ? { choose: 'az' as const } : {}),
});

/** What becomes of calls by their name, for as long as a test says so. */
const faults = new Map<string, 'denied' | 'hangs'>();

/** Lets go of what hangs, so that nothing outlasts its test. */
const released: (() => void)[] = [];

const faulty = (service: Service): Service => ({
  ...service,
  operations: Object.fromEntries(
    Object.entries(service.operations).map(([name, run]) => [
      name,
      (input: never, call: Parameters<typeof run>[1]) => {
        if (faults.get(name) === 'denied') throw new AwsError('AccessDenied', 'You are not authorized.', 403);
        if (faults.get(name) !== 'hangs') return run(input, call);
        return new Promise<void>((release) => released.push(release)).then(() => run(input, call));
      },
    ]),
  ),
});

const environment = { ...process.env };
let api: BareApi;
beforeAll(async () => {
  api = await startBareApi([ec2, cloudwatch, elbv2].map(faulty), made(), Date.now());
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL: api.url, AWS_REGION: 'eu-west-2' },
    ...{ AWS_ACCESS_KEY_ID: 'AKIALOCAL', AWS_SECRET_ACCESS_KEY: 'local' },
  });
});
afterAll(async () => {
  process.env = environment;
  await api.stop();
});
afterEach(() => {
  faults.clear();
  for (const release of released.splice(0)) release();
});
beforeEach(() => {
  Object.assign(api.account, made());
});

const run = async (...more: readonly ReturnType<typeof groupOf>[]) => {
  const gatewayEndpoints = [{ endpoint: { id: 'vpce-0s3' }, tables: { id: 'rtb-plain' } }];
  const given = config({ routes: [...GROUPS.map(groupOf), ...more], gatewayEndpoints });
  const trigger = { by: 'sweep' as const, what: ['sweep'], scope: 'all' as const };
  const context = runContext(() => 57_000);
  const report = await reconcile(
    routesController(given, Date.now, { stage: 'prod' }),
    { mode: 'apply', trigger },
    context,
  );
  const moved = GROUPS.filter((name) =>
    /-b$/.test(api.account.ec2.routeTables[`rtb-${name}`]?.routes[1]?.target ?? ''),
  );
  const associated = api.account.ec2.endpoints['vpce-0s3']?.routeTableIds.length === 1;
  const failed = report.outcomes.flatMap((one) => (one.status === 'failed' ? [`${one.key} ${one.code}`] : []));
  return { report, done: [...moved, ...(associated ? ['s3'] : [])], failed };
};

const ALL = [...GROUPS, 's3'];

it('where all can be read, all is done', async () => {
  expect(await run()).toMatchObject({ done: ALL, failed: [], report: { converged: true } });
});

const NEEDED: readonly (readonly [string, string, readonly string[]])[] = [
  ['DescribeNetworkInterfaces', 'interfaces', OF_INSTANCES],
  // Only the state of its instance tells that the first appliance of these is dead.
  ['DescribeInstances', 'instances', ['plain', 'unchecked', 'zonal']],
  ['DescribeInstanceStatus', 'checks', []],
  ['DescribeSubnets', 'subnets', []],
  ['DescribeAlarms', 'alarms', ['watched']],
  ['DescribeTargetHealth', `targetHealth/${TARGETS}`, ['targeted']],
  ['DescribeNatGateways', 'natGateways', ['nat']],
  ['DescribeVpcEndpoints', 'endpoints', ['balanced', 's3']],
];

it.each(NEEDED)('%s that is denied has one outcome, and stops those alone that need it', async (name, key, stopped) => {
  faults.set(name, 'denied');
  const { report, done, failed } = await run();
  expect(done).toEqual(ALL.filter((one) => !stopped.includes(one)));
  expect(failed).toEqual([`${key} AccessDenied`]);
  expect(needsRetry(report)).toBe(false);
});

it('what hangs does the same, in time, and is asked for again', async () => {
  faults.set('DescribeNatGateways', 'hangs');
  const { report, done, failed } = await run();
  expect(done).toEqual(ALL.filter((one) => one !== 'nat'));
  expect(failed).toEqual(['natGateways LATE']);
  expect(report.durationMs).toBeLessThan(40_000);
  expect(needsRetry(report)).toBe(true);
}, 60_000);

it('a target group that is gone stops no group that looks at another', async () => {
  const other = { ...groupOf('targeted'), name: 'other', health: { targetGroups: [GONE] } };
  const { done, failed } = await run({
    ...other,
    legs: [{ tables: { id: 'rtb-other' }, destinations: ['0.0.0.0/0'] }],
  });
  expect(done).toEqual(ALL);
  expect(failed).toEqual([`targetHealth/${GONE} TargetGroupNotFoundException`]);
});
