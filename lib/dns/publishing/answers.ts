/** What is to be answered for an endpoint's service. Pure. */
import { isIP } from 'node:net';
import type { RecordSet } from '../../aws/types.ts';
import type { AnswersEntry } from '../../config/types.ts';
import type { Reason } from '../../core/plan.ts';
import type { AnswerData } from '../../dns-files/types.ts';
import { normalName } from '../../net/dns-name.ts';
import { canonicalAddress } from '../../net/ip.ts';
import { addressesOf, answersUnseen } from '../endpoints/addresses.ts';
import { follow } from '../endpoints/follow.ts';
import type { ObservedDns } from '../zones/types.ts';

/** What an entry is to answer; `doubt` says why it cannot be told which addresses answer. */
export interface Answered {
  readonly data: AnswerData;
  readonly doubt?: Reason;
}

/**
 * What an entry is to answer, or why nothing can be decided, so that the last good answers stay. `published` is what its
 * places hold now: the endpoint that most of them lead to is kept while it is available, and an address that was
 * withheld stays so until it answers.
 */
export const answersOf = (
  { from }: AnswersEntry,
  observed: ObservedDns,
  published: readonly string[],
): Answered | Reason => {
  const records = published.map(asRecord);
  const followed = follow({ endpoint: from.endpoint, prefer: 'current' }, observed, records);
  if ('reason' in followed) return followed.reason;
  if (from.as === 'name') return { data: { cname: normalName(followed.alias.name).replace(/^\*\./, '') } };
  const claim = { name: '@', to: 'addresses', ttl: 0, answering: from.answering } as const;
  const found = addressesOf(followed.endpoint, claim, observed, records);
  if ('reason' in found) return found.reason;
  const doubt = from.answering ? answersUnseen(followed.endpoint, observed) : undefined;
  const data = { addresses: [...found.values.A, ...found.values.AAAA].map(canonicalAddress) };
  return { data, ...(doubt ? { doubt } : {}) };
};

/** A published value as `follow` and `addressesOf` look at the records of a zone. */
const asRecord = (value: string): RecordSet =>
  isIP(value) !== 0
    ? { name: '', type: value.includes(':') ? 'AAAA' : 'A', values: [value] }
    : { name: '', type: 'A', alias: { zoneId: '', name: value, evaluateTargetHealth: false } };
