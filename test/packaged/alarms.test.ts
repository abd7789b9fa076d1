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
import { mailsOf, PREFIX, pagesOf } from './support/pages.ts';

const NAMES = { prefix: 'waykeeper-prod', stage: 'prod', region: 'eu-west-2' };
const CONTROLLERS: Subject[] = ['connections', 'dns', 'routes'];

const roleOf = (controller: string): string => `waykeeper-prod-eu-west-2-${controller}`;

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

  it('one search of the log finds the event, the run, its calls and its changes', () => {
    const { entries } = cloud.journal;
    const stopped = entries.find(
      (entry) => entry.kind === 'event' && entry.detailType === 'EC2 Instance State-change Notification',
    );
    const { id } = (stopped as { readonly event: { readonly id: string } }).event;
    const [line] = entries.flatMap((entry) => (entry.kind === 'report' && entry.line.includes(id) ? [entry.line] : []));
    const found = JSON.parse(line ?? '{}') as {
      readonly function_request_id?: string;
      readonly wokenBy?: string[];
      readonly requests?: string[];
      readonly report?: { readonly plan: { readonly changes: unknown[] } };
    };
    expect(found).toMatchObject({ message: 'report', wokenBy: expect.arrayContaining([id]) });
    expect(found.function_request_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(found.report?.plan).toBeDefined();
  });

  it('has AWS’s ids of the writes of a run in its line, by which CloudTrail knows them', () => {
    const { entries } = cloud.journal;
    const written = entries.flatMap((entry) => {
      if (entry.kind !== 'event' || entry.detailType !== 'AWS API Call via CloudTrail') return [];
      const { detail } = entry.event as { detail: { eventSource: string; requestID: string; userIdentity: object } };
      const isOurs = JSON.stringify(detail.userIdentity).includes(roleOf('connections'));
      return isOurs && detail.eventSource === 'ec2.amazonaws.com' ? [detail.requestID] : [];
    });
    const lines = entries.flatMap((entry) => (entry.kind === 'report' ? [entry.line] : []));
    const logged = lines.flatMap((line) => (JSON.parse(line) as { readonly requests?: string[] }).requests ?? []);
    expect(written.length).toBeGreaterThan(0);
    expect(logged).toEqual(expect.arrayContaining(written));
  });

  it('calls for what was not told as it happened, and tells when that is over', () => {
    const [alarms, notices] = [/^(ALARM|OK|Over): /, /^prod eu-west-2: /].map((kind) =>
      mailsOf(cloud).flatMap(({ subject }) => (kind.test(subject) ? [subject] : [])),
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
