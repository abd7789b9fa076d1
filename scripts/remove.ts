/**
 * Removes the stack, and what its functions made beside it: the notifications of endpoint services, which would go on to a topic
 * that is gone. All else that they did stays, and is told. `--help` tells the options.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  DeleteVpcEndpointConnectionNotificationsCommand,
  EC2Client,
  paginateDescribeVpcEndpointConnectionNotifications,
} from '@aws-sdk/client-ec2';
import { confirm } from '../cli/confirm.ts';
import { UsageError } from '../cli/errors.ts';
import { printLine, type Terminal } from '../cli/terminal.ts';
import type { Identity } from '../lib/aws/sts/identity.ts';
import { counted } from '../lib/std/words.ts';
import { notificationsName } from '../resources/names.ts';
import { destination, runScript } from './destination.ts';
import { oslsFlags } from './options.ts';
import { OSLS } from './package-stack.ts';

const HELP = `Usage: npm run remove -- [options]
  --stage NAME    the stack's (default: prod)
  --region NAME   the AWS Region (default: AWS_REGION or AWS_DEFAULT_REGION)
  --profile NAME  a profile of ~/.aws/config (AWS_PROFILE)
  --account ID    refuse to remove from any other account
  --keep-stack    delete the notifications alone: for a stack that CloudFormation, a StackSet or a pipeline has removed
  --yes           remove without a question`;

const STAYS = `What stays as it is: accepted and rejected connections, allowed principals, records and their marks, VPCs of zones, Resolver
rules, files and dynamic zones that were published, routes and their waykeeper:moved tags, source/destination checks.`;

const readOptions = () =>
  parseArgs({
    options: {
      stage: { type: 'string', default: 'prod' },
      region: { type: 'string' },
      profile: { type: 'string' },
      account: { type: 'string' },
      'keep-stack': { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  }).values;

type Options = ReturnType<typeof readOptions>;

/** The stack goes first: its functions would make the notifications anew. */
const remove = async (options: Options, terminal: Terminal, ended: AbortSignal): Promise<number> => {
  const { stage, yes, 'keep-stack': keeps } = options;
  const { out, err } = terminal;
  const identity = await destination(options);
  const { account, region } = identity;
  const ec2 = new EC2Client({});
  const ids = await notificationsOf(ec2, topicOf(stage, identity));
  printLine(
    out,
    `account  ${account} (${identity.arn})\nRegion   ${region}\nstack    waykeeper-${stage}${keeps ? ' (stays, or is gone)' : ''}`,
  );
  printLine(
    out,
    `${counted(ids.length, 'notification')} of endpoint services${ids.length > 0 ? `: ${ids.join(', ')}` : ''}`,
  );
  printLine(out, STAYS);
  if (!yes && !(await confirm('Remove it?', 'remove', terminal, ended))) {
    printLine(err, 'nothing is removed');
    return 1;
  }
  const status = keeps ? 0 : await removeStack(oslsFlags({ stage, region }));
  if (status !== 0)
    throw new UsageError('osls did not remove the stack, so that the notifications stay, too: see above');
  await deleteAll(ec2, ids);
  printLine(out, `${counted(ids.length, 'notification')} deleted`);
  return 0;
};

const topicOf = (stage: string, { account, region, arn }: Identity): string =>
  `arn:${arn.split(':')[1]}:sns:${region}:${account}:${notificationsName({ prefix: `waykeeper-${stage}`, stage, region })}`;

const notificationsOf = async (client: EC2Client, topic: string): Promise<string[]> => {
  const ids: string[] = [];
  const Filters = [{ Name: 'connection-notification-arn', Values: [topic] }];
  for await (const { ConnectionNotificationSet = [] } of paginateDescribeVpcEndpointConnectionNotifications(
    { client },
    { Filters },
  )) {
    ids.push(...ConnectionNotificationSet.flatMap(({ ConnectionNotificationId: id }) => id ?? []));
  }
  return ids;
};

/** All that osls has to know of a stack that it removes: whatever the config says by now, or lacks. */
const SERVICE = 'service: waykeeper\nframeworkVersion: "4"\nprovider: { name: aws }\n';

const removeStack = async (flags: readonly string[]): Promise<number> => {
  const dir = await mkdtemp(join(tmpdir(), 'waykeeper-remove-'));
  try {
    await writeFile(join(dir, 'serverless.yml'), SERVICE);
    return spawnSync(process.execPath, [OSLS, 'remove', ...flags], { cwd: dir, stdio: 'inherit' }).status ?? 1;
  } finally {
    await rm(dir, { recursive: true });
  }
};

/** EC2 answers with success and lists what it did not delete. Throws UsageError with all of these. */
const deleteAll = async (client: EC2Client, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return;
  const { Unsuccessful = [] } = await client.send(
    new DeleteVpcEndpointConnectionNotificationsCommand({ ConnectionNotificationIds: [...ids] }),
  );
  if (Unsuccessful.length === 0) return;
  const refused = Unsuccessful.map(
    ({ ResourceId, Error: error }) => `${ResourceId}: ${error?.Message} [${error?.Code}]`,
  );
  throw new UsageError(`EC2 did not delete ${refused.join('; ')}`);
};

if (import.meta.main) await runScript({ help: HELP, read: readOptions, work: remove });
