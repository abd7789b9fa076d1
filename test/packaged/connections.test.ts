/** The connections function on the local cloud, as it is packaged: batches, partial failure, lies, and who is asked. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import * as make from '@waykeeper/local-cloud/seed';
import type { Account } from '@waykeeper/local-cloud/state';
import { reportsOf } from '../../demo/play.ts';
import { packageStack } from '../../scripts/package-stack.ts';
import { PARTNER, seeded } from './support/services.ts';

const BLOCKED = '999999999999';
const READER = 'arn:aws:iam::100000000001:role/organization-reader';

const CONFIG = `version: 1
mode: apply
organizations: { role: "${READER}" }
connections:
  - name: payments
    services: { tags: { waykeeper: payments } }
    reject: [{ name: blocked, accounts: ["${BLOCKED}"] }]
    accept:
      - { name: partners, accounts: ["${PARTNER}"], regions: [eu-west-2], ipAddressTypes: [ipv4] }
      - { name: ours, organizationalUnits: [ou-ab12-11111111] }
    revoke: true
`;

let dir: string;
let packaged: string;
let cloud: Cloud;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waykeeper-'));
  await writeFile(join(dir, 'waykeeper.yml'), CONFIG);
  packaged = (await packageStack(join(dir, 'waykeeper.yml'), dir)).dir;
});
afterAll(() => rm(dir, { recursive: true }));
afterEach(() => cloud.stop());

const start = async (account: Account, packageDir = packaged): Promise<void> => {
  cloud = await startCloud({ account });
  await cloud.deploy(packageDir);
  await cloud.settle();
};

const reports = () => reportsOf(cloud.journal);

/** Calls of the functions, without those by which they are run. */
const calls = (operation: string) =>
  cloud.journal.entries.flatMap((entry) =>
    entry.kind === 'call' && entry.operation === operation && entry.principal !== 'operator' ? [entry] : [],
  );

/** Calls of the first run alone: what it decides has SNS wake further ones, which find nothing to do. */
const firstCalls = (operation: string) => {
  const all = calls(operation);
  return all.filter(({ cause }) => cause === all[0]?.cause);
};

const stateOf = (endpoint: string): string | undefined => cloud.account.ec2.endpointConnections[endpoint]?.state;

const accepted = (): string[] =>
  Object.values(cloud.account.ec2.endpointConnections).flatMap(({ state, endpointId }) =>
    state === 'pending' || state === 'available' ? [endpointId] : [],
  );

const send = async (body: string): Promise<void> => {
  const sqs = new SQSClient({ ...cloud.clientConfig(), useQueueUrlAsEndpoint: false });
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'waykeeper-prod-connections.fifo' }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body, MessageGroupId: 'connections' }));
  await cloud.settle();
};

const numbered = <T>(count: number, one: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => one(at));

describe('two hundred connections that wait at five services', () => {
  const services = numbered(5, (at) => `vpce-svc-0${at}`);
  beforeEach(async () => {
    const asked = numbered(200, (at) => ({
      service: services[at % 5] ?? '',
      endpoint: `vpce-0${at}`,
      owner: at % 10 < 5 ? PARTNER : BLOCKED,
    }));
    await start(seeded(services, asked));
  });

  it('take one Accept and one Reject call for each service, and no more reads than pages for two looks', () => {
    const [report] = reports();
    expect(report?.converged).toBe(true);
    expect(report?.plan.changes).toHaveLength(200);
    expect(calls('AcceptVpcEndpointConnections')).toHaveLength(5);
    expect(calls('RejectVpcEndpointConnections')).toHaveLength(5);
    expect(report?.calls).toEqual({ reads: 2 * 4, writes: 10, retries: 0 });
    expect(firstCalls('DescribeVpcEndpointConnections')).toHaveLength(2);
    expect(accepted()).toHaveLength(100);
  });
});

describe('three of ten connections that AWS refuses to accept', () => {
  const REFUSED = ['vpce-02', 'vpce-05', 'vpce-08'];
  const refuse = (refusal: { code: string; message: string } | undefined, account: Account): void => {
    for (const id of REFUSED) {
      const connection = account.ec2.endpointConnections[id];
      if (connection && refusal) connection.refusal = refusal;
      if (connection && !refusal) delete connection.refusal;
    }
  };

  it('fail by name while seven are applied, and the message comes back for the three alone', async () => {
    const asked = numbered(10, (at) => ({ service: 'vpce-svc-0a', endpoint: `vpce-0${at}` }));
    const account = seeded(['vpce-svc-0a'], asked);
    refuse({ code: 'IncorrectState', message: 'The endpoint is being modified.' }, account);
    await start(account);
    const [first] = reports();
    const failed = (first?.outcomes ?? []).filter(({ status }) => status === 'failed');
    expect(failed).toEqual(
      REFUSED.map((id) => ({
        key: `vpce-svc-0a/${id}`,
        status: 'failed',
        code: 'IncorrectState',
        error: 'The endpoint is being modified.',
        retryable: true,
      })),
    );
    expect((first?.outcomes ?? []).filter(({ status }) => status === 'applied')).toHaveLength(7);
    expect(first?.converged).toBe(false);
    expect(accepted()).toHaveLength(7);
    const made = calls('AcceptVpcEndpointConnections').length;
    refuse(undefined, cloud.account);
    await cloud.advance(120_000);
    const later = calls('AcceptVpcEndpointConnections').slice(made);
    expect(later.map(({ input }) => input)).toEqual([{ ServiceId: 'vpce-svc-0a', VpcEndpointIds: REFUSED }]);
    expect(accepted()).toHaveLength(10);
    expect(reports().at(-1)?.converged).toBe(true);
  });
});

