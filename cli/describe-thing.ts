/** All that is known of one thing: whose it is, how it stands and why, what comes next and what could stop that. Pure. */
import type { Config } from '../lib/config/types.ts';
import type { ControllerName, Mode, Report } from '../lib/core/plan.ts';
import { type Claim, claimsOn } from './describe-claims.ts';
import { aboutThing, type Fact, factsOf, kindOf } from './describe-facts.ts';
import type { Since } from './told-since.ts';

/** What is said of a thing, with what follows from it. */
export interface Said extends Fact {
  /** ISO 8601, where something tells it. */
  readonly since?: string;
  readonly next: string;
  /** What could keep it from coming about; nothing where nothing comes. */
  readonly stoppedBy: readonly string[];
}

/** A part of the config, and where it stands in the file. */
export interface LocatedClaim extends Claim {
  readonly line: number;
  readonly column: number;
}

export interface Description {
  readonly thing: string;
  readonly kind: string;
  readonly claims: readonly LocatedClaim[];
  readonly said: readonly Said[];
  /** Of what it lies in. */
  readonly around: readonly Said[];
  /** Of what has to do with it. */
  readonly naming: readonly Said[];
}

/** What a description is made from. Without a config nobody's claims are told. */
export interface Known {
  readonly reports: readonly Report[];
  /** What was found beside the plans. */
  readonly looked: readonly Fact[];
  readonly config?: Config;
  readonly locate: (path: Claim['path']) => Pick<LocatedClaim, 'line' | 'column'>;
  readonly since: Since;
}

/** Nothing for a thing that no report and no entry of the config speaks of. */
export const describeThing = (thing: string, known: Known): Description | undefined => {
  const { reports, looked, config, locate } = known;
  const units = reports.flatMap((report) => report.units ?? []);
  const facts = [...reports.flatMap(factsOf), ...looked];
  const about = aboutThing(thing, facts, units);
  const told = facts.map(({ key }) => key);
  const claims = config
    ? claimsOn(thing, about, { config, units, told }).map((claim) => ({ ...claim, ...locate(claim.path) }))
    : [];
  if (claims.length + about.own.length + about.naming.length === 0) return undefined;
  const tell = (facts: readonly Fact[]): Said[] => facts.map((fact) => saidOf(fact, known));
  return {
    ...{ thing, kind: kindOf(thing, units, about.own[0]?.key), claims },
    ...{ said: tell(about.own), around: tell(about.around), naming: tell(about.naming) },
  };
};

const saidOf = (fact: Fact, { reports, config, since }: Known): Said => {
  const { controller, key, code, message } = fact;
  const mode = controller === 'findings' ? undefined : config?.mode[controller];
  const at = since(key, code);
  const told = at === undefined ? TIME.exec(message)?.[0] : new Date(at).toISOString();
  return {
    ...fact,
    ...(told === undefined ? {} : { since: told }),
    next: nextOf(fact),
    stoppedBy: fact.kind === 'change' ? stopping(fact, mode, config, reports) : [],
  };
};

/** A reason may tell since when it holds. */
const TIME = /\b\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z/;

const nextOf = ({ kind, action, before, after, standing, severity, acknowledged }: Fact): string => {
  if (kind === 'change') return `${action}: ${before === after ? `still ${after}` : `${before} → ${after}`}`;
  if (kind === 'failed') return standing === 'waiting' ? 'it is tried again' : 'nothing, until that is mended';
  if (acknowledged) return `nothing until ${acknowledged.until}: ${acknowledged.reason}`;
  if (standing === 'waiting') return 'it comes right by itself, or is tried again by the next run';
  if (standing === 'stuck' || standing === 'dead' || severity === 'error') return 'nothing, until a person acts';
  return 'nothing';
};

const stopping = (
  { controller, needs = [], held }: Fact,
  mode: Mode | undefined,
  config: Config | undefined,
  reports: readonly Report[],
): string[] => [
  ...(mode === 'plan'
    ? [`the config has ${controller} in mode plan: only a person who asks with --override-mode has it written`]
    : []),
  ...(held === undefined ? [] : [`the guard: ${held}`]),
  ...needs.map(
    (key) => `it is made only after ${key}${isPlanned(key, reports) ? '' : ', which this run does not plan'}`,
  ),
  ...(config && held === undefined
    ? [`the guard, if too much else would change with it: ${GUARDS[controller](config)}`]
    : []),
];

const isPlanned = (key: string, reports: readonly Report[]): boolean =>
  reports.some(({ plan }) => plan.changes.some((change) => change.key === key));

const GUARDS: Readonly<Record<ControllerName | 'findings', (config: Config) => string>> = {
  findings: () => 'it changes nothing',
  connections: ({ guard }) =>
    `guard.connections.maxRevoke is ${guard.connections.maxRevoke}, guard.maxUnits ${guard.maxUnits}`,
  dns: ({ guard }) =>
    `guard.dns.maxChanges is ${guard.dns.maxChanges}, maxRemove ${guard.dns.maxRemove}, guard.maxUnits ${guard.maxUnits}`,
  routes: ({ guard }) => `guard.routes.maxVoluntary is ${guard.routes.maxVoluntary}`,
};
