/** Who made a call, as CloudTrail shows it. */
import type { Caller } from '../../service.ts';

/**
 * `userIdentity` of a caller: an assumed role with its issuer, or an IAM user (CloudTrail User Guide, "userIdentity
 * element"). `now` (ms) stands for the moment at which the session began.
 */
export const userIdentity = ({ accessKeyId, accountId, principal }: Caller, now: number): object => {
  const { type, name } = principal;
  const common = { accountId, accessKeyId };
  if (type === 'user') {
    const arn = `arn:aws:iam::${accountId}:user/${name}`;
    return { type: 'IAMUser', principalId: principalId('AIDA', name), arn, ...common, userName: name };
  }
  const issuer = {
    type: 'Role',
    principalId: principalId('AROA', name),
    arn: `arn:aws:iam::${accountId}:role/${name}`,
    accountId,
    userName: name,
  };
  const creationDate = `${new Date(now).toISOString().slice(0, -'.000Z'.length)}Z`;
  return {
    type: 'AssumedRole',
    principalId: `${issuer.principalId}:${name}`,
    arn: `arn:aws:sts::${accountId}:assumed-role/${name}/${name}`,
    ...common,
    sessionContext: {
      sessionIssuer: issuer,
      webIdFederationData: {},
      attributes: { creationDate, mfaAuthenticated: 'false' },
    },
  };
};

const principalId = (prefix: string, name: string): string =>
  prefix +
  name
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .padEnd(17, 'X')
    .slice(0, 17);
