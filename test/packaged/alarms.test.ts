import { join } from 'node:path';
import { StartInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { ec2, MINUTE } from '../../demo/scene.ts';
import { guardTrips } from '../../demo/scenes/trouble.ts';
import { USERS, world, ZONE } from '../../demo/world.ts';
import { filled } from '../../resources/alarms/describe.ts';
import { pagesOf as pagesFor, type Subject } from '../../resources/alarms/pages.ts';
import { commandsIn, runCommand } from './support/aws-cli.ts';

const PREFIX = 'waykeeper-prod-';
const NAMES = { prefix: 'waykeeper-prod', stage: 'prod', region: 'eu-west-2' };
const CONTROLLERS: Subject[] = ['connections', 'dns', 'routes'];

/** The pages that were raised since a moment, and those that stand. Signals, which have a slash in their names, call nobody. */
const pagesOf = ({ account: { monitoring } }: Cloud) => {
  const names = Object.keys(monitoring.alarms).filter((name) => name.startsWith(PREFIX) && !name.includes('/'));
  const short = (some: readonly string[]) => some.map((name) => name.slice(PREFIX.length)).toSorted();
  return {
    raisedSince: (from: number) =>
      short(names.filter((name) => monitoring.history[name]?.some(({ at, to }) => at >= from && to === 'ALARM'))),
    standing: () => short(names.filter((name) => monitoring.alarms[name]?.state === 'ALARM')),
  };
};

const roleOf = (controller: string): string => `waykeeper-prod-eu-west-2-${controller}`;

const mailsOf = ({ journal }: Cloud): string[] =>
  journal.entries.flatMap((entry) => (entry.kind === 'email' ? [entry.subject] : []));

describe('each fault raises exactly its alarm, and clears it', () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startCloud({ account: world(), users: USERS });
    await cloud.deploy(join(import.meta.dirname, '../../.serverless'));
    await cloud.advance(6 * MINUTE);
  });
  afterAll(() => cloud.stop());

  const switchSweep = (controller: string, enabled: boolean): void => {
    const { schedules } = cloud.account.scheduler;
    const name = `default/${PREFIX}${controller}-sweep`;
    const found = schedules[name];
    if (!found) throw new Error(`no schedule ${name}`);
    schedules[name] = { ...found, enabled };
  };

  it('raises none when it was just deployed, and calls nobody', () => {
    expect(pagesOf(cloud).raisedSince(0)).toEqual([]);
    expect(mailsOf(cloud)).toEqual([]);
  });

  it('a denied role, a poison message and two dead firewalls', async () => {
    const from = cloud.now();
    cloud.faults.set([
      { kind: 'denied', service: 'ec2', principal: roleOf('connections'), times: Number.POSITIVE_INFINITY },
      { kind: 'killed', when: 'before', principal: roleOf('dns'), times: 3 },
    ]);
    const InstanceIds = ['i-0fwa', 'i-0fwb'];
    await ec2(cloud).send(new StopInstancesCommand({ InstanceIds }));
    await cloud.advance(16 * MINUTE);
    expect(pagesOf(cloud).standing()).toEqual(['connections-failed', 'dns-dead-letters', 'routes-dead']);

    cloud.faults.clear();
    for (const controller of ['connections', 'dns']) {
      const QueueUrl = `${cloud.url}/${cloud.account.id}/waykeeper-prod-${controller}-dead.fifo`;
      await new SQSClient(cloud.clientConfig()).send(new PurgeQueueCommand({ QueueUrl }));
    }
    await ec2(cloud).send(new StartInstancesCommand({ InstanceIds }));
    await cloud.advance(20 * MINUTE);
    expect(pagesOf(cloud).standing()).toEqual([]);
    expect(pagesOf(cloud).raisedSince(from)).toEqual(['connections-failed', 'dns-dead-letters', 'routes-dead']);
  });

  it('a stopped schedule and a guard refusal', async () => {
    const from = cloud.now();
    switchSweep('dns', false);
    await guardTrips.act(cloud);
    await cloud.advance(10 * MINUTE);
    expect(pagesOf(cloud).standing()).toEqual(['connections-blocked', 'dns-stopped']);

    switchSweep('dns', true);
    const { endpointConnections, endpoints } = cloud.account.ec2;
    for (const [id, { endpointId }] of Object.entries(endpointConnections)) {
      if (endpoints[endpointId]?.ownerId === USERS.AKIAUNLISTED.accountId) delete endpointConnections[id];
    }
    await cloud.advance(17 * MINUTE);
    expect(pagesOf(cloud).standing()).toEqual([]);
    expect(pagesOf(cloud).raisedSince(from)).toEqual(['connections-blocked', 'dns-stopped']);
  });

  it('a deleted zone', async () => {
    const from = cloud.now();
    const { zones } = cloud.account.route53;
    const zone = zones[ZONE];
    if (!zone) throw new Error(`no zone ${ZONE}`);
    delete zones[ZONE];
    await cloud.advance(12 * MINUTE);
    expect(pagesOf(cloud).standing()).toEqual(['dns-failed']);

    zones[ZONE] = zone;
    await cloud.advance(17 * MINUTE);
    expect(pagesOf(cloud).standing()).toEqual([]);
    expect(pagesOf(cloud).raisedSince(from)).toEqual(['dns-failed']);
  });

  const commands = CONTROLLERS.concat('stack').flatMap((subject) =>
    pagesFor(subject).flatMap(([name, page]) => {
      const { see, act, undo } = filled(page, NAMES, subject, (queue) => `https://sqs/999988887777/${queue}`);
      return [...see, ...act, undo].flatMap(commandsIn).map((command) => [`${subject} ${name}`, command] as const);
    }),
  );

  it('has commands for each page', () => expect(commands.length).toBeGreaterThan(30));

  it.each(commands)('the runbook of %s: %s', async (_, command) => {
    const [mapping] = Object.values(cloud.account.lambda.mappings);
    const answer = await runCommand(cloud, command.replace('<UUID>', mapping?.uuid ?? ''));
    expect(answer).not.toHaveProperty('FunctionError', expect.anything());
    if (mapping) mapping.enabled = true;
  });

  it('calls for what was not told as it happened, and tells when that is over', () => {
    const [alarms, notices] = [/^(ALARM|OK|Over): /, /^prod eu-west-2: /].map((kind) =>
      mailsOf(cloud).filter((subject) => kind.test(subject)),
    );
    expect(alarms).toEqual([
      'ALARM: "waykeeper-prod-dns-dead-letters" in eu-west-2',
      'Over: waykeeper-prod-dns-dead-letters',
      'ALARM: "waykeeper-prod-dns-stopped" in eu-west-2',
      'Over: waykeeper-prod-dns-stopped',
    ]);
    expect(notices?.join('\n')).toMatch(/NONE_HEALTHY/);
    expect(mailsOf(cloud)).toHaveLength((alarms?.length ?? 0) + (notices?.length ?? 0));
  });
});
