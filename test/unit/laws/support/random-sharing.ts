/** Random endpoint services, consumers and rules, and a second opinion on who may connect. */
import type { EndpointConnection } from '../../../../lib/aws/types.ts';
import type { AcceptRule, RejectRule } from '../../../../lib/config/types.ts';
import type { ConnectionsConfig, ObservedConnections, Units } from '../../../../lib/connections/types.ts';
import { connection, loadBalancer, NOW, notification, service } from '../../../support/aws.ts';
import { connectionsConfig, type RuleSetInput } from '../../../support/configs.ts';
import { sharing } from '../../../support/sharing.ts';
import { chance, type Draw, oneOf, some, times, whole } from './random.ts';

export const ACCOUNTS = ['111122223333', '222233334444', '333344445555'];
export const SERVICES = ['vpce-svc-1', 'vpce-svc-2', 'vpce-svc-3'];
const UNITS = ['ou-ab12-11111111', 'ou-ab12-22222222'];
const [ROOT, OTHER_ROOT] = ['r-ab12', 'r-zz99'];
const ORGANIZATION = { id: 'o-ab12cd34ef', rootId: ROOT };
const REGIONS = ['eu-west-2', 'eu-central-1'];
const TYPES = ['ipv4', 'ipv6', 'dualstack'] as const;
const STATES = [
  ...(['pendingAcceptance', 'pendingAcceptance', 'pending', 'available', 'rejected', 'failed', 'deleted'] as const),
  'unknown (suspended)' as const,
];

export interface World {
  readonly observed: ObservedConnections;
  readonly claims: ConnectionsConfig;
}

type AcceptInput = NonNullable<RuleSetInput['accept']>[number];
type RejectInput = NonNullable<RuleSetInput['reject']>[number];

const filled = <T>(g: Draw, values: readonly T[]): T[] => [oneOf(g, ...values), ...some(g, 20, values)];

const randomConditions = (g: Draw, name: string): RejectInput => ({
  name,
  ...(chance(g, 40) ? { accounts: filled(g, ACCOUNTS) } : {}),
  ...(chance(g, 40)
    ? { organizationalUnits: filled(g, [...UNITS, ROOT, ...(chance(g, 15) ? [OTHER_ROOT] : [])]) }
    : {}),
  ...(chance(g, 15) ? { regions: filled(g, REGIONS) } : {}),
  ...(chance(g, 25) ? { ipAddressTypes: filled(g, TYPES) } : {}),
  ...(chance(g, 20) ? { endpoints: ['vpce-0', 'vpce-1', 'vpce-2'] } : {}),
  ...(chance(g, 20) ? { until: oneOf(g, '2026-11-20', '2026-11-21') } : {}),
});

const randomReject = (g: Draw): RejectInput =>
  chance(g, 40) ? { name: 'reject', endpoints: ['vpce-0', 'vpce-1'] } : randomConditions(g, 'reject');

const randomAccept = (g: Draw, at: number): AcceptInput => ({
  ...randomConditions(g, `accept-${at}`),
  ...(chance(g, 40) ? { maxPerAccount: whole(g, 1, 2) } : {}),
});

const randomRuleSet = (g: Draw, at: number): RuleSetInput => ({
  name: `set-${at}`,
  services: oneOf<RuleSetInput['services']>(
    g,
    { id: SERVICES[at] ?? '' },
    { tags: { tier: `${at}` } },
    { ids: SERVICES },
  ),
  accept: times(whole(g, 0, 3), (rule) => randomAccept(g, rule)),
  ...(chance(g, 40) ? { reject: [randomReject(g)] } : {}),
  ...(chance(g, 35) ? { otherwise: 'reject' as const } : {}),
  ...(chance(g, 55) ? { revoke: true } : {}),
  ...(chance(g, 20) ? { permissions: 'add' as const } : {}),
});

const randomUnits = (g: Draw): Units => (chance(g, 25) ? 'unknown' : chance(g, 40) ? 'outside' : inside(g));

const inside = (g: Draw): string[] => [...some(g, 40, UNITS), ROOT];

const randomConnection = (g: Draw, at: number): EndpointConnection =>
  connection({
    serviceId: chance(g, 50) ? 'vpce-svc-1' : oneOf(g, ...SERVICES),
    endpointId: `vpce-${at}`,
    owner: chance(g, 40) ? '111122223333' : oneOf(g, ...ACCOUNTS),
    state: oneOf(g, ...STATES),
    createdAt: NOW - whole(g, 0, 3) * 600_000,
    addressType: chance(g, 12) ? 'unknown (none)' : oneOf(g, ...TYPES),
    ...(chance(g, 30) ? { region: oneOf(g, ...REGIONS) } : {}),
  });

