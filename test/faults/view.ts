/** An account as paths and texts, so that two of them can be compared. Pure. */
import type { Account } from '@waykeeper/local-cloud/state';

/** By path, such as `ec2/routeTables/rtb-0a/routes/0.0.0.0/0/target`. */
export type View = ReadonlyMap<string, string>;

/** Moments, and what says again in other words what stands elsewhere. */
const LEFT_OUT = /(?:At|Since)$|^(?:checksums|callerReference|creatorRequestId|stateReason|stateReasonData|version)$/;

/** What names an element of a list, as far as it has these members. */
const NAMES = ['Name', 'Type', 'SetIdentifier', 'destination', 'Ip', 'Ipv6', 'VPCId', 'principal', 'id', 'Value'];

const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

const nameOf = (element: unknown, at: number): string => {
  if (typeof element !== 'object' || element === null) return String(element);
  const members = element as Readonly<Record<string, unknown>>;
  const names = NAMES.flatMap((name) => (typeof members[name] === 'string' ? [members[name]] : []));
  return names.length > 0 ? names.join(' ') : String(at);
};

const membersOf = (value: object): (readonly [string, unknown])[] =>
  Array.isArray(value) ? value.map((element, at) => [nameOf(element, at), element]) : Object.entries(value);

const put = (view: Map<string, string>, path: string, value: unknown): void => {
  if (typeof value === 'object' && value !== null) {
    for (const [name, member] of membersOf(value)) if (!LEFT_OUT.test(name)) put(view, `${path}/${name}`, member);
    return;
  }
  view.set(path, String(value).replaceAll(TIME, 'some time'));
};

/** A notification's id is AWS's choice; the service that it is about is not. */
const byService = (notifications: Account['ec2']['connectionNotifications']): object =>
  Object.fromEntries(Object.values(notifications).map(({ id: _, ...rest }) => [rest.serviceId, rest]));

/** Everything in an account that Waykeeper could change, and nothing of how that came about. */
export const viewOf = ({ ec2, route53, resolver, s3, ssm, monitoring }: Account): View => {
  const view = new Map<string, string>();
  put(view, 'ec2', { ...ec2, connectionNotifications: byService(ec2.connectionNotifications) });
  put(view, 'route53', route53.zones);
  put(view, 'resolver', resolver);
  put(view, 's3', s3.buckets);
  put(view, 'ssm', ssm.parameters);
  put(view, 'alarms', monitoring.alarms);
  return view;
};

/** The paths at which two accounts are not the same. */
export const differences = (one: View, other: View): string[] =>
  [...new Set([...one.keys(), ...other.keys()])].filter((path) => one.get(path) !== other.get(path)).sort();
