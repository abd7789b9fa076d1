/** `waykeeper demo`: plays a day on a local cloud, with the functions of the package; nothing of AWS is touched. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { EXIT_CODES } from '../lib/core/report/verdict.ts';
import { complain, UsageError } from './errors.ts';
import type { Running } from './running.ts';

interface DemoOptions {
  readonly scene?: string;
  readonly port: string;
  readonly keep?: boolean;
}

/** Beside the bundle's folder as beside that of its source. */
const PACKAGE = join(import.meta.dirname, '../.serverless');

export const addDemo = (program: Command, { terminal, done }: Running): Command =>
  program
    .command('demo')
    .description('play a day of events on a local cloud, as npm start does in a checkout')
    .option('--scene <name>', 'play one scene, and what it needs before it; list tells the names')
    .option('--port <number>', 'of the local cloud on loopback; 0 takes a free one', '0')
    .option('--keep', 'keep serving after the day, for the AWS CLI and other clients')
    .action(async ({ scene, port, keep = false }: DemoOptions) => {
      try {
        done(await demo({ scene, port: Number(port), keep }));
      } catch (error) {
        done(complain(error, terminal));
      }
    });

interface Wanted {
  readonly scene: string | undefined;
  readonly port: number;
  readonly keep: boolean;
}

/** Returns the exit code. The local cloud is loaded by nothing else. */
const demo = async ({ scene, port, keep }: Wanted): Promise<number> => {
  const [{ day }, { sceneList, scenesFor, UnknownSceneError }] = await Promise.all([
    import('../demo/day.ts'),
    import('../demo/choose.ts'),
  ]);
  if (scene === 'list') {
    console.log(sceneList(day([])));
    return 0;
  }
  if (!existsSync(PACKAGE)) throw new UsageError(`there are no functions in ${PACKAGE}: run npm run package first`);
  try {
    const { tellDay } = await import('../demo/tell.ts');
    return EXIT_CODES[await tellDay({ packageDir: PACKAGE, scenes: scenesFor(day([]), scene), port, keep })];
  } catch (error) {
    if (error instanceof UnknownSceneError) throw new UsageError(error.message);
    throw error;
  }
};
