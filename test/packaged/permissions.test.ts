/**
 * Exactly enough: two configs that together use every feature are played through their packaged functions, by events and by hand, and
 * what the local cloud let the roles do is held against what their policies allow.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { documentsOf, grantsIn, type PolicyDocument, type Use } from '@waykeeper/local-cloud/api';
import { type Appliances, startAppliances } from '@waykeeper/local-cloud/appliances';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { resolverCaller } from '@waykeeper/local-cloud/resolver-client';
import type { Account } from '@waykeeper/local-cloud/state';
import { reportsOf } from '../../demo/play.ts';
import type { ControllerName, Report } from '../../lib/core/plan.ts';
import { PERMISSIONS } from '../../resources/iam/table.ts';
import { packageStack } from '../../scripts/package-stack.ts';
import { batch, record } from '../cloud/entry/support/lambda.ts';
import { EVERYTHING, everythingWorld, LISTENERS, OTHERWISE, RULES, SPOILS } from './support/everything.ts';

const MINUTE = 60_000;
const CONTROLLERS: readonly ControllerName[] = ['connections', 'dns', 'routes'];
const TEMPLATE = 'cloudformation-template-update-stack.json';

let dir: string;
let appliances: Appliances;
const clouds: Cloud[] = [];
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waykeeper-'));
  appliances = await startAppliances([...LISTENERS]);
});
afterAll(async () => {
  for (const cloud of clouds) await cloud.stop();
  await appliances.stop();
  await rm(dir, { recursive: true });
});

const packaged = async (name: string, config: string): Promise<string> => {
  const into = join(dir, name);
  await writeFile(join(dir, `${name}.yml`), config);
  return (await packageStack(join(dir, `${name}.yml`), into)).dir;
};

const started = async (packageDir: string, environment = {}, account = everythingWorld()): Promise<Cloud> => {
  const cloud = await startCloud({ account });
  clouds.push(cloud);
  await cloud.deploy(packageDir, environment);
  return cloud;
};

const spoilAll = ({ account }: Cloud): void => {
  for (const spoil of Object.values(SPOILS)) spoil(account);
};

/** Whether the queues wake the functions. */
const wake = ({ account }: Cloud, enabled: boolean): void => {
  for (const mapping of Object.values(account.lambda.mappings)) mapping.enabled = enabled;
};

/** Invokes a controller's function as its queue does for a sweep. */
const sweep = (cloud: Cloud, name: ControllerName): Promise<unknown> => {
  const eventSourceARN = `arn:aws:sqs:eu-west-2:${cloud.account.id}:waykeeper-prod-${name}.fifo`;
  const body = { waykeeper: 'waykeeper.sweep', at: new Date(cloud.now()).toISOString() };
  return cloud.invoke(`waykeeper-prod-${name}`, batch({ ...record('m', body), eventSourceARN }));
};

const byHand = (cloud: Cloud, payload: object): Promise<unknown> => cloud.invoke('waykeeper-prod-reconcile', payload);

/** The probe and the first sweep, a run that fails and is tried again, and a run by hand. */
const playEverything = async (cloud: Cloud): Promise<void> => {
  await cloud.settle();
  await cloud.advance(MINUTE);
  spoilAll(cloud);
  const refused = { kind: 'refused', code: 'InvalidParameterValue', status: 400 } as const;
  cloud.faults.set([{ ...refused, operation: 'DescribeRouteTables' }]);
  await cloud.advance(5 * MINUTE);
  cloud.faults.clear();
  wake(cloud, false);
  for (const action of ['cloudtrail:LookupEvents', 'ec2:DeleteTags']) {
    SPOILS[action]?.(cloud.account);
    await sweep(cloud, 'routes');
    SPOILS[action]?.(cloud.account);
    await byHand(cloud, { mode: 'apply', controllers: ['routes'] });
  }
  spoilAll(cloud);
  const operator = new CloudWatchClient(cloud.clientConfig());
  for (const StateValue of ['ALARM', 'OK'] as const)
    await operator.send(new SetAlarmStateCommand({ AlarmName: 'fw-a-failover', StateValue, StateReason: 'by hand' }));
  operator.destroy();
  await byHand(cloud, { mode: 'apply', controllers: CONTROLLERS });
};

/** Each rule is read by itself when something happens to it. */
const playOtherwise = async (cloud: Cloud): Promise<void> => {
  await cloud.settle();
  await cloud.advance(MINUTE);
  const resolver = resolverCaller(cloud.clientConfig());
  for (const ResolverRuleId of RULES) {
    await resolver('UpdateResolverRule', { ResolverRuleId, Config: { Name: 'renamed' } });
    await cloud.advance(MINUTE);
  }
  spoilAll(cloud);
  wake(cloud, false);
  await byHand(cloud, { mode: 'apply', controllers: ['connections', 'dns'] });
  SPOILS['cloudwatch:GetMetricData']?.(cloud.account);
  await sweep(cloud, 'routes');
  SPOILS['cloudwatch:GetMetricData']?.(cloud.account);
  await byHand(cloud, { controllers: ['routes'] });
};

