/** What reports say of one thing: no second judgement, but all that was said, put together. Pure. */
import type { Change, ControllerName, Finding, Report, Skip, Unit } from '../lib/core/plan.ts';
import { commandFor } from '../lib/core/report/events.ts';
import { brief } from '../lib/core/report/text.ts';
import { covers } from '../lib/core/selection.ts';
import type { Severity, Standing } from '../lib/core/standing.ts';
import { WORDS } from './words.ts';

/** One thing that a report says. */
export interface Fact {
  /** Whose word it is: a controller's, or that of a look by hand. */
  readonly controller: ControllerName | 'findings';
  readonly kind: 'change' | 'left' | 'finding' | 'failed' | 'blocked';
  readonly key: string;
  readonly code: string;
  readonly message: string;
  /** Nothing for a code of AWS's own. */
  readonly standing?: Standing;
  readonly severity?: Severity;
  /** What a person does about it, and with which command. */
  readonly remedy?: string;
  readonly command?: string;
  /** Of a change: what would be made of what. */
  readonly action?: string;
  readonly before?: string;
  readonly after?: string;
  /** What else has to be made first, and what holds it. */
  readonly needs?: readonly string[];
  readonly held?: string;
  readonly acknowledged?: Finding['acknowledged'];
}

/** All that a report says, thing by thing. */
export const factsOf = (report: Report): Fact[] => {
  const { plan, outcomes, blocked, controller } = report;
  return [
    ...plan.changes.map((change) => ofChange(change, report)),
    ...blocked
      .filter(({ keys }) => keys.length === 0)
      .map(({ unit, reason }) => said(controller, 'blocked', { key: unit, reason })),
    ...outcomes.flatMap((outcome) =>
      outcome.status === 'failed'
        ? [said(controller, 'failed', { key: outcome.key, reason: { code: outcome.code, message: outcome.error } })]
        : [],
    ),
    ...plan.findings.map((finding) => ({
      ...said(controller, 'finding', finding),
      severity: finding.severity,
      ...(finding.remedy === '' ? {} : { remedy: finding.remedy }),
    })),
    ...plan.skips.map((skip) => said(controller, 'left', skip)),
  ];
};

const ofChange = (change: Change, { controller, blocked }: Report): Fact => {
  const { action, before, after, needs, key } = change;
  const held = blocked.find(({ keys }) => keys.includes(key))?.reason.message;
  return {
    ...said(controller, 'change', change),
    ...{ action, before: brief(before), after: brief(after) },
    ...(needs && needs.length > 0 ? { needs } : {}),
    ...(held === undefined ? {} : { held }),
  };
};

const said = (controller: ControllerName, kind: Fact['kind'], { key, reason, acknowledged }: Skip): Fact => {
  const row = WORDS[controller].rowOf(reason.code);
  return {
    ...{ controller, kind, key, code: reason.code, message: reason.message },
    ...(row ? { standing: row.standing } : {}),
    ...(row?.remedy === undefined ? {} : { remedy: row.remedy }),
    ...(row?.command === undefined ? {} : { command: commandFor(row.command, key) }),
    ...(acknowledged ? { acknowledged } : {}),
  };
};

/** What is said of the thing itself and of what lies in it, of what it lies in, and what only names it. */
export interface About {
  readonly own: readonly Fact[];
  readonly around: readonly Fact[];
  readonly naming: readonly Fact[];
}

/** Sorts what is said by how it concerns the thing; what does not is left out. */
export const aboutThing = (thing: string, facts: readonly Fact[], units: readonly Unit[]): About => {
  const named = new Set(units.filter(({ name }) => name === thing).flatMap(({ keys }) => keys));
  const isOwn = ({ key }: Fact): boolean => isThing(thing, key) || [...named].some((one) => covers(one, key));
  const own = facts.filter(isOwn);
  const containers = new Set([
    ...units.filter(({ keys }) => own.some(({ key }) => keys.includes(key))).map(({ name }) => name),
  ]);
  const isAround = (fact: Fact): boolean =>
    !isOwn(fact) &&
    (covers(fact.key, thing) || containers.has(fact.key) || own.some(({ key }) => covers(fact.key, key)));
  const around = facts.filter(isAround);
  const isNaming = (fact: Fact): boolean => !isOwn(fact) && !isAround(fact) && names(fact, thing);
  return { own, around, naming: facts.filter(isNaming) };
};

/** Its key, what that begins with, or one of its parts, as ids and names of records are. */
const isThing = (thing: string, key: string): boolean =>
  covers(thing, key) || key.split('/').some((part) => part.toLowerCase() === thing.toLowerCase().replace(/\.$/, ''));

/** An id in a text ends where no more of it can follow; the DNS name of an endpoint begins with its id. */
const names = ({ message, before = '', after = '', needs = [] }: Fact, thing: string): boolean => {
  const pattern = new RegExp(
    `(?<![A-Za-z0-9_-])${thing.replaceAll(/[.*+?^$()[\]{}|\\/]/g, '\\$&')}(?![A-Za-z0-9_])`,
    'i',
  );
  return [message, before, after, ...needs].some((text) => pattern.test(text));
};

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^vpce-svc-[^/]+\/vpce-/, 'connection'],
  [/^vpce-svc-[^/]+$/, 'endpoint service'],
  [/^vpce-svc-/, 'part of an endpoint service'],
  [/^vpce-[^/]+\/rtb-/, 'association of a route table'],
  [/^vpce-/, 'endpoint'],
  [/^rtb-[^/]+$/, 'route table'],
  [/^rtb-[^/]+\/waykeeper:/, 'tag of a route table'],
  [/^rtb-/, 'route'],
  [/^eni-/, 'network interface'],
  [/^rslvr-rr-/, 'Resolver rule'],
  [/^Z[A-Z0-9]+$/, 'hosted zone'],
  [/^Z[A-Z0-9]+\/vpc-/, 'VPC of a hosted zone'],
  [/^Z[A-Z0-9]+\//, 'record'],
  [/^s3:\/\/|^\/|^[A-Za-z]:[\\/]|\/.*\.[a-z0-9]+$/, 'file'],
  [/^(forwarders|answers)\//, 'source of an entry'],
];

/** What people call the thing, as ids and keys tell it; of what is a part of a key, what that key is of. */
export const kindOf = (thing: string, units: readonly Unit[], key?: string): string => {
  const known = (text: string) => KINDS.find(([pattern]) => pattern.test(text))?.[1];
  if (units.some(({ name, whole }) => name === thing && !whole) && !known(thing)) return 'entry of the config';
  return known(thing) ?? known(key ?? '') ?? 'name';
};
