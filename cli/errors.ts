/** What went wrong, in one sentence with what to do about it. */
import { errorCode, errorMessage, PayloadError } from '../lib/aws/errors.ts';
import { ConfigError, ConfigUnreadableError, formatProblem } from '../lib/config/errors.ts';
import { printLine, styled, type Terminal } from './terminal.ts';

/** Something that whoever typed the command can mend; its message is a sentence with the remedy. */
export class UsageError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Usage';
  }
}

/** By AWS's or the SDK's code, what to do about it. */
const REMEDIES: Readonly<Record<string, string>> = {
  CredentialsProviderError: 'pass --profile, set AWS_PROFILE or AWS_ACCESS_KEY_ID, or run: aws sso login',
  ExpiredToken: 'the credentials have expired: run aws sso login, or get new ones',
  ExpiredTokenException: 'the credentials have expired: run aws sso login, or get new ones',
  RequestExpired: 'the credentials have expired, or the clock of this machine is wrong: get new ones, or set the clock',
  InvalidClientTokenId:
    'AWS knows no such key here: check AWS_ACCESS_KEY_ID, and that the account has enabled the Region',
  UnrecognizedClientException:
    'AWS knows no such key here: check AWS_ACCESS_KEY_ID, and that the account has enabled the Region',
  AuthFailure: 'AWS knows no such key here: check AWS_ACCESS_KEY_ID, and that the account has enabled the Region',
  SignatureDoesNotMatch: 'check AWS_SECRET_ACCESS_KEY',
  EAI_AGAIN: 'check that --region (or AWS_REGION) is a Region of AWS, and the way to the network',
  ENOTFOUND: 'check that --region (or AWS_REGION) is a Region of AWS, and the way to the network',
  ECONNREFUSED: 'check AWS_ENDPOINT_URL, and the way to the network',
  AccessDenied: 'ask for that permission, or use --via lambda, which has the role of the function',
  AccessDeniedException: 'ask for that permission',
  UnauthorizedOperation: 'ask for that permission, or use --via lambda, which has the role of the function',
};

/** One sentence of an error, with the remedy where there is one. */
const sentenceOf = (error: unknown): string => {
  const [message, code] = [errorMessage(error).replaceAll(/\s+/g, ' ').replace(/\.$/, ''), errorCode(error)];
  if (error instanceof UsageError || error instanceof PayloadError || error instanceof ConfigUnreadableError)
    return message;
  if (message === 'Region is missing') return 'no Region is set: pass --region, or set AWS_REGION';
  const remedy = REMEDIES[code];
  return remedy === undefined ? `${message} [${code}]` : `${message}: ${remedy} [${code}]`;
};

/** Says what went wrong; returns the exit code. */
export const complain = (error: unknown, { err }: Terminal): 1 => {
  if (error instanceof ConfigError) {
    for (const problem of error.problems) printLine(err, formatProblem(error.file, problem));
    printLine(err, styled(err, 'red', error.problems.length === 1 ? '1 fault' : `${error.problems.length} faults`));
  } else printLine(err, `waykeeper: ${styled(err, 'red', sentenceOf(error))}`);
  return 1;
};
