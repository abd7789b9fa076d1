/** What a scenario is: a world in order, something that happens in it, and what has to come of it. All of it is data. */
import type { Account } from '@waykeeper/local-cloud/state';
import type { z } from 'zod';
import type { configSchema } from '../../lib/config/schema/index.ts';
import type { ControllerName } from '../../lib/core/plan.ts';

export interface Scenario {
  /** As a part of a command: lower case, with dashes. */
  readonly name: string;
  readonly controller: ControllerName;
  readonly config: Omit<z.input<typeof configSchema>, 'version' | 'mode'>;
  /** The account before anything happens; sweeps put it in order first. */
  readonly world: () => Account;
  /** What somebody else, or AWS, does. */
  readonly happens: (account: Account) => void;
  /** The bodies of the messages that tell of it. */
  readonly events: readonly object[];
  /** What a person asks of the function `reconcile` instead, and asks again where the answer says that it was not all done. */
  readonly asks?: object;
  /** What may change, as the beginnings of paths (see `viewOf`); all else stays as it was. */
  readonly claimed: readonly string[];
  /** What must stand there in the end, by path; undefined for nothing. */
  readonly ends: Readonly<Record<string, string | undefined>>;
  /**
   * What has to be done even when a call of others fails: by the beginning of its paths, the calls that it needs. A call
   * is an operation, and words that its input has to hold.
   */
  readonly parts?: Readonly<Record<string, readonly string[]>>;
  /** The beginnings of paths at which only notes stand that may be lost, since what they say is known otherwise as well. */
  readonly notes?: readonly string[];
  /** How many sweeps follow; default 2. */
  readonly sweeps?: number;
}

/** A CloudTrail event about things with these ids. */
export const trail = (source: string, eventName: string, ...ids: readonly string[]): object => ({
  source: `aws.${source}`,
  'detail-type': 'AWS API Call via CloudTrail',
  detail: { eventName, requestParameters: { ids } },
});
