/** `npm start`: plays a day on the local cloud with the packaged stack, and tells what happened. */
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError, ConfigUnreadableError } from '../lib/config/errors.ts';
import type { Cloud } from '../local/cloud.ts';
import { packageStack } from '../scripts/package.ts';
import { finalState } from './final.ts';
import { play } from './play.ts';
import { narrate } from './timeline.ts';
import { ZONE } from './world.ts';

const ROOT = join(import.meta.dirname, '..');
const APPLIANCES = ['fw-a', 'fw-b'];

const HELP = `Usage: npm start -- [options]
  --config FILE   play with another config (default: waykeeper.yml)
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
const packageDir = async (config: string): Promise<string> => {
  const own = config === join(ROOT, 'waykeeper.yml');
  const { dir } = await packageStack(
    config,
    own ? ROOT : join(ROOT, 'dist-variants', relative(tmpdir(), config).replace(/[^a-zA-Z0-9]+/g, '-')),
  );
  return dir;
};

const serve = async (cloud: Cloud): Promise<void> => {
  const { credentials } = cloud.clientConfig();
  const { region } = cloud.account;
  console.log(`
The local cloud keeps serving at ${cloud.url}; Ctrl-C ends it. In another terminal:
  export AWS_ENDPOINT_URL=${cloud.url} AWS_REGION=${region} AWS_DEFAULT_REGION=${region}
  export AWS_ACCESS_KEY_ID=${credentials.accessKeyId} AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey}
  aws ec2 describe-route-tables --query 'RouteTables[].Routes[].[DestinationCidrBlock,NetworkInterfaceId,State]' --output text
  aws route53 list-resource-record-sets --hosted-zone-id ${ZONE}
  aws ec2 stop-instances --instance-ids i-0fwa    # and see here what becomes of its routes
`);
  const { stop } = narrate(cloud.journal, console.log);
  await new Promise<void>((done) => process.once('SIGINT', done).once('SIGTERM', done));
  stop();
};

const main = async (): Promise<void> => {
  const options = readOptions();
  if (options.help) return console.log(HELP);
  const dir = await packageDir(options.config);
  const { cloud, converged } = await play({ packageDir: dir, stopped: options.stop, port: options.port }, (journal) =>
    narrate(journal, console.log),
  );
  try {
    console.log(`\n${finalState(cloud.account)}`);
    console.log(converged ? '\nEvery controller converged.' : '\nA controller did NOT converge.');
    process.exitCode = converged ? 0 : 1;
    if (options.keep) await serve(cloud);
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
