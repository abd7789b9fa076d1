/** `npm start`: plays a day on the local cloud with the packaged stack, and tells what happened. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Cloud } from '@waykeeper/local-cloud/cloud';
import { ConfigError, ConfigUnreadableError } from '../lib/config/errors.ts';
import { packageStack } from '../scripts/package.ts';
import { finalState, verdict } from './final.ts';
import { playFirewalls } from './firewalls/play.ts';
import { FILES } from './forwarding.ts';
import { play } from './play.ts';
import { clockOf, narrate } from './timeline.ts';
import { ZONE } from './world.ts';

const ROOT = join(import.meta.dirname, '..');
const APPLIANCES = ['fw-a', 'fw-b'];
const FIREWALLS = join(import.meta.dirname, 'firewalls/waykeeper.yml');

const HELP = `Usage: npm start -- [options]
  --config FILE   play with another config (default: waykeeper.yml)
  --firewalls     play another day: two probed firewalls, one with two interfaces, that die and return
  --stop NAME     an appliance that is down already when fw-a fails: fw-b
  --port N        port of the local cloud on loopback (default: a free one)
  --keep          keep serving after the day, for the AWS CLI and other clients
  --help          this text`;

/** A question of the command line that has no good answer. */
class UsageError extends Error {}

const readOptions = () => {
  const { values } = parse();
  const port = values.port === undefined ? 0 : Number(values.port);
  const stop = values.stop ?? [];
  const unknown = stop.filter((name) => !APPLIANCES.includes(name));
  if (unknown.length > 0)
    throw new UsageError(`--stop: expected ${APPLIANCES.join(' or ')}, found ${unknown.join(', ')}`);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UsageError(`--port: expected a port number, found ${values.port}`);
  }
  return {
    ...values,
    stop: stop.filter((name) => name !== 'fw-a'),
    port,
    config: resolve(values.config ?? join(ROOT, 'waykeeper.yml')),
  };
};

const parse = () => {
  try {
    return parseArgs({
      options: {
        config: { type: 'string' },
        firewalls: { type: 'boolean', default: false },
        stop: { type: 'string', multiple: true },
        port: { type: 'string' },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
};

/** Another config than the repository's is packaged elsewhere, so that the stack which is deployed stays as it is. */
const packaged = async (config: string): Promise<{ readonly dir: string; clean(): Promise<void> }> => {
  if (config === join(ROOT, 'waykeeper.yml')) {
    return { dir: (await packageStack(config)).dir, clean: () => Promise.resolve() };
  }
  const into = await mkdtemp(join(tmpdir(), 'waykeeper-story-'));
  const clean = () => rm(into, { recursive: true });
  try {
    return { dir: (await packageStack(config, into)).dir, clean };
  } catch (error) {
    await clean();
    throw error;
  }
};

const ROUTES_QUERY =
  'RouteTables[].Routes[].[join(`/`,[DestinationCidrBlock||DestinationIpv6CidrBlock,State]),NetworkInterfaceId||NatGatewayId||GatewayId]';

const serve = async (cloud: Cloud): Promise<void> => {
  const { credentials } = cloud.clientConfig();
  const { region } = cloud.account;
  console.log(`
The local cloud keeps serving at ${cloud.url}; Ctrl-C ends it. Its clock says ${clockOf(cloud.now())}, and from here on
minutes are real ones: the hold-down, and the sweep every five minutes. In another terminal:
  export AWS_ENDPOINT_URL=${cloud.url} AWS_REGION=${region} AWS_DEFAULT_REGION=${region}
  export AWS_ACCESS_KEY_ID=${credentials.accessKeyId} AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey}
  aws ec2 describe-route-tables --output text --query '${ROUTES_QUERY}'
  aws route53 list-resource-record-sets --hosted-zone-id ${ZONE}
  aws s3 cp ${FILES.bind} -
  dig @${cloud.dns.host} -p ${cloud.dns.port} +short any-bucket.s3.${region}.amazonaws.com
  aws ec2 stop-instances --instance-ids i-0fwa    # and see here what becomes of its routes; start-instances brings it back
An older AWS CLI wants --endpoint-url ${cloud.url} for some services.
`);
  const { stop } = narrate(cloud.journal, console.log, { live: true });
  await new Promise<void>((done) => process.once('SIGINT', done).once('SIGTERM', done));
  stop();
};

const main = async (): Promise<void> => {
  const options = readOptions();
  if (options.help) return console.log(HELP);
  const { dir, clean } = await packaged(options.firewalls ? FIREWALLS : options.config);
  try {
    await (options.firewalls ? tellFirewalls(dir) : tell(dir, options));
  } finally {
    await clean();
  }
};

const tellFirewalls = async (packageDir: string): Promise<void> => {
  const { converged, reports } = await playFirewalls(packageDir, ({ journal }) => narrate(journal, console.log));
  console.log(`\n${verdict(reports)}`);
  process.exitCode = converged ? 0 : 1;
};

const tell = async (packageDir: string, { stop, port, keep }: ReturnType<typeof readOptions>): Promise<void> => {
  const { cloud, reports, converged } = await play({ packageDir, stopped: stop, port }, (journal) =>
    narrate(journal, console.log),
  );
  try {
    console.log(`\n${finalState(cloud.account)}\n\n${verdict(reports)}`);
    process.exitCode = converged ? 0 : 1;
    if (keep) await serve(cloud);
  } finally {
    await cloud.stop();
  }
};

/** Errors whose message says all that a reader needs. */
const isPlain = (error: unknown): boolean =>
  [UsageError, ConfigError, ConfigUnreadableError].some((kind) => error instanceof kind) ||
  ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'EADDRINUSE';

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  await main();
} catch (error) {
  console.error(isPlain(error) ? (error as Error).message : error);
  if (error instanceof UsageError) console.error(HELP);
  process.exitCode = 1;
}
