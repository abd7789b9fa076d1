/** Which interfaces, endpoints and NAT gateways the appliances of a group are. Pure. */

import { interfaceSelector, selects } from '../config/selector.ts';
import type { Appliance, Selector } from '../config/types.ts';
import { compare } from '../std/lists.ts';
import type { ApplianceState, ObservedRoutes, Target } from './types.ts';

/** Something that an appliance's selector for a leg role finds; `''` is the role of the one for all legs. */
interface Found {
  readonly role: string;
  readonly target: Target;
}

/** What an appliance is made of; several of these where its selectors find several things, of which each may be the one. */
export interface Body {
  readonly found: readonly Found[];
  /** Where routes may be led to, by role. */
  readonly targets: ReadonlyMap<string, Target>;
  /** Why it is not known which of several the appliance is. */
  readonly ambiguous?: string;
}

type Kinds = Pick<ObservedRoutes, 'interfaces' | 'endpoints' | 'natGateways'>;

/**
 * The bodies of an appliance: one, unless a selector finds several interfaces. Then there is one for each instance, judged by
 * itself. Two interfaces of one instance for one role are no target: which of them forwards cannot be told.
 */
export const bodiesOf = (appliance: Appliance, observed: Kinds): readonly Body[] => {
  const found = foundBy(appliance, observed);
  const byRole = Map.groupBy(found, ({ role }) => role);
  const [several] = [...byRole.values()].filter((some) => some.length > 1);
  if (!several) return [{ found, targets: soleTargets(found) }];
  const ids = several.map(({ target }) => target.id).sort();
  const ambiguous = `${ids.length} interfaces have these tags: ${ids.join(', ')}`;
  const bodies = Map.groupBy(found, ({ target }) => (target.kind === 'interface' && target.instanceId) || target.id);
  return [...bodies]
    .toSorted(([a], [b]) => compare(a, b))
    .map(([, own]) => ({ found: own, targets: soleTargets(own), ambiguous }));
};

const soleTargets = (found: readonly Found[]): ReadonlyMap<string, Target> =>
  new Map(
    [...Map.groupBy(found, ({ role }) => role)].flatMap(([role, [only, another]]) =>
      only && !another ? [[role, only.target] as const] : [],
    ),
  );

const foundBy = (appliance: Appliance, { interfaces, endpoints, natGateways }: Kinds): Found[] => {
  if ('endpoint' in appliance) {
    const found = endpoints.filter(({ id }) => id === appliance.endpoint);
    return found.map((one) => ({ role: '', target: { kind: 'endpoint', ...one } }));
  }
  if ('natGateway' in appliance) {
    const found = natGateways.filter(({ id }) => id === appliance.natGateway);
    return found.map((one) => ({ role: '', target: { kind: 'natGateway', ...one } }));
  }
  return selectorsOf(appliance).flatMap(([role, selector]) =>
    interfaces
      .filter((candidate) => selects(selector, candidate))
      .map((one) => ({ role, target: { kind: 'interface' as const, ...one } })),
  );
};

/** How an appliance's interfaces are found, by role. */
export const selectorsOf = (appliance: Appliance): (readonly [string, Selector])[] => {
  if ('interface' in appliance) return [['', interfaceSelector(appliance.interface)]];
  if (!('interfaces' in appliance)) return [];
  return Object.entries(appliance.interfaces).map(([role, ref]) => [role, interfaceSelector(ref)]);
};

/** The target of an appliance for a leg: by role where it has several, the one for all legs otherwise. */
export const targetFor = ({ targets }: Pick<ApplianceState, 'targets'>, role: string): Target | undefined =>
  targets.get(role) ?? targets.get('');

/** Does the appliance have this target in this role? One that is ambiguous may carry routes that it would not be given. */
export const hasFor = ({ found }: Pick<ApplianceState, 'found'>, role: string, id: string): Target | undefined => {
  const own = found.filter((one) => one.role === role);
  return (own.length > 0 ? own : found.filter((one) => one.role === '')).find(({ target }) => target.id === id)?.target;
};

/** Was it found with this target? */
export const holds = ({ found }: Pick<ApplianceState, 'found'>, id: string): boolean =>
  found.some(({ target }) => target.id === id);

/** Does the appliance own this target, by what was found or by what the config names? */
export const owns = (state: ApplianceState, id: string): boolean => holds(state, id) || names(state.appliance, id);

const names = (appliance: Appliance, id: string): boolean => {
  if ('endpoint' in appliance) return appliance.endpoint === id;
  if ('natGateway' in appliance) return appliance.natGateway === id;
  const refs = 'interface' in appliance ? [appliance.interface] : Object.values(appliance.interfaces);
  return refs.includes(id);
};

/** The Availability Zone id of a target; that of an endpoint or a NAT gateway is its subnet's. */
export const azOf = (
  target: Target,
  { subnet }: { readonly subnet: (id: string) => { readonly azId: string } | undefined },
): string | undefined => (target.kind === 'interface' ? target.azId : subnet(target.subnetId)?.azId);
