/** What is read for which scope, against the simulated EC2 over HTTP, and what becomes of reads that fail. */
import { AwsError, type BareApi, ec2, type Service, startBareApi } from '@waykeeper/local-cloud/api';
import * as make from '@waykeeper/local-cloud/seed';
import { emptyAccount } from '@waykeeper/local-cloud/state';
import type { observeConnections } from '../../../lib/connections/observe.ts';
import type { PlaceAccounts } from '../../../lib/connections/organization.ts';
import type { Scope } from '../../../lib/core/plan.ts';
import { TOPIC } from '../../support/aws.ts';
import { connectionsConfig, type RuleSetInput, ruleSet } from '../../support/configs.ts';

const SERVICES = ['vpce-svc-0a', 'vpce-svc-0b'];
const FAR = 'com.amazonaws.vpce.eu-west-2.vpce-svc-0far';
const environment = { ...process.env };

/** Operations that are denied, by name, while a test says so. */
const denied = new Set<string>();
/** Those that are not answered, and what lets go of the calls that wait. */
const hanging = new Set<string>();
const released: (() => void)[] = [];

const deniable: Service = {
  ...ec2,
  operations: Object.fromEntries(
    Object.entries(ec2.operations).map(([name, run]) => [
      name,
      (input: never, call: Parameters<typeof run>[1]) => {
        if (denied.has(name)) throw new AwsError('UnauthorizedOperation', 'You are not authorized.', 403);
        if (!hanging.has(name)) return run(input, call);
        return new Promise<void>((release) => released.push(release)).then(() => run(input, call));
      },
    ]),
  ),
};

let api: BareApi;
let observe: typeof observeConnections;

beforeAll(async () => {
  const account = emptyAccount();
  make.addVpc(account, { id: 'vpc-0a', cidr: '10.0.0.0/16' });
  make.addSubnet(account, { id: 'subnet-0a', vpc: 'vpc-0a', cidr: '10.0.1.0/24', az: 'eu-west-2a' });
  for (const service of SERVICES) {
    make.addEndpointService(account, { id: service, tags: { waykeeper: 'payments' }, principals: ['*'] });
    make.addLoadBalancerInterfaces(account, { service, placements: [{ subnet: 'subnet-0a', ip: '10.0.1.7' }] });
    make.addEndpointConnection(account, {
      service,
      endpoint: service.replace('vpce-svc', 'vpce'),
      owner: '111122223333',
      state: 'pendingAcceptance',
      createdAt: 0,
      region: 'eu-central-1',
      addressType: 'dualstack',
    });
  }
  make.addEndpointService(account, { id: 'vpce-svc-0foreign' });
  make.addEndpointService(account, { id: 'vpce-svc-0open', acceptanceRequired: false });
  make.addEndpointService(account, { id: 'vpce-svc-0gone', state: 'Deleted', acceptanceRequired: false });
  make.addForeignService(account, { id: 'vpce-svc-0far', owner: '666677778888', privateDnsName: 'pay.far.example' });
  const far = { vpc: 'vpc-0a', service: FAR };
  make.addInterfaceEndpoint(account, { ...far, id: 'vpce-0off', subnets: [{ subnet: 'subnet-0a', ip: '10.0.1.20' }] });
  make.addInterfaceEndpoint(account, { ...far, id: 'vpce-0waits', subnets: [], state: 'pendingAcceptance' });
  // Its clock is near the real one, since the SDK tries again whatever an API refuses whose clock is off.
  api = await startBareApi([deniable], account, Date.now());
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: api.url,
    AWS_REGION: 'eu-west-2',
    AWS_ACCESS_KEY_ID: 'AKIALOCAL',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  ({ observeConnections: observe } = await import('../../../lib/connections/observe.ts'));
});

afterAll(async () => {
  process.env = environment;
  await api.stop();
});

let from = 0;
afterEach(() => {
  hanging.clear();
  for (const release of released.splice(0)) release();
});
beforeEach(() => {
  denied.clear();
  from = api.journal.entries.length;
});

const look = (
  scope: Scope,
  rules: Partial<RuleSetInput> = {},
  place: PlaceAccounts = async () => ({ units: {}, unseen: [] }),
) => observe({ ...connectionsConfig(ruleSet(rules)), topicArn: TOPIC }, place, [], scope, 0);

const lookAtEndpoints = (scope: Scope) =>
  observe(
    { ...connectionsConfig(ruleSet()), topicArn: TOPIC, tellsOfEndpoints: true },
    async () => ({ units: {}, unseen: [] }),
    [],
    scope,
    0,
  );

const reads = (): string[] =>
  api.journal.entries
    .slice(from)
    .flatMap((entry) => (entry.kind === 'call' ? [entry.operation] : []))
    .sort();

const ids = ({ services }: { services: readonly { readonly id: string }[] }): string[] => services.map(({ id }) => id);

