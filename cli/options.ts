/** What every subcommand takes: where, as whom, of which config, and how the answer is shown. */
import { type Command, InvalidArgumentError, Option } from 'commander';

/** How an answer is shown. */
const OUTPUTS = ['text', 'json', 'markdown'] as const;

export type Output = (typeof OUTPUTS)[number];

/** How `check` answers: as everybody, and as programs of CI want it. */
const CHECK_OUTPUTS = [...OUTPUTS, 'sarif', 'github'] as const;

export type CheckOutput = (typeof CHECK_OUTPUTS)[number];

/** The options of the command itself; a subcommand reads them with `globalsOf`. */
export interface Globals {
  readonly profile?: string;
  readonly region?: string;
  /** A path, or `ssm:<parameter name>`. */
  readonly config?: string;
  readonly output: Output;
  /** Of the stack. */
  readonly stage: string;
  /** Without it the controllers run here, with the caller's own credentials. */
  readonly via?: 'lambda';
}

/** The config that is read where nobody names one. */
export const DEFAULT_CONFIG = 'waykeeper.yml';

const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d+$/;

const region = (value: string): string => {
  if (!REGION.test(value)) throw new InvalidArgumentError('expected a Region such as eu-west-2');
  return value;
};

/** They may stand before and after the subcommand. */
export const addGlobals = (program: Command): Command =>
  program
    .option('--profile <name>', 'a profile of ~/.aws/config, SSO included (AWS_PROFILE)')
    .option('--region <name>', "the Region (AWS_REGION, AWS_DEFAULT_REGION, or the profile's own)", region)
    .option('--config <file>', `the config: a path, or ssm:<parameter name> (default: "${DEFAULT_CONFIG}")`)
    .addOption(
      new Option('--output <format>', 'how the answer is shown (sarif and github: of check alone)')
        .choices(CHECK_OUTPUTS)
        .default('text'),
    )
    .option('--stage <name>', 'of the stack that is deployed', 'prod')
    .addOption(
      new Option('--via <where>', 'have the deployed function do it, with its role and its config').choices(['lambda']),
    );

/** The options of the command itself, wherever in the line they stood. */
export const globalsOf = (command: Command): Globals => {
  const globals = command.optsWithGlobals<Globals>();
  const { output } = globals;
  if (!OUTPUTS.includes(output))
    command.error(`error: --output ${output} is how check alone answers; choose one of ${OUTPUTS.join(', ')}`);
  return globals;
};

/** How `check` is to answer. */
export const checkOutputOf = (command: Command): CheckOutput =>
  command.optsWithGlobals<{ output: CheckOutput }>().output;

/** The config that was named for the whole command, or the usual one. */
export const configOf = (command: Command): string => command.optsWithGlobals<Globals>().config ?? DEFAULT_CONFIG;
