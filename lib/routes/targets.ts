/** Which interfaces, endpoints and NAT gateways the appliances of a group are. Pure. */

import { interfaceSelector, selects } from '../config/selector.ts';
import type { Appliance } from '../config/types.ts';
import type { ApplianceState, ObservedRoutes, Target } from './types.ts';

/** The targets of an appliance by leg role. A selector that finds several interfaces finds none: which one forwards cannot be told. */
export const targetsOf = (
  appliance: Appliance,
  { interfaces, endpoints, natGateways }: Pick<ObservedRoutes, 'interfaces' | 'endpoints' | 'natGateways'>,
): Map<string, Target> => {
  if ('endpoint' in appliance) {
    const found = endpoints.find(({ id }) => id === appliance.endpoint);
    return new Map(found ? [['', { kind: 'endpoint', ...found }]] : []);
  }
  if ('natGateway' in appliance) {
    const found = natGateways.find(({ id }) => id === appliance.natGateway);
    return new Map(found ? [['', { kind: 'natGateway', ...found }]] : []);
  }
  const byRole = 'interface' in appliance ? { '': appliance.interface } : appliance.interfaces;
  return new Map(
    Object.entries(byRole).flatMap(([role, ref]) => {
      const [found, second] = interfaces.filter((candidate) => selects(interfaceSelector(ref), candidate));
      return found && !second ? [[role, { kind: 'interface', ...found }] as const] : [];
    }),
  );
};

/** The target of an appliance for a leg: by role where it has several, the one for all legs otherwise. */
export const targetFor = ({ targets }: ApplianceState, role: string): Target | undefined =>
  targets.get(role) ?? targets.get('');

/** Does the appliance own this target, by what was found or by what the config names? */
export const owns = ({ targets, appliance }: ApplianceState, id: string): boolean =>
  [...targets.values()].some((target) => target.id === id) ||
  ('endpoint' in appliance && appliance.endpoint === id) ||
  ('natGateway' in appliance && appliance.natGateway === id);

/** The Availability Zone id of a target; that of an endpoint or a NAT gateway is its subnet's. */
export const azOf = (target: Target, { subnets }: Pick<ObservedRoutes, 'subnets'>): string | undefined =>
  target.kind === 'interface' ? target.azId : subnets.find(({ id }) => id === target.subnetId)?.azId;
