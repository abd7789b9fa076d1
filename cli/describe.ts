/** `waykeeper describe`: whose a thing is, how it stands and why, what comes next, and what could stop that. */
import type { Command } from 'commander';
import { readParameter } from '../lib/aws/ssm/parameters.ts';
import { nearest } from '../lib/config/nearest.ts';
import { resolveConfigText } from '../lib/config/source.ts';
import { locating } from '../lib/config/yaml.ts';
import type { Report } from '../lib/core/plan.ts';
import { describeThing, type Known } from './describe-thing.ts';
import { complain, UsageError } from './errors.ts';
import { inspected } from './inspected.ts';
import { untilSignal } from './interrupt.ts';
import { DEFAULT_CONFIG, type Globals, globalsOf } from './options.ts';
import type { Running } from './running.ts';
import { openSession } from './session.ts';
import { printAnswer, type Terminal } from './terminal.ts';
import { readSince } from './told-since.ts';
import { descriptionMarkdown, descriptionText } from './view/description.ts';

export const addDescribe = (program: Command, { terminal, ending, done }: Running): Command =>
  program
    .command('describe')
    .description('say whose a thing is, which line of the config claims it, how it stands and why, and what comes next')
    .argument(
      '<thing>',
      'a key of a report, an id (rtb-…, Z…, vpce-…, eni-…), the name of a record, a file, or an entry',
    )
    .action(async (thing: string, _: object, command: Command) => {
      done(await untilSignal(ending, (ended) => describe(thing, globalsOf(command), terminal, ended)));
    });

/** Returns the exit code. */
const describe = async (thing: string, globals: Globals, terminal: Terminal, ended: AbortSignal): Promise<number> => {
  try {
    const session = await openSession(globals, ended);
    const file = globals.config ?? DEFAULT_CONFIG;
    const { stage, identity, config } = session;
    const asked = session.ask({ mode: 'plan', units: true, inspect: true });
    const [{ reports }, looked, since, locate] = await Promise.all([
      asked,
      inspected(config, asked, Date.now()),
      readSince(stage, identity.region),
      config ? locator(file) : NOWHERE,
    ]);
    const found = describeThing(thing, { reports, looked, since, locate, ...(config ? { config } : {}) });
    if (!found) throw new UsageError(unknown(thing, reports));
    printAnswer(terminal, globals.output, {
      text: () => descriptionText(found, file, terminal.out),
      json: () => ({ ...identity, file, ...found }),
      markdown: () => descriptionMarkdown(found, file),
    });
    return 0;
  } catch (error) {
    return complain(error, terminal);
  }
};

const NOWHERE: Known['locate'] = () => ({ line: 1, column: 1 });

const locator = async (file: string): Promise<Known['locate']> => {
  const locate = locating((await resolveConfigText(file, readParameter)).text);
  return (path) => locate(path, 'value');
};

/** Names what may have been meant. */
const unknown = (thing: string, reports: readonly Report[]): string => {
  const keys = reports.flatMap(({ plan, units = [] }) => [
    ...[...plan.changes, ...plan.skips, ...plan.findings].flatMap(({ key }) => [key, ...key.split('/')]),
    ...units.map(({ name }) => name),
  ]);
  const near = nearest(thing, [...new Set(keys)]);
  const guess = near === undefined ? '' : ` (did you mean "${near}"?)`;
  return `nothing of the config and of this account's plan goes by ${thing}${guess}: waykeeper plan --all shows what there is`;
};
