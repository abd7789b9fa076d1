/** Which appliances are probed, and where they are. Pure. */
import type { NetworkInterface } from '../../aws/types.ts';
import { interfaceSelector, selects } from '../../config/selector.ts';
import type { Appliance, InterfaceRef, Probe, RouteGroup, Selector } from '../../config/types.ts';
import { verdictAlarm } from './names.ts';

/** One appliance that a probe is configured for. */
export interface ProbeTarget {
  readonly group: string;
  readonly appliance: string;
  readonly probe: Probe;
  readonly selector: Selector;
  /** The alarm that holds its verdict. */
  readonly alarm: string;
}

/** The probed appliances of the groups of these names, or of all, in a stage. Endpoints and NAT gateways answer no probe. */
export const probeTargets = (
  groups: readonly RouteGroup[],
  names: readonly string[] | undefined,
  stage: string,
): ProbeTarget[] =>
  groups
    .filter(({ name }) => names === undefined || names.includes(name))
    .flatMap(({ name, appliances, health: { probe } }) =>
      probe === undefined
        ? []
        : appliances.flatMap((appliance) =>
            probeTargetOf(verdictAlarm(stage, name, appliance.name), name, appliance, probe),
          ),
    );

const probeTargetOf = (alarm: string, group: string, appliance: Appliance, probe: Probe): ProbeTarget[] => {
  const ref = eniOf(appliance, probe);
  if (ref === undefined) return [];
  return [{ group, appliance: appliance.name, probe, selector: interfaceSelector(ref), alarm }];
};

const eniOf = (appliance: Appliance, probe: Probe): InterfaceRef | undefined => {
  if ('interface' in appliance) return appliance.interface;
  return 'interfaces' in appliance ? appliance.interfaces[probe.interface ?? ''] : undefined;
};

/** Can an appliance be probed at all? */
export const isProbeable = (appliance: Appliance): boolean => 'interface' in appliance || 'interfaces' in appliance;

/** The address to probe; none while the interface is not found, or several are. */
export const addressOf = ({ selector }: ProbeTarget, interfaces: readonly NetworkInterface[]): string | undefined => {
  const [found, second] = interfaces.filter((candidate) => selects(selector, candidate));
  return second ? undefined : found?.privateIps[0];
};
