/** What a row of the table of permissions says, and what its targets are made of. */
import { readsFor } from '../../lib/config/selector.ts';
import type { Config, Selector } from '../../lib/config/types.ts';
import type { ControllerName } from '../../lib/core/plan.ts';
import { here, type StackNames } from '../names.ts';
import type { Condition } from './policy.ts';

/** Whose code makes the calls. The function `reconcile` runs all controllers. */
export type Caller = ControllerName | 'probe';

/** What a statement allows its actions on, and under which condition. */
export interface Target {
  readonly resources: readonly unknown[];
  readonly condition?: Condition;
}

/** One row of the table: some IAM actions of one caller, and on what the config has them needed. */
export interface Permission {
  /** The statement's Sid: letters and digits, one of its kind in the whole table. */
  readonly sid: string;
  readonly callers: readonly Caller[];
  readonly actions: readonly string[];
  /**
   * `write`: changes what the config claims, or follows such a change, so that a controller in mode plan has none of it in its
   * own function; `own`: writes to what belongs to the stack; `read`: changes nothing.
   */
  readonly access: 'read' | 'write' | 'own';
  /** Why the row stands on every resource, or on more than the config names: what AWS cannot narrow. */
  readonly wide?: string;
  /** Only the caller's own function has it, and `reconcile` has not: what has to do with its queue. */
  readonly ownFunction?: true;
  /** What is done from inside `dns.network`, where there is one: `reconcile`, which stands outside, has it only without. */
  readonly inside?: true;
  /** Nothing where the config asks for nothing of it. */
  readonly on: (config: Config, names: StackNames) => readonly Target[];
}

/** Are zones to answer in VPCs? Then what stands against that is looked for. */
export const isAssociating = ({ dns }: Config): boolean => dns.zones.some(({ vpcs }) => vpcs.length > 0);

/** A target if it is wanted; none otherwise. */
export const when = (wanted: boolean, ...targets: readonly Target[]): readonly Target[] => (wanted ? targets : []);

/** A target of these resources, if there are any. */
export const these = (resources: readonly unknown[], condition?: Condition): readonly Target[] =>
  when(resources.length > 0, { resources, ...(condition ? { condition } : {}) });

const REGION = { Ref: 'AWS::Region' };

/** Holds for calls of EC2 in the stack's own Region. */
export const EC2_HERE: Condition = { StringEquals: { 'ec2:Region': REGION } };

/** Every resource, as EC2's descriptions want it. */
export const ALL_OF_EC2: Target = { resources: ['*'], condition: EC2_HERE };

/** The same of the other Regional services. */
export const ALL_HERE: Target = { resources: ['*'], condition: { StringEquals: { 'aws:RequestedRegion': REGION } } };

/** Each text once, sorted: what is written must not depend on the order of the config. */
export const distinct = (texts: readonly string[]): string[] => [...new Set(texts)].sort();

/** An ARN with CloudFormation's pseudo parameters in it. */
export const arn = (text: string) => ({ 'Fn::Sub': text.replace(/^arn:aws:/, `arn:\${AWS::Partition}:`) });

/** A text as a condition takes it: IAM reads `${…}` in it as a variable. */
export const literal = (value: string): string => value.replaceAll('${', `\${$}{`);

const taggedAs = (tags: Readonly<Record<string, string>>): Condition => ({
  StringEquals: Object.fromEntries(
    Object.entries(tags)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [`aws:ResourceTag/${key}`, literal(value)]),
  ),
});

/** Both conditions hold. */
const both = (one: Condition, other: Condition): Condition =>
  Object.fromEntries(
    [...new Set([...Object.keys(one), ...Object.keys(other)])].map((operator) => [
      operator,
      { ...one[operator], ...other[operator] },
    ]),
  );

/**
 * The things of EC2 that selectors claim: those that are named in one target, those that tags select in one for each set of
 * tags. `kind` is the resource type of their ARNs, such as `route-table`.
 */
export const selected = (kind: string, selectors: readonly Selector[], condition: Condition = {}): readonly Target[] =>
  readsFor(selectors).map(({ ids, tags = {} }) => {
    const holds = both(condition, ids ? {} : taggedAs(tags));
    return {
      resources: (ids ?? ['*']).map((id) => here('ec2', `${kind}/${id}`)),
      ...(Object.keys(holds).length > 0 ? { condition: holds } : {}),
    };
  });