describe('messages that lie', () => {
  const notification = (message: unknown) =>
    JSON.stringify({ Type: 'Notification', Subject: 'Accept', Message: JSON.stringify(message) });
  const STRANGER = { service: 'vpce-svc-0a', endpoint: 'vpce-0stranger', owner: '444455556666' };
  const LARGEST = 256 * 1024;

  it.each<[string, string]>([
    [
      'the wrong account',
      notification({ ServiceId: 'vpce-svc-0a', VpcEndpointId: 'vpce-0stranger', VpcEndpointOwner: PARTNER }),
    ],
    [
      'an accepted state',
      notification({ ServiceId: 'vpce-svc-0a', VpcEndpointId: 'vpce-0stranger', State: 'available' }),
    ],
    ['another service', notification({ ServiceId: 'vpce-svc-0b', VpcEndpointId: 'vpce-0stranger' })],
    ['no service that there is', notification({ ServiceId: 'vpce-svc-0gone', VpcEndpointId: 'vpce-0stranger' })],
    ['as much junk as a queue takes', notification('vpce-0stranger '.repeat(20_000)).slice(0, LARGEST)],
    ['no JSON', 'accept vpce-0stranger at vpce-svc-0a!'],
  ])(
    'about %s accept nobody',
    async (_, body) => {
      const account = seeded(['vpce-svc-0a'], [STRANGER]);
      make.addEndpointService(account, { id: 'vpce-svc-0b' });
      await start(account);
      const before = calls('AcceptVpcEndpointConnections').length;
      await send(body);
      expect(stateOf('vpce-0stranger')).toBe('pendingAcceptance');
      expect(calls('AcceptVpcEndpointConnections')).toHaveLength(before);
    },
    60_000,
  );

  it('about a service that nothing selects are ignored without a run, once everything was looked at', async () => {
    await start(seeded(['vpce-svc-0a'], [STRANGER]));
    const runs = reports().length;
    await send(notification({ ServiceId: 'vpce-svc-0gone' }));
    expect(reports()).toHaveLength(runs);
  });
});

describe('a batch of messages', () => {
  it('in which one names a service and one only an endpoint looks at every service', async () => {
    const account = seeded(['vpce-svc-0a', 'vpce-svc-0b'], []);
    await start(account);
    make.addEndpointConnection(account, {
      service: 'vpce-svc-0b',
      endpoint: 'vpce-0late',
      owner: PARTNER,
      state: 'pendingAcceptance',
      createdAt: 1,
    });
    const records = ['vpce-svc-0a', 'vpce-0late'].map((Message, at) => ({
      messageId: `m${at}`,
      body: JSON.stringify({ Type: 'Notification', Message }),
      attributes: { ApproximateReceiveCount: '1' },
    }));
    await cloud.invoke('waykeeper-prod-connections', { Records: records });
    expect(stateOf('vpce-0late')).toBe('pending');
  });
});

