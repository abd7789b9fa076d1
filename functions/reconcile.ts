import { createWarmMemory } from '../lib/dns/zones/warm-memory.ts';
import { fitting } from '../lib/entry/answer.ts';
import { reconcileByHand } from '../lib/entry/by-hand.ts';
import { directFunction } from '../lib/entry/lambda.ts';
import { rememberPlans } from '../lib/entry/shown-plans.ts';

const reconcile = reconcileByHand(rememberPlans(), createWarmMemory());

export const handler = directFunction(async (payload, context) => fitting(await reconcile(payload, context)));