describe('a look', () => {
  it('at everything takes one page each of services, connections, notifications and load balancer interfaces', async () => {
    const observed = await look('all');
    expect(ids(observed)).toEqual(SERVICES);
    expect(observed).toMatchObject({ complete: true, region: 'eu-west-2', unseen: [] });
    expect(observed.connections[0]).toMatchObject({ region: 'eu-central-1', addressType: 'dualstack' });
    expect(Object.values(observed.loadBalancerAzs)).toEqual([['euw2-az2'], ['euw2-az2']]);
    expect(reads()).toEqual([
      'DescribeNetworkInterfaces',
      'DescribeVpcEndpointConnectionNotifications',
      'DescribeVpcEndpointConnections',
      'DescribeVpcEndpointServiceConfigurations',
    ]);
  });

  it('for an event looks at the services that it names alone, and not at their load balancers', async () => {
    const observed = await look({ ids: ['vpce-svc-0b'] });
    expect(ids(observed)).toEqual(['vpce-svc-0b']);
    expect(observed.connections.map(({ serviceId }) => serviceId)).toEqual(['vpce-svc-0b']);
    expect(observed.complete).toBe(false);
    expect(reads()).toHaveLength(3);
  });

  it.each([
    ['an endpoint alone', ['vpce-0a']],
    ['more services than a filter takes', Array.from({ length: 201 }, (_, at) => `vpce-svc-${at}`)],
  ])('for an event that names %s looks at everything', async (_, named) => {
    expect(await look({ ids: named })).toMatchObject({ complete: true });
  });

  it('for a service that nothing selects, or that there is not, reads it and nothing more', async () => {
    expect(ids(await look({ ids: ['vpce-svc-0foreign', 'vpce-svc-0missing'] }))).toEqual([]);
    expect(reads()).toEqual(['DescribeVpcEndpointServiceConfigurations']);
  });

  it('for a service that no rule set names reads nothing where all name theirs by id', async () => {
    expect(ids(await look({ ids: ['vpce-svc-0missing'] }, { services: { id: 'vpce-svc-0a' } }))).toEqual([]);
    expect(reads()).toEqual([]);
  });

  it('reads allowed principals only where the rule set adds some, or whoever is one is in', async () => {
    expect((await look({ ids: ['vpce-svc-0a'] })).principals).toEqual({});
    const observed = await look({ ids: ['vpce-svc-0a'] }, { permissions: 'add' });
    expect(observed.principals).toEqual({ 'vpce-svc-0a': ['*'] });
    expect((await look('all', { services: { id: 'vpce-svc-0open' } })).principals).toEqual({ 'vpce-svc-0open': ['*'] });
  });

  it('at a service that is deleted reads nothing more of it', async () => {
    const observed = await look('all', { services: { id: 'vpce-svc-0gone' }, permissions: 'add' });
    expect(ids(observed)).toEqual(['vpce-svc-0gone']);
    expect(reads()).toEqual(['DescribeVpcEndpointServiceConfigurations']);
  });

  it('at everything reads the own endpoints where the config asks, and services only of those without private DNS', async () => {
    expect((await look('all')).ownEndpoints).toEqual([]);
    from = api.journal.entries.length;
    const observed = await lookAtEndpoints('all');
    const far = observed.ownEndpoints.filter(({ serviceName }) => serviceName === FAR);
    expect(far.map(({ id, state, privateDns }) => [id, state, privateDns])).toEqual([
      ['vpce-0off', 'available', false],
      ['vpce-0waits', 'pendingAcceptance', false],
    ]);
    expect(observed.consumedServices).toEqual([
      { name: FAR, privateName: { name: 'pay.far.example', state: 'verified' } },
    ]);
    const beside = ['DescribeVpcEndpointServices', 'DescribeVpcEndpoints'];
    expect(reads().filter((operation) => beside.includes(operation))).toEqual(beside);
    expect((await lookAtEndpoints({ ids: ['vpce-svc-0a'] })).ownEndpoints).toEqual([]);
  });

  it('asks about the accounts on which a decision hangs', async () => {
    const asked: string[][] = [];
    const place: PlaceAccounts = async (accounts) => {
      asked.push([...accounts]);
      return { units: {}, unseen: [] };
    };
    await look('all', {}, place);
    await look('all', { accept: [{ name: 'ours', organizationalUnits: ['ou-ab12-11111111'] }] }, place);
    expect(asked).toEqual([[], ['111122223333']]);
  });
});

describe('a read that fails', () => {
  it('of the services fails the look', async () => {
    denied.add('DescribeVpcEndpointServiceConfigurations');
    await expect(look('all')).rejects.toHaveProperty('name', 'UnauthorizedOperation');
  });

  it.each([
    ['DescribeVpcEndpointConnections', SERVICES],
    ['DescribeVpcEndpointConnectionNotifications', ['notifications']],
    ['DescribeVpcEndpointServicePermissions', SERVICES.map((id) => `${id}/permissions`)],
    ['DescribeNetworkInterfaces', ['load balancers']],
  ])('by %s leaves unseen what needs it, and nothing else', async (operation, keys) => {
    denied.add(operation);
    const observed = await look('all', { permissions: 'add' });
    expect(ids(observed)).toEqual(SERVICES);
    expect(observed.unseen.map(({ key, code }) => [key, code])).toEqual(
      keys.map((key) => [key, 'UnauthorizedOperation']),
    );
  });

  it('by hanging does the same, in time, and is asked for again', async () => {
    hanging.add('DescribeVpcEndpointConnectionNotifications');
    const observed = await look('all');
    expect(observed.connections).toHaveLength(2);
    expect(observed.unseen).toMatchObject([{ key: 'notifications', code: 'LATE', retryable: true }]);
  }, 30_000);
});
