/** In which order routes are moved, and what goes into one call. Pure. */
import { chunks, compare } from '../std/lists.ts';
import type { AssociationChange, CheckChange, RouteChange, RouteMove, TagChange } from './types.ts';

/** Each change waits for those that it needs, and for nothing else. */
export const routeLane = ({ key }: RouteChange): string => key;

/** EC2 takes this many resources in one call that tags them (API reference, CreateTags). */
const TAGGED_AT_ONCE = 1_000;

/**
 * What somebody waits for first; then path set by path set, those that serve the most subnets first, so that a throttled run
 * leaves few half moved.
 */
export const routeStages = (changes: readonly RouteChange[]): RouteChange[][][] => {
  const checks = changes.filter(
    (change): change is CheckChange => change.action === 'turn off source/destination check',
  );
  const moves = changes.filter((change): change is RouteMove => change.action === 'replace');
  const ordered = moves.toSorted(
    (a, b) =>
      Number(a.voluntary) - Number(b.voluntary) ||
      b.weight - a.weight ||
      compare(a.pathSet, b.pathSet) ||
      compare(a.key, b.key),
  );
  const moved = new Set(moves.map(({ key }) => key));
  const waits = ({ needs = [] }: RouteMove): boolean => needs.some((key) => moved.has(key));
  const [later, first] = [ordered.filter(waits), ordered.filter((move) => !waits(move))];
  return [
    checks.map((change) => [change]),
    [...bySet(first), ...associationBatches(changes)],
    bySet(later),
    tagBatches(changes),
  ].filter((stage) => stage.length > 0);
};

/** Of a larger set some are moved before the others: more than this EC2 does not take at once. */
const LARGEST_BATCH = 25;

/** What is moved together: routes of one path set. */
const bySet = (moves: readonly RouteMove[]): RouteChange[][] =>
  [...Map.groupBy(moves, ({ group, pathSet }) => `${group} ${pathSet}`).values()].flatMap((set) =>
    chunks(set, LARGEST_BATCH),
  );

/** One call for all tables that are told the same. */
const tagBatches = (changes: readonly RouteChange[]): RouteChange[][] => {
  const tags = changes.filter((change): change is TagChange => change.action === 'tag' || change.action === 'untag');
  const bySaying = Map.groupBy(tags, ({ tagKey, value = '' }) => `${tagKey} ${value}`);
  return [...bySaying.keys()].sort().flatMap((saying) => chunks(bySaying.get(saying) ?? [], TAGGED_AT_ONCE));
};

/** All tables of one endpoint in one call: `ModifyVpcEndpoint` has the smallest bucket of all. */
const associationBatches = (changes: readonly RouteChange[]): RouteChange[][] => {
  const associations = changes.filter((change): change is AssociationChange => change.action === 'associate');
  const byEndpoint = Map.groupBy(associations, ({ endpointId }) => endpointId);
  return [...byEndpoint.keys()].sort().map((endpointId) => byEndpoint.get(endpointId) ?? []);
};
