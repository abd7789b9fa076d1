/** Where a script that changes an account works, and as whom. */
import { useAwsEnvironment } from '../cli/aws-environment.ts';
import { complain, UsageError } from '../cli/errors.ts';
import { untilSignal } from '../cli/interrupt.ts';
import { printLine, type Terminal } from '../cli/terminal.ts';
import { callerIdentity, type Identity } from '../lib/aws/sts/identity.ts';
import { StackError } from '../resources/errors.ts';

interface Wanted {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  /** Refused is any other. */
  readonly account?: string | undefined;
}

/** Asks AWS. Throws UsageError for another account than was said, and what the SDK throws without credentials or Region. */
export const destination = async ({ account, region, profile }: Wanted): Promise<Identity> => {
  useAwsEnvironment({ ...(profile && { profile }), ...(region && { region }) });
  const identity = await callerIdentity();
  if (account !== undefined && account !== identity.account) {
    throw new UsageError(
      `these are credentials of account ${identity.account}, and --account says ${account}: pass --profile, or the other account`,
    );
  }
  return identity;
};

/** A script with options of its own. */
interface Script<Options> {
  readonly help: string;
  /** Throws what `parseArgs` throws. */
  readonly read: () => Options;
  /** Returns the exit code. */
  readonly work: (options: Options, terminal: Terminal, ended: AbortSignal) => Promise<number>;
}

/** Runs a script until it ends or is interrupted, and sets the exit code; what went wrong is said in one sentence. */
export const runScript = async <Options extends { readonly help?: boolean }>({
  help,
  read,
  work,
}: Script<Options>): Promise<void> => {
  const terminal: Terminal = { in: process.stdin, out: process.stdout, err: process.stderr };
  try {
    const options = readOr(read);
    if (options.help) printLine(terminal.out, help);
    else process.exitCode = await untilSignal(new AbortController(), (ended) => work(options, terminal, ended));
  } catch (error) {
    process.exitCode = complain(error instanceof StackError ? new UsageError(error.message) : error, terminal);
  }
};

/** Throws UsageError in one sentence for an option that is not known. */
const readOr = <T>(read: () => T): T => {
  try {
    return read();
  } catch (error) {
    throw new UsageError(`${(error as Error).message.replace(/\. .*$/s, '')}: --help tells the options`);
  }
};
