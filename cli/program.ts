/** The `waykeeper` command: which subcommands there are, and their help. */
import { Command, CommanderError } from 'commander';
import { ANSWERS_FORMATS, FORWARDER_FORMATS } from '../lib/dns-files/types.ts';
import manifest from '../package.json' with { type: 'json' };
import { type CheckOptions, check } from './check.ts';
import { type RenderOptions, render } from './render.ts';
import { schema } from './schema.ts';
import type { Terminal } from './terminal.ts';

/** Of a stream whose reader has seen enough (`| head`), which is no failure. */
const READER_LEFT = new Set<string | undefined>(['EPIPE', 'ERR_STREAM_DESTROYED']);

/** What may still go on when the end was asked for, such as a call to AWS, gets this long. */
const LAST_MS = 500;

/** Runs one command line (without `node` and the script) and returns the exit code. */
export const run = async (args: readonly string[], terminal: Terminal): Promise<number> => {
  let code = 0;
  let isBroken = false;
  const ending = new AbortController();
  const end = (error: NodeJS.ErrnoException): void => {
    isBroken ||= !READER_LEFT.has(error.code);
    // It may come when the exit code has been given already.
    if (isBroken) process.exitCode = 1;
    ending.abort();
  };
  for (const stream of [terminal.out, terminal.err]) stream.on('error', end);
  const program = newProgram(terminal, ending, (exit) => {
    code = exit;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    code = error.exitCode;
  }
  return isBroken ? 1 : code;
};

const newProgram = (terminal: Terminal, ending: AbortController, done: (exitCode: number) => void): Command => {
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
    .option('--json', 'print { ok, file, faults, warnings, claims } as JSON')
    .action(async (file: string, options: CheckOptions) => done(await check(file, options, terminal, Date.now())));
  program
    .command('render')
    .description('print the file that a DNS server reads, or keep it current on the DNS host itself')
    .argument('<entry>', 'name of an entry of dns.forwarders or dns.answers')
    .option('--config <file>', 'the config: a path, or ssm:<parameter name>', 'waykeeper.yml')
    .option('--format <format>', `${FORWARDER_FORMATS.join(', ')}; for answers ${ANSWERS_FORMATS.join(', ')}`)
    .option('--origin <name>', 'name of the policy zone, for rpz')
    .option('--out <file>', 'keep this file instead of printing')
    .option('--every <seconds>', 'look again and again, until Ctrl-C')
    .option('--run <command>', "have the server read the file: run after each change that the format's checker accepts")
    .action(async (entry: string, options: RenderOptions) =>
      done(await untilSignal(ending, (ended) => render(entry, options, terminal, ended))),
    );
  program
    .command('schema')
    .description('print the JSON Schema of the config, for editors')
    .action(() => schema(terminal));
  return program;
};

/** Ctrl-C and the service manager's signal end what goes on; a second one ends the process as it is. */
const untilSignal = async <T>(ending: AbortController, work: (ended: AbortSignal) => Promise<T>): Promise<T> => {
  let isAsked = false;
  const end = (): void => {
    isAsked = true;
    ending.abort();
  };
  process.once('SIGINT', end).once('SIGTERM', end);
  try {
    return await work(ending.signal);
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end);
    if (isAsked) setTimeout(() => process.exit(), LAST_MS).unref();
  }
};
