/** Acting as another role. */
import { read } from '../clients.ts';

/** Seconds: the shortest session that AWS gives, and longer than any run. */
const DURATION = 900;

/** What a client acts with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** Credentials of a role, for one run. Throws what STS answers (`AccessDenied` when the role does not trust us). */
export const assumeRole = async (RoleArn: string): Promise<Credentials> => {
  const { callAssumeRole } = await import('../lazy/sts.ts');
  const input = { RoleArn, RoleSessionName: 'waykeeper', DurationSeconds: DURATION };
  const { Credentials: given } = await read(callAssumeRole(input));
  return {
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken ?? '',
  };
};
