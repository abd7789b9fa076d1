/** The life around the judgement, end to end under enforced roles: services, principals, ends, the way back, consumers. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import * as make from '@waykeeper/local-cloud/seed';
import type { Account } from '@waykeeper/local-cloud/state';
import { reportsOf } from '../../demo/play.ts';
import { packageStack } from '../../scripts/package-stack.ts';
import { type Asked, PARTNER, seeded } from './support/services.ts';

const DAY = 24 * 3_600_000;
const MINUTE = 60_000;
/** The last day of a rule, of which few minutes are left. */
const UNTIL = new Date(Date.now() + DAY).toISOString().slice(0, 10);
const EVENING = Date.parse(`${UNTIL}T23:56:00Z`);

const [SERVICE, GONE, OPEN] = ['vpce-svc-0a', 'vpce-svc-0gone', 'vpce-svc-0open'];
const [BLOCKED, GUEST, MEMBER, BELOW] = ['999999999999', '222233334444', '555566667777', '666677778888'];
const APP = 'arn:aws:iam::777788889999:role/app';
const KEY = 'arn:aws:kms:eu-west-2:999988887777:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const CONFIG = `version: 1
mode: apply
endpoints: tell
encryption: { key: "${KEY}" }
connections:
  - name: payments
    services: { tags: { waykeeper: payments } }
    reject: [{ name: blocked, accounts: ["${BLOCKED}"] }]
    accept:
      - { name: partners, accounts: ["${PARTNER}"], reason: CHG-1234 }
      - { name: guests, accounts: ["${GUEST}"], until: ${UNTIL} }
      - { name: all-of-us, organizationalUnits: [r-ab12], organization: o-ab12cd34ef }
    permissions: add
    principals: ["${APP}"]
