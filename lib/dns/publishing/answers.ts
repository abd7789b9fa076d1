/** What is to be answered for an endpoint's service. Pure. */
import { isIP } from 'node:net';
import type { AnswersEntry } from '../../config/types.ts';
import type { Reason } from '../../core/plan.ts';
import type { AnswerData } from '../../dns-files/types.ts';
import { canonicalAddress } from '../../net/ip.ts';
import { addressesOf, lookupShortfall } from '../endpoints/addresses.ts';
import { follow } from '../endpoints/follow.ts';
import type { Indexed } from '../endpoints/indexed.ts';
import { askable } from '../endpoints/names.ts';
import type { Follower, Lead } from '../endpoints/types.ts';
import { answersKey } from './keys.ts';

/** The entry as one that follows an endpoint. */
export const answersFollower = ({ name, from }: AnswersEntry): Follower => ({
  ...{ key: answersKey(name), endpoint: from.endpoint, prefer: 'current', needsAzs: false },
  needsAddresses: from.as === 'addresses',
  needsLookup: from.as === 'addresses' && from.answering,
});

/** What an entry is to answer; `shortfall` says why it cannot be told which addresses answer. */
export interface Answered {
  readonly data: AnswerData;
  readonly shortfall?: Reason<'ANSWERS_UNSEEN'>;
}

/**
 * What an entry is to answer, or why nothing can be decided, so that the last good answers stay. `published` is what its
 * targets hold now: the endpoint that most of them lead to is kept while it is available, and an address that was
 * withheld stays so until it answers.
 */
export const answersOf = (entry: AnswersEntry, observed: Indexed, published: readonly string[]): Answered | Reason => {
  const { from } = entry;
  const followed = follow(answersFollower(entry), observed, published.map(leadOf));
  if ('reason' in followed) return followed.reason;
  if (from.as === 'name') return { data: { cname: askable(followed.alias.name) } };
  const found = addressesOf(followed.endpoint, from, observed, published);
  if ('reason' in found) return found.reason;
  const shortfall = from.answering ? lookupShortfall(followed.endpoint, observed) : undefined;
  const data = { addresses: [...found.values.A, ...found.values.AAAA].map(canonicalAddress) };
  return { data, ...(shortfall ? { shortfall } : {}) };
};

const leadOf = (value: string): Lead => (isIP(value) !== 0 ? { addresses: [value] } : { name: value });
