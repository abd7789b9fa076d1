import { reconcileByHand } from '../lib/controllers.ts';
import { directFunction } from '../lib/lambda.ts';

export const handler = directFunction(reconcileByHand);