describe('the rules that ask more than a list', () => {
  const ours = {
    managementAccount: '100000000001',
    units: { 'ou-ab12-11111111': 'root', 'ou-ab12-22222222': 'ou-ab12-11111111' },
    accounts: { '555566667777': 'ou-ab12-22222222', '666677778888': 'ou-ab12-22222222' },
  };
  const waiting = [
    { service: 'vpce-svc-0a', endpoint: 'vpce-0ours', owner: '555566667777' },
    { service: 'vpce-svc-0a', endpoint: 'vpce-0sister', owner: '666677778888' },
    { service: 'vpce-svc-0a', endpoint: 'vpce-0far', region: 'eu-central-1' },
    { service: 'vpce-svc-0a', endpoint: 'vpce-0dual', addressType: 'dualstack' as const },
    { service: 'vpce-svc-0a', endpoint: 'vpce-0near' },
  ];

  it('ask the organization through the role: an account below the unit is in, and what is outside stays out', async () => {
    const account = seeded(['vpce-svc-0a'], waiting);
    make.addOrganization(account, ours);
    make.addRole(account, { arn: READER });
    await start(account);
    expect(accepted().toSorted()).toEqual(['vpce-0near', 'vpce-0ours', 'vpce-0sister']);
    const [report] = reports();
    const codes = (report?.plan.skips ?? []).map(({ key, reason }) => `${key} ${reason.code}`);
    expect(codes).toEqual(expect.arrayContaining(['vpce-svc-0a/vpce-0far NOT_IN_ORGANIZATION']));
    expect(firstCalls('AssumeRole')).toHaveLength(1);
    const runs = calls('AssumeRole').length;
    const parents = calls('ListParents').map(({ input }) => (input as { ChildId: string }).ChildId);
    const asked = [PARTNER, '555566667777', '666677778888', 'ou-ab12-11111111', 'ou-ab12-22222222'];
    expect(parents.toSorted()).toEqual(asked.flatMap((id) => numbered(runs, () => id)));
  });

  it('leave what hangs on an organization that cannot be read, and decide the rest', async () => {
    const established = { service: 'vpce-svc-0a', endpoint: 'vpce-0old', state: 'available' as const };
    const account = seeded(['vpce-svc-0a'], [...waiting, { ...established, owner: '555566667777' }]);
    make.addOrganization(account, ours);
    await start(account);
    expect(accepted().toSorted()).toEqual(['vpce-0near', 'vpce-0old']);
    const [report] = reports();
    const open = (report?.plan.skips ?? []).filter(({ reason }) => reason.code === 'OU_UNREADABLE');
    expect(open.map(({ key }) => key.replace('vpce-svc-0a/', ''))).toEqual([
      'vpce-0dual',
      'vpce-0far',
      'vpce-0old',
      'vpce-0ours',
      'vpce-0sister',
    ]);
    expect(report?.outcomes).toContainEqual(expect.objectContaining({ key: 'organizations', code: 'AccessDenied' }));
    expect(report?.converged).toBe(false);
    expect(calls('RejectVpcEndpointConnections')).toEqual([]);
  });

  it('revoke nothing when more than the guard allows would go', async () => {
    const former = numbered(2, (at) => ({
      service: 'vpce-svc-0a',
      endpoint: `vpce-0old${at}`,
      owner: BLOCKED,
      state: 'available' as const,
    }));
    const account = seeded(
      ['vpce-svc-0a', 'vpce-svc-0b'],
      [...former, { service: 'vpce-svc-0b', endpoint: 'vpce-0near' }],
    );
    await start(account);
    expect(accepted().toSorted()).toEqual(['vpce-0near', 'vpce-0old0', 'vpce-0old1']);
    expect(reports()[0]?.blocked[0]?.reason.code).toBe('TOO_MANY_REVOKED');
    const blocked = cloud.journal.entries.some((entry) => entry.kind === 'event' && entry.detailType === 'Run Blocked');
    expect(blocked).toBe(true);
  });
});

describe('a service that was set up by hand', () => {
  it('is watched in full, and open to the accounts of accept rules unless it is to all, after the first run', async () => {
    const file = join(dir, 'adding.yml');
    await writeFile(file, `${CONFIG}    permissions: add\n`);
    const adding = await packageStack(file, join(dir, 'adding'));
    const account = seeded([], []);
    make.addEndpointService(account, { id: 'vpce-svc-0a', tags: { waykeeper: 'payments' }, principals: [] });
    make.addEndpointService(account, { id: 'vpce-svc-0b', tags: { waykeeper: 'payments' }, principals: ['*'] });
    const topicArn = 'arn:aws:sns:eu-west-2:999988887777:waykeeper-prod-endpoint-connections';
    make.addConnectionNotification(account, {
      ...{ id: 'vpce-nfn-0a', service: 'vpce-svc-0a', topicArn },
      events: ['Connect'],
    });
    await start(account, adding.dir);
    const { connectionNotifications, endpointServices } = cloud.account.ec2;
    expect(Object.values(connectionNotifications).map(({ serviceId, events }) => [serviceId, events.length])).toEqual([
      ['vpce-svc-0a', 4],
      ['vpce-svc-0b', 4],
    ]);
    const principals = (id: string) => endpointServices[id]?.permissions.map(({ principal }) => principal);
    expect(principals('vpce-svc-0a')).toEqual([`arn:aws:iam::${PARTNER}:root`]);
    expect(principals('vpce-svc-0b')).toEqual(['*']);
    const [report] = reports();
    expect(report?.converged).toBe(true);
    expect(report?.plan.findings.map(({ key, reason }) => `${key} ${reason.code}`)).toEqual([
      'vpce-svc-0b OPEN_TO_ALL',
    ]);
  });
});
