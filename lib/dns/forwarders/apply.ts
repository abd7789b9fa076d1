/** Writes the places that forwarders and answers are published to. */
import { updateResolverRule } from '../../aws/resolver.ts';
import { errorCode, errorMessage, isRetryable } from '../../errors.ts';
import type { Outcome } from '../../plan.ts';
import { sendUpdate } from '../update/client.ts';
import { writePlace } from './places.ts';
import type { TsigKeys } from './tsig-keys.ts';
import type { Place, PublishChange } from './types.ts';

/** Of one attempt to tell a primary; there are three. */
const TIMEOUT_MS = 3_000;

/** Writes one place, as a whole or not at all. Never throws: what went wrong is the outcome. */
export const publishPlace = async ({ key, place }: PublishChange, keys: TsigKeys): Promise<Outcome> => {
  try {
    await write(place, keys);
    return { key, status: 'applied' };
  } catch (cause) {
    const [code, error] = [errorCode(cause), errorMessage(cause)];
    return { key, status: 'failed', code, error, retryable: isRetryable(cause) };
  }
};

const write = async (place: Place, keys: TsigKeys): Promise<void> => {
  switch (place.kind) {
    case 'rule':
      return updateResolverRule(place.ruleId, place.targets);
    case 'file':
      return writePlace(place.to, place.text, place.version);
    case 'update':
      return sendUpdate({ ...place, key: await keys(place.tsig), now: Date.now(), timeoutMs: TIMEOUT_MS });
  }
};