`;

let dir: string;
let packaged: string;
let cloud: Cloud;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waykeeper-'));
  packaged = await packagedWith('life', CONFIG);
});
afterAll(() => rm(dir, { recursive: true }));
afterEach(() => cloud.stop());

const packagedWith = async (name: string, config: string): Promise<string> => {
  const file = join(dir, `${name}.yml`);
  await writeFile(file, config);
  return (await packageStack(file, join(dir, name))).dir;
};

const waits = (endpoint: string, owner: string): Asked => ({ service: SERVICE, endpoint, owner });

const world = (connections: readonly Asked[], organization = 'o-ab12cd34ef'): Account => {
  const account = seeded([SERVICE], connections);
  const service = account.ec2.endpointServices[SERVICE];
  if (service) service.permissions = [];
  make.addOrganization(account, {
    ...{ id: organization, managementAccount: account.id },
    units: { 'ou-ab12-11111111': 'root' },
    accounts: { [MEMBER]: 'root', [BELOW]: 'ou-ab12-11111111' },
  });
  return account;
};

const start = async (account: Account, from = packaged): Promise<void> => {
  cloud = await startCloud({ account, start: EVENING });
  await cloud.deploy(from);
  await cloud.settle();
};

const last = () => reportsOf(cloud.journal).at(-1);
/** What is found, but for connections that became old on their way here. */
const found = (): string[] =>
  (last()?.plan.findings ?? [])
    .filter(({ reason }) => reason.code !== 'STILL_PENDING')
    .map(({ key, reason }) => `${key} ${reason.code}`);
const failures = () =>
  reportsOf(cloud.journal).flatMap(({ outcomes }) => outcomes.filter(({ status }) => status === 'failed'));
const stateOf = (endpoint: string): string | undefined => cloud.account.ec2.endpointConnections[endpoint]?.state;
const principalsOf = (id: string): string[] =>
  (cloud.account.ec2.endpointServices[id]?.permissions ?? []).map(({ principal }) => principal).sort();

/** Details of the published events of a type. */
const told = (detailType: string): readonly Readonly<Record<string, unknown>>[] =>
  cloud.journal.entries.flatMap((entry) =>
    entry.kind === 'event' && entry.detailType === detailType
      ? [(entry.event as { readonly detail: Readonly<Record<string, unknown>> }).detail]
      : [],
  );

describe('the whole organization, and principals', () => {
  it('are in, right under the root and below it, and audits are told who by which rule', async () => {
    await start(world([waits('vpce-01', PARTNER), waits('vpce-02', MEMBER), waits('vpce-03', BELOW)]));
    expect(['vpce-01', 'vpce-02', 'vpce-03'].map(stateOf)).toEqual(['pending', 'pending', 'pending']);
    expect(principalsOf(SERVICE)).toEqual([GUEST, PARTNER, APP].map(principal).sort());
    expect(last()?.converged).toBe(true);
    expect(failures()).toEqual([]);
    const rows = told('Connection Accepted').map(({ key, rule, account, unitPath, region }) => [
      ...[key, rule, account, unitPath, region],
    ]);
    expect(rows.sort()).toEqual([
      [`${SERVICE}/vpce-01`, 'payments/partners', PARTNER, undefined, 'eu-west-2'],
      [`${SERVICE}/vpce-02`, 'payments/all-of-us', MEMBER, 'r-ab12', 'eu-west-2'],
      [`${SERVICE}/vpce-03`, 'payments/all-of-us', BELOW, 'r-ab12/ou-ab12-11111111', 'eu-west-2'],
    ]);
    const reasons = told('Connection Accepted').map(({ reason }) => JSON.stringify(reason));
    expect(reasons.join()).toContain('reason: CHG-1234');
  });

  it('are nobody where another organization answers, and a person is told', async () => {
    await start(world([waits('vpce-01', PARTNER), waits('vpce-02', MEMBER)], 'o-zz99yy88xx'));
    expect(['vpce-01', 'vpce-02'].map(stateOf)).toEqual(['pending', 'pendingAcceptance']);
    expect(found()).toContain(`${SERVICE} OTHER_ORGANIZATION`);
    expect(told('Finding Opened').map(({ key }) => key)).toContain(SERVICE);
  });

  const principal = (one: string): string => (one.startsWith('arn:') ? one : `arn:aws:iam::${one}:root`);
});

describe('a service that is deleted, and one without acceptance', () => {
  it('is left as it is, and everybody who may ask is said to be in', async () => {
    const account = world([]);
    const tags = { waykeeper: 'payments' };
    make.addEndpointService(account, { id: GONE, tags, state: 'Deleted', principals: [], privateDnsName: 'a.example' });
    make.addEndpointService(account, { id: OPEN, tags, acceptanceRequired: false, principals: ['*', APP] });
    await start(account);
    expect(principalsOf(GONE)).toEqual([]);
    expect(principalsOf(OPEN)).toEqual(['*', APP]);
    const watched = Object.values(cloud.account.ec2.connectionNotifications).map(({ serviceId }) => serviceId);
    expect(watched.sort()).toEqual([SERVICE, OPEN]);
    expect(last()?.plan.skips).toContainEqual(
      expect.objectContaining({ key: GONE, reason: expect.objectContaining({ code: 'SERVICE_DELETED' }) }),
    );
    expect(found()).toEqual([`${OPEN} NO_ACCEPTANCE`, `${OPEN} OPEN_TO_ALL`]);
    expect(failures()).toEqual([]);
  });
});

describe('a rule on its last day', () => {
  it('lets in until midnight, and then nobody: what rests on it is told', async () => {
    await start(world([waits('vpce-01', GUEST)]));
    expect(stateOf('vpce-01')).toBe('pending');
    expect(found()).toEqual([]);
    const late = { owner: GUEST, state: 'pendingAcceptance' as const, createdAt: 1 };
    await cloud.advance(5 * MINUTE);
    make.addEndpointConnection(cloud.account, { service: SERVICE, endpoint: 'vpce-02', ...late });
    await cloud.advance(5 * MINUTE);
    expect(stateOf('vpce-02')).toBe('pendingAcceptance');
    expect(stateOf('vpce-01')).toBe('available');
    expect(found()).toEqual([`${SERVICE} RULE_ENDED`]);
  }, 60_000);
});

describe('a mistaken reject', () => {
  const REJECTED = `${SERVICE}/vpce-01`;
  const ask = (payload: object) => cloud.invoke('waykeeper-prod-reconcile', payload);

  it.each([true, false])(
    'is undone by hand once the rules are right, where AWS lets it be: %s',
    async (allowed) => {
      const account = world([waits('vpce-01', PARTNER)]);
      account.ec2.rejectedMayBeAccepted = allowed;
      const mistaken = CONFIG.replace(BLOCKED, PARTNER).replace(
        `accounts: ["${PARTNER}"], reason`,
        'anyone: true, reason',
      );
      await start(account, await packagedWith('mistaken', mistaken));
      expect(stateOf('vpce-01')).toBe('rejected');
      const [rejected] = told('Connection Rejected');
      expect(rejected?.reason).toMatchObject({ message: expect.stringContaining(`{"reaccept":["${REJECTED}"]}`) });
      await expect(ask({ mode: 'apply', reaccept: [REJECTED] })).rejects.toThrow('rule payments/blocked rejects');
      expect(stateOf('vpce-01')).toBe('rejected');
      await cloud.deploy(packaged);
      await cloud.settle();
      expect(stateOf('vpce-01')).toBe('rejected');
      const answer = await ask({ mode: 'apply', reaccept: [REJECTED] });
      expect(answer).toMatchObject({ verdict: allowed ? 'changed' : 'failed', converged: allowed });
      expect(stateOf('vpce-01')).toBe(allowed ? 'pending' : 'rejected');
    },
    90_000,
  );
});

describe("the account's own endpoints", () => {
  it('are told of with the command, and left', async () => {
    const account = world([]);
    make.addVpc(account, { id: 'vpc-0a', cidr: '10.0.0.0/16' });
    make.addSubnet(account, { id: 'subnet-0a', vpc: 'vpc-0a', cidr: '10.0.1.0/24', az: 'eu-west-2a' });
    const offered = { id: 'vpce-svc-0far', owner: PARTNER, privateDnsName: 'pay.far.example' };
    const far = { vpc: 'vpc-0a', service: make.addForeignService(account, offered), subnets: [] };
    make.addInterfaceEndpoint(account, { ...far, id: 'vpce-0off' });
    make.addInterfaceEndpoint(account, { ...far, id: 'vpce-0on', privateDns: true });
    make.addInterfaceEndpoint(account, { ...far, id: 'vpce-0out', state: 'rejected' });
    make.addInterfaceEndpoint(account, { ...far, id: 'vpce-0waits', state: 'pendingAcceptance' });
    await start(account);
    expect(found()).toEqual(['vpce-0off PRIVATE_DNS_OFF', 'vpce-0out ENDPOINT_REJECTED', 'vpce-0waits ENDPOINT_WAITS']);
    expect(told('Finding Opened').map(({ remedy }) => remedy)).toContain(
      'aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-0off --private-dns-enabled',
    );
    expect(last()?.converged).toBe(true);
    expect(failures()).toEqual([]);
  });
});
