/** Puts Resolver endpoints and rules straight into an account, with ids that the caller chooses. */
import type { Account } from '../../account.ts';
import { derivedId } from '../ec2/derive.ts';
import { findSubnet } from '../ec2/find.ts';
import { SEED_TIME } from '../ec2/seed/network.ts';
import { ruleDomain } from './rules.ts';
import type {
  AddressStatus,
  Direction,
  ResolverEndpoint,
  ResolverRule,
  RuleStatus,
  RuleType,
  ShareStatus,
} from './state.ts';

interface ResolverEndpointSeed {
  readonly id: string;
  readonly vpc: string;
  /** Default: INBOUND. */
  readonly direction?: Direction;
  /** Default status: ATTACHED. Of an inbound endpoint, those in 127.0.0.0/8 answer DNS. */
  readonly addresses: readonly { readonly subnet: string; readonly ip: string; readonly status?: AddressStatus }[];
  readonly name?: string;
}

/** Nothing is checked but that the subnets are there, and no address is on its way by itself. */
export const addResolverEndpoint = (account: Account, seed: ResolverEndpointSeed): ResolverEndpoint => {
  const { id, vpc, direction = 'INBOUND', addresses, name } = seed;
  const times = { createdAt: SEED_TIME, modifiedAt: SEED_TIME };
  const endpoint: ResolverEndpoint = {
    ...{ id, vpcId: vpc, direction, groups: [], creatorRequestId: `seed-${id}`, ...times },
    ...(name === undefined ? {} : { name }),
    addresses: addresses.map(({ subnet, ip, status = 'ATTACHED' }) => ({
      ...{
        id: derivedId('rni', id, ip),
        subnetId: findSubnet(account, subnet).id,
        ip,
        status,
        ...times,
      },
    })),
  };
  account.resolver.endpoints[id] = endpoint;
  return endpoint;
};

interface ResolverRuleSeed {
  readonly id: string;
  /** With or without the trailing dot. */
  readonly domain: string;
  /** Addresses of either family, or with all that a target has. Default port: 53. */
  readonly targets?: readonly (
    | string
    | {
        readonly ip: string;
        readonly port?: number;
        readonly protocol?: 'Do53' | 'DoH' | 'DoH-FIPS';
        readonly serverName?: string;
      }
  )[];
  /** Default: FORWARD. */
  readonly type?: RuleType;
  /** Default: COMPLETE. */
  readonly status?: RuleStatus;
  /** Default: NOT_SHARED, or SHARED_WITH_ME for a rule of another account. */
  readonly share?: ShareStatus;
  /** The account that it belongs to; default: this one. */
  readonly owner?: string;
  /** VPCs that it is associated with. */
  readonly vpcs?: readonly string[];
  readonly name?: string;
  /** The outbound endpoint. */
  readonly endpoint?: string;
  /** When it was last changed (ms since the epoch). */
  readonly modifiedAt?: number;
}

type TargetSeed = NonNullable<ResolverRuleSeed['targets']>[number];

const targetOf = (seed: TargetSeed): ResolverRule['targets'][number] => {
  const { ip, port = 53, protocol = 'Do53', serverName } = typeof seed === 'string' ? { ip: seed } : seed;
  return {
    ...(ip.includes(':') ? { Ipv6: ip } : { Ip: ip }),
    ...{ Port: port, Protocol: protocol },
    ...(serverName === undefined ? {} : { ServerNameIndication: serverName }),
  };
};

/** Nothing is checked, so that rules which AWS would no longer let be made can be seeded. */
export const addResolverRule = (account: Account, seed: ResolverRuleSeed): ResolverRule => {
  const { id, targets = [], type = 'FORWARD', status = 'COMPLETE', owner = account.id, vpcs = [] } = seed;
  const rule: ResolverRule = {
    ...{ id, domain: ruleDomain(seed.domain), type, status, targets: targets.map(targetOf), ownerId: owner },
    share: seed.share ?? (owner === account.id ? 'NOT_SHARED' : 'SHARED_WITH_ME'),
    ...(seed.name === undefined ? {} : { name: seed.name }),
    ...(seed.endpoint === undefined ? {} : { endpointId: seed.endpoint }),
    ...{ creatorRequestId: `seed-${id}`, createdAt: SEED_TIME, modifiedAt: seed.modifiedAt ?? SEED_TIME },
  };
  account.resolver.rules[id] = rule;
  for (const vpcId of vpcs) {
    const association = derivedId('rslvr-rrassoc', id, vpcId);
    account.resolver.associations[association] = { id: association, ruleId: id, vpcId, status: 'COMPLETE' };
  }
  return rule;
};
