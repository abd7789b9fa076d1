/** Can the probe see what it tests, and tell of it, without passing through it? Pure. */
import type { RouteTable, Subnet } from '../../aws/types.ts';
import { selects } from '../../config/selector.ts';
import type { RouteGroup } from '../../config/types.ts';
import type { Finding } from '../../core/plan.ts';
import { finding, reason } from '../codes.ts';
import { networkOf } from '../network.ts';
import type { ObservedRoutes, ProbeReachability } from '../types.ts';

/** What the probe calls: alarms and metrics, and the addresses of interfaces. */
const SERVICES = ['monitoring', 'ec2'];

/** Targets of a default route that a function in a VPC reaches AWS by; it has no public address for an internet gateway. */
const WAY_OUT = /^(?:nat|tgw|pcx|vgw|eni)-/;

/** What is wrong with the place that the probe of a group runs in; nothing where that was not looked at. */
export const probeFindings = (group: RouteGroup, { probeReachability }: ObservedRoutes): Finding[] => {
  const { probe } = group.health;
  if (!probe || !probeReachability) return [];
  return probe.from.subnets.toSorted().flatMap((id) => subnetFindings(group, id, probeReachability));
};

const subnetFindings = (group: RouteGroup, subnetId: string, reachability: ProbeReachability): Finding[] => {
  const key = `${group.name}/probe/${subnetId}`;
  const subnet = reachability.subnets.find(({ id }) => id === subnetId);
  if (!subnet) {
    return [finding(key, reason('PROBE_NO_SUBNET', `there is no subnet ${subnetId}`))];
  }
  const table = networkOf({ ...reachability, attachments: [] }).tableOf(subnet);
  const claimed = table !== undefined && group.legs.some(({ tables }) => selects(tables, table));
  return [
    ...(claimed ? [throughItself(key, table.id)] : []),
    ...unreachable(key, subnet, table, claimed, reachability),
  ];
};

const throughItself = (key: string, tableId: string): Finding =>
  finding(
    key,
    reason('PROBE_LOOP', `it is served by ${tableId}, which the group claims: the probe would pass what it tests`),
  );

const unreachable = (
  key: string,
  subnet: Subnet,
  table: RouteTable | undefined,
  claimed: boolean,
  { services }: ProbeReachability,
): Finding[] => {
  const out = table?.routes.some(({ destination, target }) => destination === '0.0.0.0/0' && WAY_OUT.test(target));
  if (out && !claimed) return [];
  const here = services.filter(({ vpcId }) => vpcId === subnet.vpcId).map(({ serviceName }) => serviceName);
  const missing = SERVICES.filter((service) => !here.some((name) => name.endsWith(`.${service}`)));
  if (missing.length === 0) return [];
  const why = reason('PROBE_NO_WAY', `a probe in ${subnet.id} has no way of its own to ${missing.join(' and ')}`);
  return [finding(key, why)];
};
