/** Two processes that get the same events: one that knows whose things are whose from its earlier looks, one that knows nothing. */
import { type OwnThings, rememberOwnThings } from '../../../../lib/core/own-things.ts';
import type { Change, Controller, ControllerName, ObservedBase, Scope } from '../../../../lib/core/plan.ts';
import { isOfConcern } from '../../../../lib/entry/concern.ts';
import { readTrigger } from '../../../../lib/entry/read-trigger.ts';

type Judgement<O extends ObservedBase, C extends Change> = Required<
  Pick<Controller<O, C>, 'ownedBy' | 'mayConcern' | 'plan'>
>;

/** A controller over a world in memory. */
export interface Played<World, O extends ObservedBase, C extends Change> {
  readonly name: ControllerName;
  readonly judgement: Judgement<O, C>;
  observe(world: World, scope: Scope, now: number): O;
  /** What AWS would be after the changes. */
  apply(world: World, changes: readonly C[]): void;
  /** What the controller is to keep right, in words. */
  stateOf(world: World): readonly string[];
  /** What is ours by what the world is, and not by what anybody knows: an oracle. */
  ownIn(world: World): ReadonlySet<string>;
}

/** A process with its own world: what it does there is its own doing. */
export interface Process<World> {
  readonly world: World;
  readonly looks: { count: number };
  /** Gets an event, as the queue delivers it. Did it look? */
  wake(body: string, now: number): boolean;
  sweep(now: number): void;
}

const NOTHING: OwnThings = { under: () => undefined, note: () => undefined, mayOwn: () => true };

export const processOf = <World, O extends ObservedBase, C extends Change>(
  played: Played<World, O, C>,
  world: World,
  memory: 'warm' | 'none',
): Process<World> => {
  const own = memory === 'warm' ? rememberOwnThings() : NOTHING;
  const looks = { count: 0 };
  const look = (scope: Scope, now: number): void => {
    looks.count += 1;
    const observed = played.observe(world, scope, now);
    own.note(played.judgement.ownedBy(observed, scope), now);
    played.apply(world, played.judgement.plan(observed).changes);
  };
  return {
    world,
    looks,
    wake: (body, now) => {
      const reading = readTrigger(played.name, body, []);
      if (reading.kind !== 'scope' || !isOfConcern(reading, played.judgement, own, now)) return false;
      look(reading.scope, now);
      return true;
    },
    sweep: (now) => look('all', now),
  };
};

/** Something that happens: what it does to a world, and the event that tells of it. */
export interface Happening<World> {
  readonly what: string;
  readonly body: string;
  change(world: World): void;
  /** Even a process that looks at everything finds it by the sweep alone. */
  readonly isForSweep?: true;
}

/** A record of CloudTrail, as much of it as says what was called and what about. */
export const called = (source: string, eventName: string, requestParameters: unknown, responseElements?: unknown) =>
  JSON.stringify({
    source,
    'detail-type': 'AWS API Call via CloudTrail',
    detail: { eventName, requestParameters, responseElements },
  });

/** The ids that an event names to a controller; nothing where it means everything or nothing. */
export const namedIn = (controller: ControllerName, body: string): readonly string[] => {
  const reading = readTrigger(controller, body, []);
  return reading.kind === 'scope' && reading.scope !== 'all' ? reading.scope.ids : [];
};
