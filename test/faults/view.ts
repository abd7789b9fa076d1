/** An account as paths and texts, so that two of them can be compared. Pure. */
import type { Account } from '@waykeeper/local-cloud/state';

/** By path, such as `ec2/routeTables/rtb-0a/routes/0.0.0.0/0/target`. */
export type View = ReadonlyMap<string, string>;

/** The parameter in which Waykeeper remembers what it told. */
export const STATE = '/waykeeper/faults/state';

/** Moments, and what says again in other words what stands elsewhere. */
const LEFT_OUT = /(?:At|Since)$|^(?:checksums|callerReference|creatorRequestId|stateReason|stateReasonData|version)$/;

/** What names an element of a list: the members of the first of these of which it has one. */
const NAMES = [['Name', 'Type', 'SetIdentifier'], ['destination'], ['Ip'], ['Ipv6'], ['VPCId'], ['Value'], ['id']];

const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** The serial of a zone in a file tells the second in which it was written. */
const SERIAL = /\b[12]\d{9}\b/g;

const timeless = (value: unknown): string =>
  String(value).replaceAll(TIME, 'some time').replaceAll(SERIAL, 'some serial');

const nameOf = (element: unknown, at: number): string => {
  if (typeof element !== 'object' || element === null) return timeless(element);
  const members = element as Readonly<Record<string, unknown>>;
  const found = NAMES.map((names) => names.flatMap((name) => members[name] ?? [])).find(({ length }) => length > 0);
  return found ? timeless(found.join(' ')) : String(at);
};

const membersOf = (value: object): (readonly [string, unknown])[] =>
  Array.isArray(value) ? value.map((element, at) => [nameOf(element, at), element]) : Object.entries(value);

/** What goes on by itself has begun: how far it is says only how much time has passed. */
const SETTLED: Readonly<Record<string, string>> = { pending: 'available', UPDATING: 'COMPLETE' };

const put = (view: Map<string, string>, path: string, value: unknown): void => {
  if (typeof value === 'object' && value !== null) {
    for (const [name, member] of membersOf(value)) if (!LEFT_OUT.test(name)) put(view, `${path}/${name}`, member);
    return;
  }
  view.set(path, SETTLED[String(value)] ?? timeless(value));
};

/** A notification's id is AWS's choice; the service that it is about is not. */
const byService = (notifications: Account['ec2']['connectionNotifications']): object =>
  Object.fromEntries(Object.values(notifications).map(({ id: _, ...rest }) => [rest.serviceId, rest]));

/** So is a permission's. */
const withPrincipals = (services: Account['ec2']['endpointServices']): object =>
  Object.fromEntries(
    Object.entries(services).map(([id, service]) => [
      id,
      { ...service, permissions: service.permissions.map(({ principal }) => principal) },
    ]),
  );

/** Everything in an account that Waykeeper could change, and nothing of how that came about. */
export const viewOf = ({ ec2, route53, resolver, s3, ssm, monitoring }: Account): View => {
  const view = new Map<string, string>();
  const connectionNotifications = byService(ec2.connectionNotifications);
  put(view, 'ec2', { ...ec2, connectionNotifications, endpointServices: withPrincipals(ec2.endpointServices) });
  put(view, 'route53', route53.zones);
  put(view, 'resolver', resolver);
  put(view, 's3', s3.buckets);
  const { [STATE]: _, ...parameters } = ssm.parameters;
  put(view, 'ssm', parameters);
  put(view, 'alarms', monitoring.alarms);
  return view;
};

/** The paths at which two accounts are not the same. */
export const differences = (one: View, other: View): string[] =>
  [...new Set([...one.keys(), ...other.keys()])].filter((path) => one.get(path) !== other.get(path)).sort();
