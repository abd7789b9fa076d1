/** Whether a path set in good order goes back to a preferred appliance: only where Waykeeper itself took it away. Pure. */
import { isInWindow } from '../config/window.ts';
import type { Reason } from '../core/plan.ts';
import { reason } from './codes.ts';
import { movedFor, toldOf } from './history.ts';
import { isPastHoldDown } from './hold-down.ts';
import type { PathSetState } from './state.ts';
import type { ApplianceState, Choice, Writer } from './types.ts';

/**
 * For a set that is wholly on one good appliance. The first row that holds counts; a better one is a healthy candidate,
 * undrained, preferred to the present one, and known to be that one.
 *
 * | the better ones, and what is known                              | the choice                                         |
 * | --------------------------------------------------------------- | -------------------------------------------------- |
 * | none                                                            | stay (IN_ORDER)                                    |
 * | a person asks for failback, one is past its hold-down           | move to it (FAILBACK)                              |
 * | none past its hold-down, and all say since when they are healthy | stay (FAILBACK_WAITS)                             |
 * | `failback: manual`, or outside of its window                    | stay (FAILBACK_WAITS)                              |
 * | a table without our tag, or with one that says another place    | stay (FAILBACK_WAITS); ask the event history, tell |
 * |                                                                 | MOVED_BY_OTHERS; if it was us: move, or tag        |
 * | one is past its hold-down                                       | move to it (FAILBACK)                              |
 * | none says since when                                            | stay (FAILBACK_WAITS); ask for its minutes         |
 */
export const failback = (present: ApplianceState, state: PathSetState): Choice => {
  const { pathSet, situation } = state;
  const { group } = pathSet;
  const better = betterThan(present, state);
  const [first] = better;
  if (!first) return stay('IN_ORDER', `the routes are on ${present.name}: ${present.health.reason.message}`);
  const due = better.find((one) => isPastHoldDown(one, group, situation));
  const isAsked = situation.failback.includes(group.name);
  if (due && isAsked) return backTo(due, present, state);
  const open = better.filter(({ health }) => health.since === undefined);
  const waits = (until: string): Stay => stay('FAILBACK_WAITS', `${first.name} is preferred and healthy, but ${until}`);
  if (!due && (open.length === 0 || isAsked)) return waits(waitingFor(first, state));
  const held = heldBy(state);
  if (held !== undefined) return waits(held);
  const unmarked = pathSet.routes.filter(({ table }) => !movedFor(pathSet, table)?.to.includes(present.name));
  if (unmarked.length > 0)
    return strange({ present, better: first, due }, state, new Set(unmarked.map(({ table }) => table.id)));
  if (due) return backTo(due, present, state);
  const instances = open.flatMap(({ found }) =>
    found.flatMap(({ target }) => (target.kind === 'interface' ? (target.instanceId ?? []) : [])),
  );
  return { ...waits('no source tells since when: failback is by hand'), asks: { routes: [], instances } };
};

type Stay = Extract<Choice, { readonly kind: 'stay' }>;

const stay = (code: 'IN_ORDER' | 'FAILBACK_WAITS', message: string): Stay => ({
  kind: 'stay',
  reason: reason(code, message),
});

const betterThan = (present: ApplianceState, { ranked, candidates }: PathSetState): ApplianceState[] =>
  ranked
    .slice(0, ranked.indexOf(present))
    .filter((one) => one.ambiguous === undefined && one.drained === undefined && candidates.includes(one))
    .filter(({ health }) => health.verdict === 'healthy');

const backTo = (due: ApplianceState, present: ApplianceState, { pathSet }: PathSetState): Choice => {
  const { holdDownSeconds } = pathSet.group;
  const healthy = due.health.since === undefined ? 'is healthy' : `has been healthy for ${holdDownSeconds} s`;
  const why = `${due.name} is preferred to ${present.name} and ${healthy}`;
  return { kind: 'move', to: due, voluntary: true, reason: reason('FAILBACK', why) };
};

const waitingFor = ({ health: { since } }: ApplianceState, { pathSet, situation }: PathSetState): string =>
  since === undefined
    ? 'no source tells since when: failback is by hand'
    : `only for ${Math.round((situation.now - since) / 1_000)} s of the ${pathSet.group.holdDownSeconds} s of hold-down`;

/** What of the config holds failback back now. */
export const heldBy = ({ pathSet: { group }, situation: { now } }: PathSetState): string | undefined => {
  const { failback: how } = group;
  if (how === 'manual') return 'failback is by hand';
  if (how === 'automatic' || isInWindow(how.window, now)) return undefined;
  return `failback waits for its window, ${how.window}`;
};

/** Where a set is, and where it would go. */
interface Places {
  readonly present: ApplianceState;
  readonly better: ApplianceState;
  /** A better one that is past its hold-down. */
  readonly due: ApplianceState | undefined;
}

/** For a set in a place that our tag does not tell of: whose move that was only the event history knows, if it answers. */
const strange = ({ present, better, due }: Places, state: PathSetState, tables: ReadonlySet<string>): Choice => {
  const { unknown, writers } = toldOf(state, (id) => tables.has(id));
  const other = writers.find(({ own }) => !own);
  const waits = (why: string): Stay =>
    stay(
      'FAILBACK_WAITS',
      `${better.name} is preferred and healthy, but ${why}: the routes stay until failback is asked for`,
    );
  if (other) return { ...waits('the routes were not moved by Waykeeper'), others: movedByOthers(present, other) };
  if (unknown.length > 0) {
    return { ...waits('no tag and no event tells who moved them'), asks: { routes: unknown, instances: [] } };
  }
  if (due) return backTo(due, present, state);
  const why = `the routes were moved by Waykeeper, which a tag says from now on; ${better.name} is waited for`;
  return { ...stay('FAILBACK_WAITS', why), marks: better.name };
};

const movedByOthers = (present: ApplianceState, { who, at }: Writer): Reason<'MOVED_BY_OTHERS'> =>
  reason('MOVED_BY_OTHERS', `the routes were led to ${present.name} by ${who} at ${new Date(at).toISOString()}`);
