/** Route 53 Resolver: endpoints, their addresses, and forwarding rules. */
import { isIPv6 } from 'node:net';
import { normalName, ROOT } from '../../net/dns-name.ts';
import { allPages, read, write } from '../clients.ts';
import { readState } from '../states.ts';
import type { ResolverAddress, ResolverEndpoint, ResolverRule, ResolverTarget } from '../types.ts';
import { callResolver } from './client.ts';
import { ADDRESS_STATES, DIRECTIONS, RULE_STATES, RULE_TYPES, SHARES } from './states.ts';

/** Most that a listing of Resolver takes for one page. */
const PAGE = 100;

interface TargetAddress {
  readonly Ip?: string;
  readonly Ipv6?: string;
  readonly Port?: number;
  readonly Protocol?: string;
  readonly ServerNameIndication?: string;
}

/** One endpoint. Throws `ResourceNotFoundException`. */
export const getResolverEndpoint = async (id: string): Promise<ResolverEndpoint> => {
  interface Answer {
    readonly ResolverEndpoint?: {
      readonly HostVPCId?: string;
      readonly Direction?: string;
      readonly IpAddressCount?: number;
      readonly Protocols?: readonly string[];
    };
  }
  const { ResolverEndpoint: it } = await read(callResolver<Answer>('GetResolverEndpoint', { ResolverEndpointId: id }));
  return {
    id,
    vpcId: it?.HostVPCId ?? '',
    direction: readState(DIRECTIONS, it?.Direction),
    plainDns: it?.Protocols?.includes('Do53') ?? true,
    addressCount: it?.IpAddressCount ?? 0,
  };
};

/** The addresses of an endpoint, in all their states; one without an address yet is left out. */
export const listResolverAddresses = async (endpointId: string): Promise<ResolverAddress[]> => {
  interface Answer {
    readonly IpAddresses?: readonly { readonly Ip?: string; readonly Ipv6?: string; readonly Status?: string }[];
    readonly NextToken?: string;
  }
  const found = await allPages(async (NextToken) => {
    const input = { ResolverEndpointId: endpointId, MaxResults: PAGE, NextToken };
    const page = await read(callResolver<Answer>('ListResolverEndpointIpAddresses', input));
    return { items: page.IpAddresses, next: page.NextToken };
  });
  return found.flatMap(({ Ip, Ipv6, Status }) =>
    [Ip, Ipv6].flatMap((ip) => (ip === undefined ? [] : [{ ip, status: readState(ADDRESS_STATES, Status) }])),
  );
};

interface RuleAnswer {
  readonly Id?: string;
  readonly DomainName?: string;
  readonly RuleType?: string;
  readonly Status?: string;
  readonly TargetIps?: readonly TargetAddress[];
  readonly OwnerId?: string;
  readonly ShareStatus?: string;
  readonly ModificationTime?: string;
}

/** One rule. Throws `ResourceNotFoundException`. */
export const getResolverRule = async (id: string): Promise<ResolverRule> => {
  interface Answer {
    readonly ResolverRule?: RuleAnswer;
  }
  const { ResolverRule: rule } = await read(callResolver<Answer>('GetResolverRule', { ResolverRuleId: id }));
  return toRule({ ...rule, Id: id });
};

/** Every rule of the account and every one that is shared with it. */
export const listResolverRules = async (): Promise<ResolverRule[]> => {
  interface Answer {
    readonly ResolverRules?: readonly RuleAnswer[];
    readonly NextToken?: string;
  }
  const found = await allPages(async (NextToken) => {
    const page = await read(callResolver<Answer>('ListResolverRules', { MaxResults: PAGE, NextToken }));
    return { items: page.ResolverRules, next: page.NextToken };
  });
  return found.map(toRule);
};

const toRule = (rule: RuleAnswer): ResolverRule => ({
  id: rule.Id ?? '',
  domain: normalName(rule.DomainName ?? ROOT) || ROOT,
  type: readState(RULE_TYPES, rule.RuleType),
  status: readState(RULE_STATES, rule.Status),
  targets: (rule.TargetIps ?? []).map(toTarget),
  ownerId: rule.OwnerId ?? '',
  share: readState(SHARES, rule.ShareStatus),
  modifiedAt: Date.parse(rule.ModificationTime ?? '') || 0,
});

/** Which rules are associated with which VPCs, save where that is being undone: of one rule, or of all. */
export const listRuleVpcs = async (ruleId?: string): Promise<{ readonly ruleId: string; readonly vpcId: string }[]> => {
  interface Association {
    readonly ResolverRuleId?: string;
    readonly VPCId?: string;
    readonly Status?: string;
  }
  interface Answer {
    readonly ResolverRuleAssociations?: readonly Association[];
    readonly NextToken?: string;
  }
  const Filters = ruleId === undefined ? undefined : [{ Name: 'ResolverRuleId', Values: [ruleId] }];
  const found = await allPages(async (NextToken) => {
    const page = await read(
      callResolver<Answer>('ListResolverRuleAssociations', { Filters, MaxResults: PAGE, NextToken }),
    );
    return { items: page.ResolverRuleAssociations, next: page.NextToken };
  });
  return found.flatMap(({ ResolverRuleId = '', VPCId, Status }) =>
    VPCId === undefined || Status === 'DELETING' ? [] : [{ ruleId: ResolverRuleId, vpcId: VPCId }],
  );
};

/**
 * Replaces the whole list of a rule's targets; name and endpoint stay. Throws on an empty list before anything is sent, and
 * `ResourceUnavailableException` while the rule is still being updated (RSLVR-00705; inferred).
 */
export const updateResolverRule = async (ruleId: string, targets: readonly ResolverTarget[]): Promise<void> => {
  if (targets.length === 0) {
    throw Object.assign(new Error(`expected at least one target for ${ruleId}, found none`), { retryable: false });
  }
  const Config = { TargetIps: targets.map(fromTarget) };
  await write(callResolver('UpdateResolverRule', { ResolverRuleId: ruleId, Config }));
};

/** AWS asks on port 53 where none is given. */
const toTarget = ({ Ip, Ipv6, Port = 53, Protocol, ServerNameIndication }: TargetAddress): ResolverTarget => ({
  ip: Ip ?? Ipv6 ?? '',
  port: Port,
  ...(Protocol === undefined ? {} : { protocol: Protocol }),
  ...(ServerNameIndication === undefined ? {} : { serverName: ServerNameIndication }),
});

const fromTarget = ({ ip, port, protocol, serverName }: ResolverTarget): TargetAddress => ({
  ...(isIPv6(ip) ? { Ipv6: ip } : { Ip: ip }),
  Port: port,
  ...(protocol === undefined ? {} : { Protocol: protocol }),
  ...(serverName === undefined ? {} : { ServerNameIndication: serverName }),
});
