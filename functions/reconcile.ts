import { createWarmMemory } from '../lib/dns/zones/warm-memory.ts';
import { reconcileByHand } from '../lib/entry/by-hand.ts';
import { directFunction } from '../lib/entry/lambda.ts';
import { rememberPlans } from '../lib/entry/shown-plans.ts';

export const handler = directFunction(reconcileByHand(rememberPlans(), createWarmMemory()));
