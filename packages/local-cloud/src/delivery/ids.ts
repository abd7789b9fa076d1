/** Ids of messages and events. */
import { createHash } from 'node:crypto';
import type { Account } from '../account.ts';

/** A fresh id in UUID form; like every id of the local cloud it is deterministic for a given account value. */
export const newUuid = (account: Account): string => {
  account.ids += 1;
  const hex = createHash('sha256').update(`${account.id}/uuid/${account.ids}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
};

/** What an ARN says: `arn:aws:<service>:<region>:<account>:<resource>`. */
export interface Arn {
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  readonly resource: string;
}

/** Takes an ARN apart; undefined when the text is not an ARN. */
export const readArn = (arn: string): Arn | undefined => {
  const [prefix, partition, service, region, accountId, ...resource] = arn.split(':');
  if (prefix !== 'arn' || !partition || !service || region === undefined || accountId === undefined) return undefined;
  return resource.length === 0 ? undefined : { service, region, accountId, resource: resource.join(':') };
};
