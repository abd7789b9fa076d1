/** `waykeeper explain`: what a code of a report or a key of the config means, without a look at any account. */

import type { Writable } from 'node:stream';
import type { Command } from 'commander';
import { exampleConfigs } from '../lib/config/every-key.ts';
import { guess } from '../lib/config/schema/common.ts';
import { listedCodes } from './code-lists.ts';
import { complain, UsageError } from './errors.ts';
import { explainCode } from './explain-code.ts';
import { explainKey, keysMeant, writableKeys } from './explain-key.ts';
import { globalsOf } from './options.ts';
import type { Running } from './running.ts';
import { type Answer, printAnswer } from './terminal.ts';

export const addExplain = (program: Command, { terminal, done }: Running): Command =>
  program
    .command('explain')
    .description('say what a code of a report or a key of the config means, with an example and what to do')
    .argument('<what>', 'such as SPLIT, dns.zones[].records or failback')
    .action((what: string, _: object, command: Command) => {
      try {
        printAnswer(terminal, globalsOf(command).output, explain(what, terminal.out));
        done(0);
      } catch (error) {
        done(complain(error, terminal));
      }
    });

/** Codes are written in capitals, and keys of the config are not: FAILBACK is a code, `failback` a key. @internal */
export const explain = (what: string, out: Writable): Answer => {
  const ofCode = explainCode(what.toUpperCase().replaceAll('-', '_'), out);
  if (ofCode && what === what.toUpperCase()) return ofCode;
  const keys = writableKeys();
  const meant = keysMeant(what, keys);
  const [only] = meant;
  if (meant.length > 1) {
    throw new UsageError(`several keys are called ${what}: name one of ${meant.map(({ path }) => path).join(', ')}`);
  }
  if (only) return explainKey(only, { keys, example: exampleConfigs() }, out);
  if (ofCode) return ofCode;
  throw new UsageError(
    unknown(
      what,
      keys.map(({ path }) => path),
    ),
  );
};

/** What AWS answers with is no code of ours, and may be anything. */
const unknown = (what: string, paths: readonly string[]): string => {
  const codes = [...new Set(listedCodes().map(({ code }) => code))];
  const near =
    guess(what.toUpperCase(), codes) ||
    guess(what, paths) ||
    guess(what, [...new Set(paths.map((path) => path.split('.').at(-1) ?? path))]);
  const aws = /^[A-Z][a-z]+[A-Z]\w*$/.test(what)
    ? '; it may be a code that AWS answered with, which the message beside it explains'
    : '';
  return `there is no code and no key of the config called ${what}${near}${aws}: docs/config.md lists the keys, waykeeper plan shows codes`;
};
