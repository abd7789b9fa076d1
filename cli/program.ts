/** The `waykeeper` command: which subcommands there are, and their help. */
import { Command, CommanderError } from 'commander';
import { ANSWERS_FORMATS, FORWARDER_FORMATS } from '../lib/dns-files/types.ts';
import manifest from '../package.json' with { type: 'json' };
import { addApply } from './apply.ts';
import { useAwsEnvironment } from './aws-environment.ts';
import { check } from './check.ts';
import { addCompletion } from './completion.ts';
import { addDemo } from './demo.ts';
import { addDescribe } from './describe.ts';
import { addExplain } from './explain.ts';
import { addFindings } from './findings.ts';
import { untilSignal } from './interrupt.ts';
import { addGlobals, checkOutputOf, configOf, DEFAULT_CONFIG, globalsOf } from './options.ts';
import { addPlan } from './plan.ts';
import { type RenderOptions, render } from './render.ts';
import type { Running } from './running.ts';
import { schema } from './schema.ts';
import type { Terminal } from './terminal.ts';

/** Of a stream whose reader has seen enough (`| head`), which is no failure. */
const READER_LEFT = new Set<string | undefined>(['EPIPE', 'ERR_STREAM_DESTROYED']);

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
  const done = (exit: number): void => {
    code = exit;
  };
  const program = newProgram({ terminal, ending, done });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    code = error.exitCode;
  }
  return isBroken ? 1 : code;
};

const newProgram = (running: Running): Command => {
  const { terminal } = running;
  const program = new Command('waykeeper')
    .description('Keeps the private ways into an AWS account open.')
    .version(manifest.version, '-v, --version', 'print the version')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(waykeeper --help lists the commands)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.out.write(text),
      writeErr: (text) => void terminal.err.write(text),
    });
  addGlobals(program).hook('preAction', (_, command) =>
    useAwsEnvironment(command.name() === 'check' ? {} : globalsOf(command)),
  );
  addPlan(program, running);
  addApply(program, running);
  addDemo(program, running);
  addDescribe(program, running);
  addFindings(program, running);
  addExplain(program, running);
  addCheck(program, running);
  addRender(program, running);
  program
    .command('schema')
    .description('print the JSON Schema of the config, for editors')
    .action(() => schema(terminal));
  addCompletion(program, running);
  return program;
};

const addCheck = (program: Command, { terminal, done }: Running): Command =>
  program
    .command('check')
    .description('validate a config; print what it claims, or all of its faults')
    .argument('[file]', `the config (default: --config, or "${DEFAULT_CONFIG}")`)
    .action(async (file: string | undefined, _: object, command: Command) => {
      done(await check(file ?? configOf(command), checkOutputOf(command), terminal, Date.now()));
    });

const addRender = (program: Command, { terminal, ending, done }: Running): Command =>
  program
    .command('render')
    .description('print the file that a DNS server reads, or keep it current on the DNS host itself')
    .argument('<entry>', 'name of an entry of dns.forwarders or dns.answers')
    .option('--format <format>', `${FORWARDER_FORMATS.join(', ')}; for answers ${ANSWERS_FORMATS.join(', ')}`)
    .option('--origin <name>', 'name of the policy zone, for rpz')
    .option('--out <file>', 'keep this file instead of printing')
    .option('--every <seconds>', 'look again and again, until Ctrl-C')
    .option('--run <command>', "have the server read the file: run after each change that the format's checker accepts")
    .action(async (entry: string, options: Omit<RenderOptions, 'config'>, command: Command) => {
      const { config = DEFAULT_CONFIG } = globalsOf(command);
      done(await untilSignal(ending, (ended) => render(entry, { ...options, config }, terminal, ended)));
    });
