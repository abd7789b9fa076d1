/** Route 53 Resolver's things in our words. Plain data, like that of types.ts, which exports them. */
import type { AddressState, Direction, RuleState, RuleType, Share } from './states.ts';

/** An inbound or outbound Resolver endpoint. */
export interface ResolverEndpoint {
  readonly id: string;
  readonly vpcId: string;
  readonly direction: Direction;
  /** Does it take plain DNS (Do53)? One for DNS over HTTPS alone does not. */
  readonly plainDns: boolean;
  /** How many addresses it has, in whatever state. */
  readonly addressCount: number;
}

/** One address of a Resolver endpoint. Of its states only `ATTACHED` is usable. */
export interface ResolverAddress {
  readonly ip: string;
  readonly status: AddressState;
}

/** AWS takes no more targets for one rule (Route 53 quotas). */
export const MOST_RULE_TARGETS = 6;

/** Whom a Resolver rule forwards to. Port, protocol (`Do53`, `DoH`, `DoH-FIPS`) and server name are kept as they are. */
export interface ResolverTarget {
  readonly ip: string;
  readonly port: number;
  readonly protocol?: string;
  readonly serverName?: string;
}

export interface ResolverRule {
  readonly id: string;
  /** Lower case, without the trailing dot; the root is `.`. */
  readonly domain: string;
  readonly type: RuleType;
  readonly status: RuleState;
  readonly targets: readonly ResolverTarget[];
  readonly ownerId: string;
  readonly share: Share;
  readonly modifiedAt: number;
}
