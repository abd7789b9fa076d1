/** IAM's decisions, for tests of policies: what roles have, and what documents allow. */
export { decide } from '../iam/evaluate.ts';
export { documentsOf, grantsIn } from '../iam/roles.ts';
