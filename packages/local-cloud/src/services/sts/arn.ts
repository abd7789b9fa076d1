/** How callers are named. */
import type { Caller } from '../../service.ts';

/** The ARN of a user, or of a role's session; Lambda names the session after the function, the local cloud after the role. */
export const callerArn = ({ accountId, principal: { type, name } }: Caller): string =>
  type === 'user' ? `arn:aws:iam::${accountId}:user/${name}` : `arn:aws:sts::${accountId}:assumed-role/${name}/${name}`;

/** A role's unique id starts with AROA and is followed by the session name; a user's starts with AIDA. */
export const callerId = ({ accountId, principal: { type, name } }: Caller): string => {
  const letters = `${accountId}${name}`.toUpperCase().replace(/[^0-9A-Z]/g, '');
  const unique = letters.padEnd(17, 'X').slice(0, 17);
  return type === 'user' ? `AIDA${unique}` : `AROA${unique}:${name}`;
};
