/** What SDK clients of the local cloud are made with, and whose access key means whom. */
import type { Account } from './account.ts';

/** Users by access key id: consumers in other accounts, for example. */
export type Users = Readonly<Record<string, { readonly accountId: string; readonly name: string }>>;

/** What SDK clients are made with. */
export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Whom any access key means that is nobody else's. */
export const OPERATOR = { accessKeyId: 'AKIALOCALOPERATOR', name: 'operator' } as const;

/** For clients of the operator, or of a user by name. Throws when there is no such user. */
export const clientConfigOf = (
  { region }: Account,
  users: Users,
  endpoint: string,
  userName: string | undefined,
): ClientConfig => {
  const found = Object.entries(users).find(([, { name }]) => name === userName)?.[0];
  if (userName !== undefined && found === undefined) {
    const names = Object.values(users).map(({ name }) => name);
    throw new Error(`There is no user ${userName}; there are ${names.join(', ') || 'none'}.`);
  }
  const accessKeyId = found ?? OPERATOR.accessKeyId;
  return { endpoint, region, credentials: { accessKeyId, secretAccessKey: 'local' } };
};
