/** What SDK clients of the local cloud are made with, and whose access key means whom. */
import type { Account } from './account.ts';
import type { Functions } from './functions/functions.ts';

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

/** Whose credentials are wanted: a user's by name, or those that a function's own code has. */
export type Who = string | { readonly function: string };

interface ClientsOptions {
  readonly account: Account;
  readonly users: Users;
  readonly functions: Pick<Functions, 'credentialsOf'>;
  readonly endpoint: string;
}

/** For clients of the operator, or of somebody else. Throws when there is no such user or function. */
export const clientConfigOf = ({ account, users, functions, endpoint }: ClientsOptions, who?: Who): ClientConfig => {
  const accessKeyId = typeof who === 'object' ? functions.credentialsOf(who.function) : userKeyOf(users, who);
  return { endpoint, region: account.region, credentials: { accessKeyId, secretAccessKey: 'local' } };
};

const userKeyOf = (users: Users, userName: string | undefined): string => {
  const found = Object.entries(users).find(([, { name }]) => name === userName)?.[0];
  if (userName !== undefined && found === undefined) {
    const names = Object.values(users).map(({ name }) => name);
    throw new Error(`There is no user ${userName}; there are ${names.join(', ') || 'none'}.`);
  }
  return found ?? OPERATOR.accessKeyId;
};
