/** What a person does about a split path set, as commands where commands do it. Pure. */
import type { Judged } from './model.ts';
import { isAnnounced } from './network.ts';
import type { RouteState } from './state.ts';
import { targetFor } from './targets.ts';
import type { ApplianceState } from './types.ts';

/** How many commands a remedy holds. */
const SHOWN = 5;

/**
 * By the cause: what is missing is created, what leads elsewhere replaced; what is ours comes right by itself or says why not.
 * `deferred`: its move waits, since legs of its group find no table.
 */
export const remedyOf = (judged: Judged, deferred: boolean): string => {
  const { routes, foreign } = judged.state;
  if (foreign.length === 0)
    return deferred ? 'mend the legs that find no table: until then it moves only when it must' : byItself(judged);
  const to = applianceFor(judged);
  if (!to) return 'point the named routes at one of the appliances, or take them out of the config';
  const commands = routes.flatMap((route) => commandFor(route, to));
  const more = commands.length > SHOWN ? [`and ${commands.length - SHOWN} more like these`] : [];
  return commands.length === 0
    ? 'take the named routes out of the config: the table can never hold them'
    : [...commands.slice(0, SHOWN), ...more].join('; ');
};

const byItself = ({ choice, state: { unseenTarget } }: Judged): string => {
  if (choice.kind === 'move') return byRun(choice.to.name);
  if (choice.kind === 'bypass') return byRun('its bypass');
  switch (choice.reason.code) {
    case 'MEND_WAITS':
      return 'when their last write is older than the hold-down they are brought together; at once by reconcile with "failback"';
    case 'TARGET_UNSEEN':
      return `see what became of ${unseenTarget}: nothing moves while the answer lacks it`;
    case 'STATE_UNKNOWN':
      return 'look at the target in AWS; a newer version may know its state';
    default:
      return 'bring one of the appliances back; the routes follow by themselves';
  }
};

/** Nothing of it has failed before a run wrote: in mode plan none ever does. */
const byRun = (to: string): string =>
  `a run in mode apply leads all of them to ${to}; what it is refused it says, and the next run tries again`;

/** Where the set goes, or where the routes of ours are. */
const applianceFor = ({ state: { ours }, choice }: Judged): ApplianceState | undefined => {
  if (choice.kind === 'move') return choice.to;
  return ours.find(({ appliance, fit }) => fit && appliance !== undefined)?.appliance;
};

const commandFor = ({ claimed, point }: RouteState, to: ApplianceState): string[] => {
  const target = targetFor(to, claimed.role);
  if (point.kind === 'ours' || !target || (point.kind === 'missing' && point.reason.code === 'EDGE_DESTINATION'))
    return [];
  const { table, destination, route } = claimed;
  // Beside an announced route a static one is created, which counts before it.
  const verb = route && !isAnnounced(route) ? 'replace-route' : 'create-route';
  const command = `aws ec2 ${verb} --route-table-id ${table.id} ${destinationOption(destination)} ${destination}`;
  return [`${command} ${TARGET_OPTION[target.kind]} ${target.id}`];
};

const TARGET_OPTION = {
  interface: '--network-interface-id',
  endpoint: '--vpc-endpoint-id',
  natGateway: '--nat-gateway-id',
} as const;

const destinationOption = (destination: string): string => {
  if (destination.startsWith('pl-')) return '--destination-prefix-list-id';
  return destination.includes(':') ? '--destination-ipv6-cidr-block' : '--destination-cidr-block';
};
