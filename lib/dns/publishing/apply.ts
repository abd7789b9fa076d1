/** Writes the targets that forwarders and answers are published to. */

import { errorCode, errorMessage, isRetryable } from '../../aws/errors.ts';
import { updateResolverRule } from '../../aws/route53resolver/resolver.ts';
import type { Outcome } from '../../core/plan.ts';
import { failed } from '../../core/stages.ts';
import type { Primaries } from './primaries.ts';
import { writeText } from './store.ts';
import type { PublishChange, PublishTarget } from './types.ts';

/** Ms that one write may take with all its repetitions: an object is tried three times, a primary twice. */
export const PUBLISH_BUDGET_MS = 10_000;

/** Of one attempt to tell a primary, and the pause before the second one. */
const TIMEOUT_MS = 2_000;
const PAUSES_MS = [200];

/** Writes one target, as a whole or not at all. Never rejects: what went wrong is the outcome. */
export type Publish = (change: PublishChange) => Promise<Outcome>;

/** The publisher of one run; `now` is the clock in ms since the epoch, which signatures carry. */
export const createPublisher =
  (primaries: Primaries, now: () => number): Publish =>
  async ({ key, target }) => {
    try {
      await write(target, primaries, now);
      return { key, status: 'applied' };
    } catch (cause) {
      return failed(key, errorCode(cause), errorMessage(cause), isRetryable(cause));
    }
  };

const write = async (target: PublishTarget, primaries: Primaries, now: () => number): Promise<void> => {
  switch (target.kind) {
    case 'rule':
      return updateResolverRule(target.ruleId, target.targets);
    case 'file':
      return writeText(target.to, target.text, target.version);
    case 'update': {
      const patience = { timeoutMs: TIMEOUT_MS, pausesMs: PAUSES_MS };
      const key = await primaries.key(target.tsig);
      const { sendUpdate } = await import('../../dns-update/lazy/update.ts');
      return primaries.reach(target.server, () => sendUpdate({ ...target, ...patience, key, now: now() }));
    }
  }
};
