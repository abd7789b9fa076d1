/** `npm start`: plays a day on the local cloud with the packaged stack, and tells what happened. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, ConfigUnreadableError } from '../lib/config/errors.ts';
import { EXIT_CODES } from '../lib/core/report/verdict.ts';
import { packageStack } from '../scripts/package-stack.ts';
import { sceneList, scenesFor, UnknownSceneError } from './choose.ts';
import { day } from './day.ts';
import { lastWord, permissions, told } from './final.ts';
import { firewallDay } from './firewalls/day.ts';
import { playFirewalls } from './firewalls/play.ts';
import { HELP, type Options, OWN_CONFIG, readOptions, UsageError } from './options.ts';
import { tellDay } from './tell.ts';
import { narrate } from './timeline.ts';
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

const tell = ({ config, scene, stop, port, keep }: Options): Promise<void> => {
  const scenes = scenesFor(day(stop), scene);
  return withPackage(config, async (packageDir) => {
    process.exitCode = EXIT_CODES[await tellDay({ packageDir, scenes, port, keep })];
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
