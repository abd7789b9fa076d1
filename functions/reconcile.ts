import { rememberPlans } from '../lib/core/review.ts';
import { reconcileByHand } from '../lib/entry/by-hand.ts';
import { directFunction } from '../lib/entry/lambda.ts';

export const handler = directFunction(reconcileByHand(rememberPlans()));
