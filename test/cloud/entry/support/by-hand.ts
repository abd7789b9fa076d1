/** What people ask of all controllers by hand, in this process, of a world that each test begins anew. */
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import type { Account } from '@waykeeper/local-cloud/state';
import { readEnvironment } from '../../../../lib/config/environment.ts';
import type { Config } from '../../../../lib/config/types.ts';
import type { Report } from '../../../../lib/core/plan.ts';
import { createWarmMemory } from '../../../../lib/dns/zones/warm-memory.ts';
import { rememberPlans } from '../../../../lib/entry/shown-plans.ts';
import { goTo } from '../../../support/environment.ts';
import { context, logged } from './lambda.ts';

/** Starts a cloud for the tests of a file, and stops it after them. */
export const askingByHand = (world: () => Account) => {
  let cloud: Cloud;
  let reconcileByHand: ReturnType<typeof import('../../../../lib/entry/by-hand.ts').reconcileByHand>;
  let from = 0;
  const forget = (): void => {
    from = cloud.journal.entries.length;
  };
  beforeAll(async () => {
    cloud = await startCloud({ account: world() });
    goTo(cloud);
    const byHand = await import('../../../../lib/entry/by-hand.ts');
    reconcileByHand = byHand.reconcileByHand(rememberPlans(), createWarmMemory());
  });
  beforeEach(() => {
    Object.assign(cloud.account, world());
    forget();
  });
  afterAll(() => cloud.stop());
  return {
    account: (): Account => cloud.account,
    /** What was written since the test began, or since it was told to forget. */
    writes: (): string[] =>
      cloud.journal.entries
        .slice(from)
        .flatMap((entry) => (entry.kind === 'call' && !entry.readOnly ? [entry.operation] : []))
        .filter((operation) => operation !== 'PutEvents'),
    /** Was nothing called since? */
    isIdle: (): boolean => cloud.journal.entries.length === from,
    forget,
    ask: async (payload: unknown, config: Config): Promise<readonly Report[]> => {
      let reports: readonly Report[] = [];
      await logged(async () => {
        const handling = { config, environment: readEnvironment({}), invocation: context(), remaining: () => 60_000 };
        ({ reports } = await reconcileByHand(payload, handling));
      });
      return reports;
    },
  };
};
