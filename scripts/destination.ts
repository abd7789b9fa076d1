/** Where a script that changes an account works, and as whom. */
import { useAwsEnvironment } from '../cli/aws-environment.ts';
import { UsageError } from '../cli/errors.ts';
import { callerIdentity, type Identity } from '../lib/aws/sts/identity.ts';

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

/** Options as `parseArgs` reads them. Throws UsageError in one sentence for one that is not known. */
export const readOr = <T>(read: () => T): T => {
  try {
    return read();
  } catch (error) {
    throw new UsageError(`${(error as Error).message.replace(/\. .*$/s, '')}: --help tells the options`);
  }
};
