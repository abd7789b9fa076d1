/** Who we are to AWS. The command alone asks; no function loads this. */
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { clientDefaults, REAL_TIME, read } from '../clients.ts';
import { patient } from '../patience.ts';

/** A person waits for it, who is better told at once. */
const sts = new STSClient({ ...clientDefaults, retryStrategy: patient({ ...REAL_TIME, attempts: 3 }) });

/** Whose credentials are used, and where. */
export interface Identity {
  readonly account: string;
  readonly region: string;
  /** The caller's ARN. */
  readonly arn: string;
}

/** Everybody may ask (STS API reference). Throws `CredentialsProviderError` without credentials, and `Region is missing`. */
export const callerIdentity = async (): Promise<Identity> => {
  const region = await sts.config.region();
  const { Account = '', Arn = '' } = await read(sts.send(new GetCallerIdentityCommand({})));
  return { account: Account, region, arn: Arn };
};
