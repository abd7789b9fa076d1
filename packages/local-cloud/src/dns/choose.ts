/** Who answers a name in a VPC, by Route 53's precedence: from the name upwards, at each name what AWS asks first. */
import type { Account } from '../account.ts';
import { parseServiceName, privateName } from '../services/ec2/endpoints/names.ts';
import { stateOf } from '../services/ec2/endpoints/state.ts';
import type { Endpoint } from '../services/ec2/state.ts';
import type { HostedZone } from '../services/route53/state.ts';
import type { ResolverRule } from '../services/route53resolver/state.ts';
import { parentOf, plainName } from './names.ts';

/** Who answers. */
export interface View {
  /** The VPC whose resolver it is; without it every private zone is seen, and no rule holds. */
  readonly vpc?: string;
  /** Was it asked through an inbound Resolver endpoint, from outside of the VPC? */
  readonly inbound?: boolean;
}

/** Who answers a name; nobody in particular: AWS's own public DNS. */
export type Chosen =
  | { readonly rule: ResolverRule }
  | { readonly zone: HostedZone }
  | { readonly endpoint: Endpoint }
  | undefined;

/** What is set up for one VPC, or by one Profile. */
interface Settings {
  readonly rules: readonly ResolverRule[];
  readonly zones: readonly HostedZone[];
  readonly endpoints: readonly Endpoint[];
}

/**
 * The most specific name wins. At one name the VPC's own settings go before a Profile's (R), and among these a rule before a
 * private zone before an endpoint's private DNS. A SYSTEM rule has Resolver answer itself, whatever rules say further up.
 */
export const choose = (account: Account, name: string, view: View): Chosen => {
  const all = settingsOf(account, view);
  let rulesHold = true;
  for (const at of upwards(name)) {
    for (const settings of all) {
      const rule = rulesHold ? settings.rules.find(({ domain }) => plainName(domain) === at) : undefined;
      if (rule?.type === 'FORWARD') return { rule };
      if (rule) rulesHold = false;
      const local = localAt(at, settings, account);
      if (local) return local;
    }
  }
  return publicZone(account, name);
};

/** The name, and those above it up to the root, which is empty. */
const upwards = (name: string): string[] => (name === '' ? [''] : [name, ...upwards(parentOf(name))]);

const localAt = (at: string, { zones, endpoints }: Settings, account: Account): Chosen => {
  const zone = zones.find((one) => plainName(one.name) === at);
  if (zone) return { zone };
  const endpoint = endpoints.find((one) => ownName(one, account) === at);
  return endpoint && { endpoint };
};

const settingsOf = (account: Account, view: View): Settings[] => {
  const { route53, resolver, profiles, ec2 } = account;
  const endpoints = Object.values(ec2.endpoints).filter((endpoint) => isTold(endpoint, account, view));
  const zones = Object.values(route53.zones).filter((zone) => zone.private);
  const { vpc } = view;
  if (vpc === undefined) return [{ rules: [], zones, endpoints }];
  const associated = Object.values(resolver.associations).filter(
    (one) => one.vpcId === vpc && one.status !== 'CREATING',
  );
  const ruled = (ids: readonly string[]): ResolverRule[] =>
    ids.flatMap((id) => resolver.rules[id] ?? []).filter(({ type }) => type === 'FORWARD' || type === 'SYSTEM');
  return [
    {
      rules: ruled(associated.map(({ ruleId }) => ruleId)),
      zones: zones.filter((zone) => zone.vpcs.some(({ VPCId }) => VPCId === vpc)),
      endpoints: endpoints.filter(({ vpcId }) => vpcId === vpc),
    },
    ...Object.values(profiles)
      .filter(({ vpcs }) => vpcs.includes(vpc))
      .map((profile) => ({
        rules: ruled(profile.rules),
        zones: zones.filter(({ id }) => profile.zones.includes(id)),
        endpoints: endpoints.filter(({ id }) => profile.endpoints.includes(id)),
      })),
  ];
};

/** With S3's option, only those outside hear the interfaces' addresses; the VPC itself takes its gateway endpoint. */
const isTold = (endpoint: Endpoint, { ec2 }: Account, { inbound = false }: View): boolean =>
  endpoint.privateDns &&
  (inbound || !endpoint.privateDnsOnlyForInboundResolver) &&
  stateOf(endpoint, ec2) === 'available';

const ownName = ({ service }: Endpoint, { ec2 }: Account): string | undefined => {
  const parsed = parseServiceName(service);
  return parsed && privateName(parsed, ec2);
};

const publicZone = ({ route53 }: Account, name: string): Chosen => {
  const zones = Object.values(route53.zones).filter((zone) => !zone.private);
  const found = upwards(name).flatMap((at) => zones.find((one) => plainName(one.name) === at) ?? [])[0];
  return found && { zone: found };
};
