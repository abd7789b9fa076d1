/** Which events a warm process need not look at, and how it comes to know whose things are whose. */
import type { OwnThings } from '../core/own-things.ts';
import type { Change, Controller, ObservedBase } from '../core/plan.ts';
import type { Reading } from './read-trigger.ts';

/** The same controller, which has a memory note what its looks find. */
export const noting = <O extends ObservedBase, C extends Change>(
  controller: Controller<O, C>,
  own: OwnThings,
): Controller<O, C> => ({
  ...controller,
  observe: async (scope, sweep) => {
    const observed = await controller.observe(scope, sweep);
    own.note(controller.ownedBy?.(observed, scope) ?? [], observed.now);
    return observed;
  },
});

/** May what a message says be about something of ours? What names no ids is about everything, and what a run left is ours. `now` in ms since the epoch. */
export const isOfConcern = (
  { scope, arrives, continues }: Extract<Reading, { kind: 'scope' }>,
  { mayConcern }: Pick<Controller, 'mayConcern'>,
  own: OwnThings,
  now: number,
): boolean => {
  if (scope === 'all' || continues || !mayConcern) return true;
  return mayConcern({ ids: scope.ids, arrives: arrives === true }, (entry, ids) => own.mayOwn(entry, ids, now));
};
