/**
 * Packages the stack and deploys exactly that package, once somebody has seen what it changes: where, as whom, which rights and
 * triggers come, and what the first run would do. `--help` tells the options.
 */
import { spawnSync } from 'node:child_process';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { confirm } from '../cli/confirm.ts';
import { printLine, styled, type Terminal } from '../cli/terminal.ts';
import type { Identity } from '../lib/aws/sts/identity.ts';
import { controllersIn } from '../lib/config/sections.ts';
import type { Config } from '../lib/config/types.ts';
import { readConfig } from './build.ts';
import { type Deployed, readDeployed } from './deployed.ts';
import { destination, runScript } from './destination.ts';
import { type Difference, differenceOf, isNone } from './difference.ts';
import { oslsFlags, parameterOf } from './options.ts';
import { OSLS, packageStack, ROOT, readResources } from './package-stack.ts';

const HELP = `Usage: npm run deploy -- [options]
  --config FILE   the config to deploy (default: waykeeper.yml)
  --into DIR      where to package, and to deploy from (default: here)
  --stage NAME    part of every name (default: prod)
  --region NAME   the AWS Region (default: AWS_REGION or AWS_DEFAULT_REGION)
  --profile NAME  a profile of ~/.aws/config (AWS_PROFILE)
  --account ID    refuse to deploy into any other account
  --config-from ssm:NAME  have the functions read their config from this parameter
  --no-plan       do not ask what the first run would change
  --yes           deploy without a question, as a pipeline has to
It packages first, and deploys exactly what it packaged.`;

const readOptions = () =>
  parseArgs({
    options: {
      config: { type: 'string', default: join(ROOT, 'waykeeper.yml') },
      into: { type: 'string', default: ROOT },
      stage: { type: 'string', default: 'prod' },
      region: { type: 'string' },
      profile: { type: 'string' },
      account: { type: 'string' },
      'config-from': { type: 'string' },
      plan: { type: 'boolean', default: true },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
    allowNegative: true,
  }).values;

type Options = ReturnType<typeof readOptions>;

const deploy = async (options: Options, terminal: Terminal, ended: AbortSignal): Promise<number> => {
  const { out, err } = terminal;
  const { stage, yes, into } = options;
  const { config } = await readConfig(resolve(options.config));
  const configFrom = parameterOf(options['config-from']);
  const identity = await destination(options);
  const { region } = identity;
  const flags = oslsFlags({ stage, region });
  await packageStack(options.config, into, { flags, configFrom, progress: (doing) => printLine(err, `${doing} …`) });
  for (const line of whereLines(options, identity, config)) printLine(out, line);
  const after = await readResources(into);
  for (const line of changeLines(await readDeployed(`waykeeper-${stage}`), after, terminal)) printLine(out, line);
  if (options.plan) showPlan(options, region, terminal);
  if (!yes && !(await confirm('Deploy this?', 'deploy', terminal, ended))) {
    printLine(err, 'nothing is deployed');
    return 1;
  }
  const { status } = spawnSync(process.execPath, [OSLS, 'deploy', '--package', '.serverless', ...flags], {
    cwd: into,
    stdio: 'inherit',
  });
  return status ?? 1;
};

const whereLines = (
  { stage, config: file, 'config-from': from }: Options,
  identity: Identity,
  config: Config,
): string[] => [
  `account  ${identity.account} (${identity.arn})`,
  `Region   ${identity.region}`,
  `stage    ${stage}`,
  `config   ${relative(process.cwd(), resolve(file)) || file}${from === undefined ? '' : `; the functions read ${from}`}`,
  `mode     ${controllersIn(config)
    .map((name) => `${name}: ${config.mode[name]}`)
    .join(', ')}`,
];

const TITLES: readonly (readonly [keyof Difference, string, 'green' | 'red' | 'yellow'])[] = [
  ['granted', 'Roles may from now on', 'yellow'],
  ['triggers', 'Wakes the controllers from now on', 'yellow'],
  ['withdrawn', 'Roles may no longer', 'green'],
  ['removed', 'Goes', 'red'],
  ['changed', 'Changes', 'yellow'],
  ['added', 'Comes', 'green'],
];

const changeLines = (deployed: Deployed, after: Parameters<typeof differenceOf>[1], { out }: Terminal): string[] => {
  if (deployed.is === 'unreadable') {
    return ['', `What changes is not known, since the deployed template cannot be read: ${deployed.why}`];
  }
  const difference = differenceOf(deployed.is === 'there' ? deployed.resources : undefined, after);
  if (isNone(difference))
    return ['', 'The template is the one that is deployed; the code of the functions is sent anew.'];
  const first = deployed.is === 'absent' ? ['', 'Nothing is deployed there yet: all of it comes.'] : [];
  return [
    ...first,
    ...TITLES.flatMap(([key, title, colour]) =>
      difference[key].length === 0
        ? []
        : [
            '',
            styled(out, colour, `${title} (${difference[key].length}):`),
            ...difference[key].map((line) => `  ${line}`),
          ],
    ),
  ];
};

/** The plan is that of the command, which says itself why it could make none. */
const showPlan = ({ config, stage, profile }: Options, region: string, { out }: Terminal): void => {
  printLine(out, `\n${styled(out, 'bold', 'What the first run would do:')}`);
  const asked = [
    'plan',
    '--config',
    config,
    '--stage',
    stage,
    '--region',
    region,
    ...(profile ? ['--profile', profile] : []),
  ];
  const { status } = spawnSync(process.execPath, [join(ROOT, 'cli/main.ts'), ...asked], { stdio: 'inherit' });
  if (status === 1) printLine(out, 'Something of it needs people, or could not be looked at.');
};

if (import.meta.main) await runScript({ help: HELP, read: readOptions, work: deploy });
