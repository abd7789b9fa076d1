/** The `waykeeper` command: which subcommands there are, and their help. */
import { Command, CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { type CheckOptions, check } from './check.ts';
import { schema } from './schema.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line (without `node` and the script) and returns the exit code. */
export const run = async (args: readonly string[], terminal: Terminal): Promise<number> => {
  let code = 0;
  const program = newProgram(terminal, (exit) => {
    code = exit;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode;
  }
  return code;
};

const newProgram = (terminal: Terminal, done: (exitCode: number) => void): Command => {
  const program = new Command('waykeeper')
    .description('Keeps the private ways into an AWS account open.')
    .version(manifest.version, '-v, --version', 'print the version')
    .showHelpAfterError('(waykeeper --help lists the commands)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.out.write(text),
      writeErr: (text) => void terminal.err.write(text),
    });
  program
    .command('check')
    .description('validate a config; print what it claims, or all of its faults')
    .argument('[file]', 'the config', 'waykeeper.yml')
    .option('--json', 'print { ok, file, faults, unsupported, claims } as JSON')
    .action(async (file: string, options: CheckOptions) => done(await check(file, options, terminal)));
  program
    .command('schema')
    .description('print the JSON Schema of the config, for editors')
    .action(() => schema(terminal));
  return program;
};
