import { read, write } from '../../../../lib/aws/clients.ts';
import { CORE_CODES } from '../../../../lib/core/codes.ts';
import type {
  Change,
  Controller,
  Finding,
  ObservedBase,
  Outcome,
  Refusal,
  Scope,
  Skip,
  Trigger,
  Unit,
  Unseen,
} from '../../../../lib/core/plan.ts';
import type { RunContext } from '../../../../lib/core/reconcile.ts';
import type { Standing } from '../../../../lib/core/standing.ts';

/** Time that passes only when somebody waits or a call takes some. Ms. */
export interface VirtualClock extends RunContext {
  pass(ms: number): void;
  readonly waits: readonly number[];
}

export const START = Date.UTC(2026, 10, 21, 3, 0, 0);

/** `budget` is how long a run may take, in ms. */
export const virtualClock = (budget = 57_000): VirtualClock => {
  let now = START;
  const waits: number[] = [];
  return {
    now: () => now,
    wait: (ms) => {
      waits.push(ms);
      now += ms;
      return Promise.resolve();
    },
    remaining: () => START + budget - now,
    pass: (ms) => {
      now += ms;
    },
    waits,
  };
};

export interface Put extends Change {
  readonly action: 'replace';
  readonly before: string;
  readonly after: string;
}

interface SeenDrawers extends ObservedBase {
  readonly values: Readonly<Record<string, string>>;
}

/** What one call on a key does, in order of calls; afterwards calls succeed. */
export type CallResult =
  | 'ok'
  | 'unchanged'
  /** It takes effect, but every later round for this long (ms) still sees what was there before. */
  | { readonly staleFor: number }
  | { readonly fails: Error; readonly butTakesEffect?: true }
  | { readonly refused: { readonly code: string; readonly retryable: boolean } };

export interface CabinetOptions {
  readonly holds: Readonly<Record<string, string>>;
  readonly wants: Readonly<Record<string, string>>;
  readonly results?: Readonly<Record<string, readonly CallResult[]>>;
  readonly needs?: Readonly<Record<string, readonly string[]>>;
  /** Groups of keys, one for each stage; each key a batch unless `batches` joins them. */
  readonly stages?: readonly (readonly (readonly string[])[])[];
  /** Lanes by key; a change that has none waits for all earlier stages. */
  readonly lanes?: Readonly<Record<string, string>>;
  readonly guard?: (changes: readonly Put[], observed: SeenDrawers) => Refusal<Put> | undefined;
  readonly units?: readonly Unit[];
  /** Errors of rounds by their number, from 1. */
  readonly roundsFail?: Readonly<Record<number, Error>>;
  readonly unseen?: (round: number) => readonly Unseen[];
  readonly skips?: (round: number) => readonly Skip[];
  readonly findings?: (round: number) => readonly Finding[];
  /** Somebody else, after every call of ours. */
  readonly meanwhile?: (drawers: Map<string, string>, key: string) => void;
  readonly callTakes?: number;
  readonly roundTakes?: number;
}

interface Call {
  readonly keys: readonly string[];
  readonly changes: readonly Put[];
  readonly at: number;
}

export interface Cabinet {
  readonly controller: Controller<SeenDrawers, Put>;
  readonly drawers: Map<string, string>;
  readonly calls: Call[];
  readonly rounds: { readonly scope: Scope; readonly values: Readonly<Record<string, string>>; readonly at: number }[];
  readonly most: { parallel: number };
}

/** What the codes that tests put into skips and findings say. */
const STANDINGS: Readonly<Record<string, Standing>> = { IN_ORDER: 'inOrder', HELD: 'waiting', NOWHERE: 'dead' };

const CORE_STANDINGS: ReadonlyMap<string, Standing> = new Map(
  Object.entries(CORE_CODES).map(([code, { standing }]) => [code, standing]),
);

/** A chest of named drawers whose contents a controller puts right: AWS in small, awkward parts included. */
export const cabinet = (clock: VirtualClock, options: CabinetOptions): Cabinet => {
  const drawers = new Map(Object.entries(options.holds));
  const script = new Map(Object.entries(options.results ?? {}).map(([key, results]) => [key, [...results]]));
  const stale = new Map<string, { readonly until: number; readonly shows: string }>();
  const calls: Call[] = [];
  const rounds: Cabinet['rounds'] = [];
  const most = { parallel: 0 };
  let running = 0;

  const put = ({ key, after }: Put): Outcome => {
    const result = script.get(key)?.shift() ?? 'ok';
    const was = drawers.get(key) ?? '';
    if (result === 'unchanged') return { key, status: 'unchanged' };
    if (typeof result === 'object' && 'refused' in result) {
      return { key, status: 'failed', error: `${key} is refused`, ...result.refused };
    }
    if (typeof result === 'object' && 'fails' in result) {
      if (result.butTakesEffect) drawers.set(key, after);
      throw result.fails;
    }
    drawers.set(key, after);
    if (result !== 'ok') stale.set(key, { until: clock.now() + result.staleFor, shows: was });
    options.meanwhile?.(drawers, key);
    return { key, status: 'applied' };
  };

  const shown = (key: string, value: string): string => {
    const old = stale.get(key);
    return old && clock.now() < old.until ? old.shows : value;
  };

  return {
    drawers,
    calls,
    rounds,
    most,
    controller: {
      name: 'dns',
      standingOf: (code) => STANDINGS[code] ?? CORE_STANDINGS.get(code),
      rowOf: () => undefined,
      observe: (scope) => {
        void read(read(Promise.resolve()));
        clock.pass(options.roundTakes ?? 0);
        const values = Object.fromEntries([...drawers].map(([key, value]) => [key, shown(key, value)]));
        rounds.push({ scope, values, at: clock.now() });
        const failure = options.roundsFail?.[rounds.length];
        if (failure) return Promise.reject(failure);
        return Promise.resolve({ now: clock.now(), unseen: options.unseen?.(rounds.length) ?? [], values });
      },
      plan: ({ values }) => ({
        controller: 'dns',
        changes: Object.entries(values).flatMap(([key, before]) => {
          const after = options.wants[key] ?? before;
          const needs = options.needs?.[key];
          const why = { code: 'WRONG', message: `${before} is not ${after}` };
          return before === after
            ? []
            : [{ action: 'replace' as const, key, before, after, reason: why, ...(needs ? { needs } : {}) }];
        }),
        skips: options.skips?.(rounds.length) ?? [],
        findings: options.findings?.(rounds.length) ?? [],
      }),
      units: () => options.units ?? [],
      guard: (changes, observed) => [options.guard?.(changes, observed) ?? []].flat(),
      stages: (changes) =>
        options.stages
          ? options.stages.map((stage) =>
              stage.map((keys) => changes.filter(({ key }) => keys.includes(key))).filter((batch) => batch.length > 0),
            )
          : [changes.map((change) => [change])],
      laneOf: ({ key }) => options.lanes?.[key],
      apply: async (batch) => {
        calls.push({ keys: batch.map(({ key }) => key), changes: batch, at: clock.now() });
        void write(Promise.resolve());
        running += 1;
        most.parallel = Math.max(most.parallel, running);
        try {
          await Promise.resolve();
          clock.pass(options.callTakes ?? 0);
          return batch.map(put);
        } finally {
          running -= 1;
        }
      },
    },
  };
};

export const trigger = (scope: Scope = 'all'): Trigger => ({ by: 'sweep', what: ['sweep'], scope });

/** An error as the SDK throws it. */
export const awsError = (name: string, more: object = {}): Error =>
  Object.assign(new Error(`${name} says AWS`), { name, $fault: 'client', ...more });
