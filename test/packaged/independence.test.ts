/** Unit independence: whatever part of an observation fails, and goes on failing, every unit that does not need it converges at once. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import type { Fault } from '@waykeeper/local-cloud/faults';
import type { ObservedConnections } from '../../lib/connections/types.ts';
import type { ObservedBase } from '../../lib/core/plan.ts';
import type { ObservedDns } from '../../lib/dns/parts.ts';
import type { ObservedPart } from '../../lib/routes/types.ts';
import { packageStack } from '../../scripts/package-stack.ts';
import { account, CONFIG, doneIn, type Unit } from './support/independent.ts';

const MINUTE = 60_000;

/** A part that calls read, and who needs it; or why no call is made to fail for it here. */
type Row = { readonly call: string; readonly about?: string; readonly stops: readonly Unit[] } | string;

const OF_INSTANCES: readonly Unit[] = ['plain', 'checked', 'watched', 'targeted', 'zonal', 'main'];
const FOLLOWERS: readonly Unit[] = ['Z0ALIAS', 'Z0ADDR', 'Z0ZONAL'];
const SERVED: readonly Unit[] = ['accepted', 'watching', 'allowed'];

const ROUTES: Readonly<Record<ObservedPart, Row>> = {
  interfaces: { call: 'DescribeNetworkInterfaces', stops: [...OF_INSTANCES, 'Z0ADDR'] },
  // Only the state of its instance tells that the first appliance of these is dead.
  instances: { call: 'DescribeInstances', stops: ['plain', 'checked', 'zonal', 'main'] },
  checks: { call: 'DescribeInstanceStatus', stops: [] },
  subnets: { call: 'DescribeSubnets', stops: [] },
  vpcTables: { call: 'DescribeRouteTables', about: 'vpc-0main', stops: [] },
  alarms: { call: 'DescribeAlarms', stops: ['watched'] },
  targetHealth: { call: 'DescribeTargetHealth', stops: ['targeted'] },
  natGateways: { call: 'DescribeNatGateways', stops: ['nat'] },
  endpoints: { call: 'DescribeVpcEndpoints', stops: ['balanced', 's3', ...FOLLOWERS] },
  attachments: 'no route leads to a transit gateway',
  transitions: 'no alarm has changed within the hold-down',
  leaving: 'no instance is of EC2 Spot or of an Auto Scaling group',
  writers: 'only a failback hangs on it',
  passing: 'only a failback hangs on it',
  probeWays: 'only findings depend on it',
};

const DNS: Readonly<Record<Exclude<keyof ObservedDns, keyof ObservedBase>, Row>> = {
  endpoints: { call: 'DescribeVpcEndpoints', stops: ['balanced', 's3', ...FOLLOWERS] },
  interfaces: { call: 'DescribeNetworkInterfaces', stops: [...OF_INSTANCES, 'Z0ADDR'] },
  azs: { call: 'DescribeAvailabilityZones', stops: ['Z0ZONAL'] },
  zones: { call: 'ListResourceRecordSets', about: 'Z0ALIAS', stops: ['Z0ALIAS'] },
  privateNames: { call: 'DescribeVpcEndpointServiceConfigurations', stops: ['Z0PROOF', ...SERVED] },
  publishing: { call: 'GetHostedZone', about: 'Z0FORWARD', stops: ['Z0FORWARD'] },
  otherTypes: 'it only says why a selector finds no endpoint',
  allEndpoints: 'it is how the endpoints were read',
  missingVpcs: 'no zone is to answer in more VPCs',
  asked: 'name servers are asked, and nobody is there who could',
  surroundings: 'no zone is to answer in VPCs that the config names',
  resolving: 'name servers are asked, and no API',
  lookups: 'name servers are asked, and no API',
  started: 'a run knows it by itself',
  by: 'a run knows it by itself',
};

const CONNECTIONS: Readonly<Record<Exclude<keyof ObservedConnections, keyof ObservedBase>, Row>> = {
  services: { call: 'DescribeVpcEndpointServiceConfigurations', stops: ['Z0PROOF', ...SERVED] },
  connections: { call: 'DescribeVpcEndpointConnections', stops: SERVED },
  notifications: { call: 'DescribeVpcEndpointConnectionNotifications', stops: ['watching'] },
  principals: { call: 'DescribeVpcEndpointServicePermissions', stops: ['allowed'] },
  loadBalancerAzs: 'only a finding depends on it',
  units: 'no rule asks for an organizational unit',
  organization: 'no rule asks for the organization',
  ownEndpoints: 'only findings depend on it',
  consumedServices: 'only findings depend on it',
  region: 'the client knows it',
  reaccept: 'people ask for it',
  complete: 'it is how the services were read',
};

/** A call that two controllers read a part by is played once. */
const ROWS = [
  ...new Map(
    [ROUTES, DNS, CONNECTIONS].flatMap((table) =>
      Object.entries<Row>(table).flatMap(([part, row]) =>
        typeof row === 'string' ? [] : [[JSON.stringify(row), [part, row] as const] as const],
      ),
    ),
  ).values(),
];

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

const ALL: readonly Unit[] = [
  ...[...OF_INSTANCES, ...FOLLOWERS, ...SERVED],
  ...(['nat', 'balanced', 's3', 'Z0FORWARD', 'Z0PROOF'] as const),
];

/** What is done after the first receive, after two more and a sweep, and when the part can be read again. */
const play = async (fault: Fault): Promise<readonly (readonly Unit[])[]> => {
  cloud = await startCloud({ account: account() });
  cloud.faults.set([fault]);
  await cloud.deploy(packaged);
  await cloud.settle();
  const first = doneIn(cloud.account);
  await cloud.advance(6 * MINUTE);
  const later = doneIn(cloud.account);
  cloud.faults.clear();
  await cloud.advance(6 * MINUTE);
  return [first, later, doneIn(cloud.account)].map((units) => units.toSorted());
};

const without = (stops: readonly Unit[]): readonly Unit[] => ALL.filter((unit) => !stops.includes(unit)).toSorted();

const expectOf = async (fault: Fault, stops: readonly Unit[]): Promise<void> => {
  const [first, later, healed] = await play(fault);
  expect({ first, later, healed }).toEqual({ first: without(stops), later: without(stops), healed: without([]) });
};

const selected = ({ call, about }: Exclude<Row, string>) => ({
  ...{ operation: call, times: Infinity },
  ...(about === undefined ? {} : { about }),
});

it.each(ROWS)(
  'without %s, denied for good, all that does not need it is done at once',
  async (_, row) => {
    await expectOf({ kind: 'refused', code: 'UnauthorizedOperation', status: 403, ...selected(row) }, row.stops);
  },
  120_000,
);

/**
 * Each look waits for what hangs, in real time: all of them take half an hour, and are played with ALL_PARTS=1. The tests of faults
 * let every call hang, in a process whose time leaps.
 */
const HANGING = ROWS.filter(([part]) => process.env.ALL_PARTS || part === 'publishing');

it.each(HANGING)(
  'without %s, which hangs for good, all that does not need it is done at once',
  async (_, row) => {
    await expectOf({ kind: 'hanging', when: 'before', ...selected(row) }, row.stops);
  },
  400_000,
);
