/** A whole plan as lines that a test can compare and a person can read: what is done, what is left, what is found. */
import type { Change, Finding, Plan, Skip } from '../../lib/core/plan.ts';

const shown = (state: unknown): string => {
  const {
    target,
    alias,
    state: word,
  } = (state ?? {}) as {
    readonly target?: string;
    readonly alias?: { readonly name: string };
    readonly state?: string;
  };
  return target ?? alias?.name ?? word ?? '';
};

const changeLine = (change: Change): string => {
  const way = change.action === 'replace' || change.action === 'create' ? ` to ${shown(change.after)}` : '';
  const voluntary = 'voluntary' in change && change.voluntary ? ', voluntary' : '';
  return `${change.action} ${change.key}${way}: ${change.reason.code}${voluntary}`;
};

const skipLine = ({ key, reason }: Skip): string => `leave ${key}: ${reason.code}`;

const findingLine = ({ severity, key, reason }: Finding): string => `${severity} ${key}: ${reason.code}`;

const isTag = ({ action }: Change): boolean => action === 'tag' || action === 'untag';

/** Without the tags that tell of moves, which have lines of their own. */
export const lines = ({ changes, skips, findings }: Plan): string[] => [
  ...changes.filter((change) => !isTag(change)).map(changeLine),
  ...skips.map(skipLine),
  ...findings.map(findingLine),
];

/** The tags of a plan: which tables are told what. */
export const tagLines = ({ changes }: Plan): string[] =>
  changes.filter(isTag).map(({ action, key, after }) => {
    return `${action} ${key}${after === undefined ? '' : `: ${String(after)}`}`;
  });
