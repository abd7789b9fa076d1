/** `npm start`: plays a day on the local cloud with the packaged stack, and tells what happened. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cloud } from '@waykeeper/local-cloud/cloud';
import { ConfigError, ConfigUnreadableError } from '../lib/config/errors.ts';
import { EXIT_CODES } from '../lib/core/report/verdict.ts';
import { packageStack } from '../scripts/package.ts';
import { sceneList, scenesFor, UnknownSceneError } from './choose.ts';
import { day } from './day.ts';
import { finalState, lastWord, permissions, told } from './final.ts';
import { firewallDay } from './firewalls/day.ts';
import { playFirewalls } from './firewalls/play.ts';
import { FILES } from './forwarding.ts';
import { HELP, type Options, OWN_CONFIG, readOptions, UsageError } from './options.ts';
import { play } from './play.ts';
import { clockOf, narrate } from './timeline.ts';
import { ZONE } from './world.ts';
import { widthOf } from './wrap.ts';

const WIDTH = widthOf(process.stdout);

const FIREWALLS = join(import.meta.dirname, 'firewalls/waykeeper.yml');

/** Another config than the repository's is packaged elsewhere, so that the stack which is deployed stays as it is. */
const withPackage = async (config: string, tellOf: (packageDir: string) => Promise<void>): Promise<void> => {
  if (config === OWN_CONFIG) return tellOf((await packageStack(config)).dir);
  const into = await mkdtemp(join(tmpdir(), 'waykeeper-demo-'));
  try {
    await tellOf((await packageStack(config, into)).dir);
  } finally {
    await rm(into, { recursive: true });
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
  const { stop } = narrate(cloud.journal, console.log, { live: true, width: WIDTH });
  await new Promise<void>((done) => process.once('SIGINT', done).once('SIGTERM', done));
  stop();
};

const main = async (): Promise<void> => {
  const options = readOptions();
  if (options.help) return console.log(HELP);
  if (options.scene === 'list') return console.log(sceneList(options.firewalls ? firewallDay : day(options.stop)));
  await (options.firewalls ? tellFirewalls(options) : tell(options));
};

const tellFirewalls = async ({ scene }: Options): Promise<void> => {
  const scenes = scenesFor(firewallDay, scene);
  await withPackage(FIREWALLS, async (packageDir) => {
    const { cloud, verdict, reports } = await playFirewalls({ packageDir, scenes }, (journal) =>
      narrate(journal, console.log, { width: WIDTH }),
    );
    console.log(`\n${lastWord(reports, WIDTH)}\n${told(cloud.journal, WIDTH)}\n${permissions(cloud.journal, WIDTH)}`);
    process.exitCode = EXIT_CODES[verdict];
  });
};

const tell = async ({ config, scene, stop, port, keep }: Options): Promise<void> => {
  const scenes = scenesFor(day(stop), scene);
  await withPackage(config, async (packageDir) => {
    const { cloud, reports, verdict } = await play({ packageDir, scenes, port }, (journal) =>
      narrate(journal, console.log, { width: WIDTH }),
    );
    try {
      console.log(`\n${finalState(cloud.account)}\n\n${lastWord(reports, WIDTH)}`);
      console.log(`${told(cloud.journal, WIDTH)}\n${permissions(cloud.journal, WIDTH)}`);
      process.exitCode = EXIT_CODES[verdict];
      if (keep) await serve(cloud);
    } finally {
      await cloud.stop();
    }
  });
};

/** Errors whose message says all that a reader needs. */
const isPlain = (error: unknown): boolean =>
  [UsageError, UnknownSceneError, ConfigError, ConfigUnreadableError].some((kind) => error instanceof kind) ||
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