/** Few places, and some of them about to be free. */
const crowded = (g: Draw): RuleSetInput => ({
  name: 'crowded',
  services: { id: 'vpce-svc-1' },
  reject: [{ name: 'old', endpoints: ['vpce-0', 'vpce-1'] }],
  accept: [{ name: 'few', accounts: ACCOUNTS, maxPerAccount: whole(g, 1, 2) }],
  revoke: true,
});

const randomRuleSets = (g: Draw): RuleSetInput[] =>
  chance(g, 25) ? [crowded(g)] : times(whole(g, 1, 2), (at) => randomRuleSet(g, at));

export const randomWorld = (g: Draw): World => {
  const claims = connectionsConfig(...randomRuleSets(g));
  const adding = claims.ruleSets.some(({ permissions }) => permissions === 'add');
  return {
    claims,
    observed: sharing({
      complete: chance(g, 70),
      services: SERVICES.map((id) =>
        service({
          id,
          tags: { tier: `${whole(g, 0, 2)}` },
          acceptanceRequired: chance(g, 90),
          managed: chance(g, 5),
          state: chance(g, 90) ? 'available' : oneOf(g, 'pending', 'failed', 'deleting', 'deleted'),
        }),
      ),
      connections: times(whole(g, 0, 10), (at) => randomConnection(g, at)),
      notifications: some(g, 60, SERVICES).map((serviceId) =>
        notification({
          id: `vpce-nfn-${serviceId}`,
          serviceId,
          ...(chance(g, 20) ? { events: ['Connect'] } : {}),
          ...(chance(g, 20) ? { topicArn: 'arn:aws:sns:eu-west-2:999988887777:elsewhere' } : {}),
        }),
      ),
      principals: adding ? Object.fromEntries(SERVICES.map((id) => [id, some(g, 30, ACCOUNTS).map(root)])) : {},
      loadBalancerAzs: chance(g, 50) ? { [loadBalancer()]: some(g, 80, ['euw2-az1', 'euw2-az2', 'euw2-az3']) } : {},
      units: Object.fromEntries(some(g, 90, ACCOUNTS).map((account) => [account, randomUnits(g)])),
      ...(chance(g, 80) ? { organization: ORGANIZATION } : {}),
      unseen: [...some(g, 10, SERVICES), ...some(g, 10, ['notifications'])].map((key) => ({
        key,
        code: 'AccessDenied',
        error: 'no',
        retryable: false,
      })),
    }),
  };
};

const root = (account: string): string => `arn:aws:iam::${account}:root`;

/** Every account that could not be looked up, in some place that it may really have. */
export const resolved = (g: Draw, observed: ObservedConnections): ObservedConnections => {
  const place = (account: string): Units => {
    const known = observed.units[account] ?? 'unknown';
    if (known !== 'unknown') return known;
    return chance(g, 30) ? 'outside' : inside(g);
  };
  const units = Object.fromEntries(ACCOUNTS.map((account) => [account, place(account)]));
  return { ...observed, units, organization: ORGANIZATION };
};

/** A second opinion, without the planner's words: does AWS's own state satisfy the rule for certain? */
export const satisfies = (
  rule: AcceptRule | RejectRule,
  one: EndpointConnection,
  observed: ObservedConnections,
): boolean => {
  const units = observed.units[one.owner];
  const placed = Array.isArray(units) ? (units as readonly string[]) : [];
  if (rule.until && new Date(observed.now).toISOString().slice(0, 10) > rule.until) return false;
  if (rule.accounts && !rule.accounts.includes(one.owner)) return false;
  if (rule.endpoints && !rule.endpoints.includes(one.endpointId)) return false;
  if (rule.regions && !rule.regions.includes(one.region ?? observed.region)) return false;
  if (rule.ipAddressTypes && !rule.ipAddressTypes.some((type) => type === one.addressType)) return false;
  const roots = (rule.organizationalUnits ?? []).filter((unit) => unit.startsWith('r-'));
  if (roots.some((root) => root !== observed.organization?.rootId)) return false;
  return !rule.organizationalUnits || rule.organizationalUnits.some((unit) => placed.includes(unit));
};