/** The same package with so little time for each run that it hands on all that it has to do. */
const playHastily = async (packageDir: string): Promise<Cloud> => {
  const hasty = `${packageDir}-hasty`;
  await cp(packageDir, hasty, { recursive: true });
  const template = JSON.parse(await readFile(join(hasty, TEMPLATE), 'utf8'));
  for (const { Type, Properties } of Object.values<{ Type: string; Properties: { Timeout?: number } }>(
    template.Resources,
  ))
    if (Type === 'AWS::Lambda::Function' && Properties.Timeout === 60) Properties.Timeout = 7;
  await writeFile(join(hasty, TEMPLATE), JSON.stringify(template));
  const cloud = await started(hasty);
  wake(cloud, false);
  for (const name of CONTROLLERS) await sweep(cloud, name);
  return cloud;
};

const named = (role: string, { statement, action, resource }: Omit<Use, 'role'>): string =>
  `${role} ${statement.Sid}: ${action} on ${resource}`;

const grantedIn = ({ account }: Cloud): string[] =>
  Object.keys(account.lambda.roles).flatMap((role) =>
    grantsIn(documentsOf(account, role)).map((grant) => named(role, grant)),
  );

const refusedIn = ({ journal }: Cloud): string[] =>
  journal.entries.flatMap((entry) =>
    entry.kind === 'call' && /^(UnauthorizedOperation|AccessDenied)/.test(entry.error ?? '')
      ? [`${entry.principal} ${entry.operation} ${JSON.stringify(entry.input)}`]
      : [],
  );

/** The account manages the organization itself. */
const managingWorld = (): Account => {
  const account = everythingWorld();
  const { organization } = account.organizations;
  if (organization) Object.assign(organization, { managementAccountId: account.id });
  return account;
};

describe('the roles of two configs that together use every feature', () => {
  let everything: Cloud;
  let all: readonly Cloud[];
  beforeAll(async () => {
    const packageDir = await packaged('everything', EVERYTHING);
    everything = await started(packageDir, {
      'waykeeper-prod-probe': { ...appliances.variables, WAYKEEPER_PROBE_SECONDS: '3' },
    });
    await playEverything(everything);
    const otherwise = await started(await packaged('otherwise', OTHERWISE), {}, managingWorld());
    await playOtherwise(otherwise);
    all = [everything, otherwise, await playHastily(packageDir)];
  });

  it('are refused nothing', () => {
    expect(all.flatMap(refusedIn)).toEqual([]);
  });

  it('use each pair of an action and a resource that they are allowed', () => {
    const used = new Set(all.flatMap((cloud) => cloud.used().map(({ role, ...grant }) => named(role, grant))));
    const granted = [...new Set(all.flatMap(grantedIn))];
    expect(granted.filter((grant) => !used.has(grant))).toEqual([]);
    expect(granted.length).toBeGreaterThan(100);
  });

  /** What changes something that the config claims, in the role of its controller and in that of the runs by hand. */
  const writes = PERMISSIONS.filter(({ access, sid }) => access === 'write' && sid !== 'FollowChanges').flatMap(
    ({ callers, actions }) =>
      actions.flatMap((action) =>
        callers.flatMap((caller) =>
          [caller, 'reconcile'].map((name) => [action, name, caller as ControllerName] as const),
        ),
      ),
  );
  const distinct = [...new Map(writes.map((write) => [write.join(), write])).values()];

  it.each(distinct)('without %s the run of %s tells that it was refused', async (action, name, controller) => {
    const restore = takeAway(everything.account, `waykeeper-prod-eu-west-2-${name}`, action);
    SPOILS[action]?.(everything.account);
    if (name === 'reconcile') await byHand(everything, { mode: 'apply', controllers: [controller] });
    else await sweep(everything, controller);
    restore();
    const report = reportsOf(everything.journal).at(-1);
    expect(report).toMatchObject({ controller, converged: false });
    expect(refusals(report)).toContainEqual(
      expect.stringContaining(`not authorized to perform: ${action} on resource`),
    );
  });
});

const refusals = (report: Report | undefined): string[] =>
  (report?.outcomes ?? []).flatMap((outcome) =>
    outcome.status === 'failed' && /^(UnauthorizedOperation|AccessDenied)/.test(outcome.code) ? [outcome.error] : [],
  );

/** Takes one action out of all policies of a role; call what it answers to put it back. */
const takeAway = ({ lambda }: Account, role: string, action: string): (() => void) => {
  const before = lambda.managedPolicies;
  const without = ({ Statement }: PolicyDocument): PolicyDocument => ({
    Statement: [Statement].flat().flatMap((statement) => {
      const Action = [statement.Action ?? []].flat().filter((each) => each !== action);
      return Action.length > 0 ? [{ ...statement, Action }] : [];
    }),
  });
  const own = lambda.roles[role]?.managedPolicyArns ?? [];
  lambda.managedPolicies = Object.fromEntries(
    Object.entries(before).map(([arn, document]) => [arn, own.includes(arn) ? without(document) : document]),
  );
  return () => {
    lambda.managedPolicies = before;
  };
};
