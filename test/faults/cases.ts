/** Which cases there are: a scenario, a call of its fault-free run, a kind, and how often. Pure. */
import { CALL_KINDS, type Kind, SCENARIO_KINDS } from './kinds.ts';
import type { Scenario } from './scenario.ts';

/** A call of the function, as the journal has it. */
export interface Call {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
  readonly readOnly: boolean;
  readonly error?: string;
}

export interface Case {
  /** Names it in a command. */
  readonly name: string;
  readonly scenario: Scenario;
  readonly kind: Kind;
  /** Which call meets it; absent for kinds of a whole scenario. */
  readonly call?: { readonly service: string; readonly operation: string; readonly nth: number };
  /** How many calls of that operation do, from that one on. */
  readonly times: number;
}

/** Calls for several things of which AWS may refuse some. */
const WITH_ITEMS = new Set([
  'AcceptVpcEndpointConnections',
  'RejectVpcEndpointConnections',
  'PutEvents',
  'ChangeMessageVisibilityBatch',
]);

const isTried = ({ trouble }: Kind, { operation, readOnly }: Call): boolean =>
  (trouble?.kind !== 'stale' || readOnly) && (trouble?.kind !== 'unsuccessful' || WITH_ITEMS.has(operation));

const modesOf = ({ once }: Kind): (readonly [string, number])[] => [
  ['once', 1],
  ...(once ? [] : [['following', Number.POSITIVE_INFINITY] as const]),
];

/** All cases of a scenario whose fault-free run made these calls. */
export const casesOf = (scenario: Scenario, calls: readonly Call[]): Case[] => {
  const seen = new Map<string, number>();
  const ofCalls = calls.flatMap((call) => {
    const { service, operation } = call;
    const nth = (seen.get(operation) ?? 0) + 1;
    seen.set(operation, nth);
    return CALL_KINDS.filter((kind) => isTried(kind, call)).flatMap((kind) =>
      modesOf(kind).map(([mode, times]) => ({
        ...{ scenario, kind, times, call: { service, operation, nth } },
        name: `${scenario.name}/${operation}.${nth}/${kind.name}/${mode}`,
      })),
    );
  });
  const ofScenario = SCENARIO_KINDS.filter(
    ({ event }) => scenario.events.length > (event === 'reordered' ? 1 : event ? 0 : -1),
  ).map((kind) => ({ scenario, kind, times: 1, name: `${scenario.name}/${kind.name}` }));
  return [...ofCalls, ...ofScenario];
};
