/** Which controllers a name concerns that a person selects by, as far as the config tells. Pure. */
import { idsOf, interfaceSelector } from '../config/selector.ts';
import type { Appliance, Config, Selector } from '../config/types.ts';
import type { ControllerName } from '../core/plan.ts';
import { covers } from '../core/selection.ts';
import { targetKeys } from '../dns/publishing/keys.ts';

/** What the config says of one controller's things. */
interface Known {
  /** Names and ids: whatever is selected is one of these, or a key that begins with one. */
  readonly names: readonly string[];
  /** What ids begin with of things that tags select, so that the config does not name them. */
  readonly kinds: readonly string[];
}

const knownBy = (prefix: string, selectors: readonly Selector[]): Known => ({
  names: selectors.flatMap((selector) => idsOf(selector) ?? []),
  kinds: selectors.some((selector) => idsOf(selector) === undefined) ? [prefix] : [],
});

const together = (names: readonly string[], ...parts: readonly Known[]): Known => ({
  names: [...new Set([...names, ...parts.flatMap((part) => part.names)])],
  kinds: parts.flatMap(({ kinds }) => kinds),
});

const KNOWN: Readonly<Record<ControllerName, (config: Config) => Known>> = {
  connections: ({ connections }) =>
    together(
      connections.map(({ name }) => name),
      knownBy(
        'vpce-svc-',
        connections.map(({ services }) => services),
      ),
    ),
  dns: ({ dns: { zones, forwarders, answers, verifications } }) =>
    together(
      [
        ...[...forwarders, ...answers].flatMap(({ name, publish, domains }) => [name, ...targetKeys(publish, domains)]),
        ...[...zones, ...verifications].map(({ zone }) => zone),
        ...forwarders.flatMap(({ publish }) => publish.flatMap((one) => ('record' in one ? one.zone : []))),
      ],
      knownBy(
        'vpce-svc-',
        verifications.map(({ service }) => service),
      ),
    ),
  routes: ({ routes, gatewayEndpoints }) =>
    together(
      routes.map(({ name }) => name),
      knownBy(
        'rtb-',
        routes.flatMap(({ legs }) => legs.map(({ tables }) => tables)),
      ),
      knownBy(
        'eni-',
        routes.flatMap(({ appliances }) => appliances.flatMap(interfacesOf)),
      ),
      knownBy(
        'vpce-',
        gatewayEndpoints.map(({ endpoint }) => endpoint),
      ),
    ),
};

const interfacesOf = (appliance: Appliance): Selector[] => {
  if ('interface' in appliance) return [interfaceSelector(appliance.interface)];
  return 'interfaces' in appliance ? Object.values(appliance.interfaces).map(interfaceSelector) : [];
};

/** Everything that can be selected by a name that stands in the config. */
export const namesOf = (controller: ControllerName, config: Config): readonly string[] =>
  KNOWN[controller](config).names;

/** May something of the controller go by this name? Only a run can tell where tags select. */
export const mayConcern = (controller: ControllerName, config: Config, name: string): boolean => {
  const { names, kinds } = KNOWN[controller](config);
  return (
    names.some((known) => covers(known, name) || covers(name, known)) ||
    kinds.some((kind) => name.startsWith(kind) && (kind !== 'vpce-' || !name.startsWith('vpce-svc-')))
  );
};
