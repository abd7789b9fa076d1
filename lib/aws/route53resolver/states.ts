/** The states of Route 53 Resolver's things, as its model lists them (botocore, AWS-FACTS C.3). Pure. */
import type { State } from '../states.ts';

export const DIRECTIONS = ['INBOUND', 'OUTBOUND', 'INBOUND_DELEGATION'] as const;
/** Whom a Resolver endpoint answers, or whom it asks. */
export type Direction = State<(typeof DIRECTIONS)[number]>;

export const ADDRESS_STATES = [
  'CREATING',
  'FAILED_CREATION',
  'ATTACHING',
  'ATTACHED',
  'REMAP_DETACHING',
  'REMAP_ATTACHING',
  'DETACHING',
  'FAILED_RESOURCE_GONE',
  'DELETING',
  'DELETE_FAILED_FAS_EXPIRED',
  'UPDATING',
  'UPDATE_FAILED',
  'ISOLATED',
] as const;
/** Of one address of a Resolver endpoint. */
export type AddressState = State<(typeof ADDRESS_STATES)[number]>;

export const RULE_TYPES = ['FORWARD', 'SYSTEM', 'RECURSIVE', 'DELEGATE'] as const;
export type RuleType = State<(typeof RULE_TYPES)[number]>;

export const RULE_STATES = ['COMPLETE', 'UPDATING', 'FAILED', 'DELETING'] as const;
export type RuleState = State<(typeof RULE_STATES)[number]>;

export const SHARES = ['NOT_SHARED', 'SHARED_WITH_ME', 'SHARED_BY_ME'] as const;
/** Whether a rule is another account's. */
export type Share = State<(typeof SHARES)[number]>;
