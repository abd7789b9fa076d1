/** Roles of other accounts that may be assumed, and the sessions that were made of them. */

interface AssumableRole {
  readonly arn: string;
  /** Ids of the accounts that it trusts. */
  readonly trusts: readonly string[];
}

interface Session {
  readonly accountId: string;
  readonly role: string;
  /** Local-cloud time in ms since the epoch. */
  readonly expiresAt: number;
}

export interface StsState {
  /** By ARN. */
  roles: Record<string, AssumableRole>;
  /** By access key id. */
  sessions: Record<string, Session>;
}

export const emptySts = (): StsState => ({ roles: {}, sessions: {} });
