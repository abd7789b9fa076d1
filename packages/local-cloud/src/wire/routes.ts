/** Which operation an HTTP method and path mean, for the REST protocols. */
import { AwsError } from './error.ts';
import type { WireRequest } from './message.ts';
import { requiredCount } from './required.ts';
import type { OperationSchema, Shape } from './schema.ts';

export interface Route {
  readonly operation: OperationSchema;
  readonly method: string;
  readonly pattern: RegExp;
  readonly labels: readonly string[];
  /** Query parameters that are part of the address, such as `?Operation=…`. */
  readonly fixed: URLSearchParams;
  /** What the JavaScript SDK calls the operation of S3 in the query; other callers do not, and are known by what they send. */
  readonly xId?: string;
  /** Required headers and query parameters, where there is an `xId`. */
  readonly needed: readonly { readonly header?: string; readonly query?: string }[];
  readonly weight: number;
}

/** Labels that stand in no pattern: S3's bucket, which the endpoint's rules put in front of the path (or into the host name). */
const outerLabels = (shape: Shape, path: string): string[] =>
  shape.isStructSchema()
    ? [...shape.structIterator()]
        .filter(([name, member]) => member.getMergedTraits().httpLabel && !new RegExp(`\\{${name}\\+?\\}`).test(path))
        .map(([name]) => name)
    : [];

type Needed = Route['needed'][number];

const neededOf = (shape: Shape): Needed[] =>
  shape.isStructSchema()
    ? [...shape.structIterator()].slice(0, requiredCount(shape)).flatMap(([, member]): Needed[] => {
        const { httpHeader, httpQuery } = member.getMergedTraits();
        if (httpHeader) return [{ header: httpHeader.toLowerCase() }];
        return httpQuery ? [{ query: httpQuery }] : [];
      })
    : [];

const routeOf = (operation: OperationSchema): Route[] => {
  if (!operation.http) return [];
  const [method, address] = operation.http;
  const [path = '', query = ''] = address.split('?');
  const labels = outerLabels(operation.input(), path);
  const before = labels.map(() => '/([^/]+)').join('');
  const source = path.replace(/\/$/, '').replace(/\{(\w+)(\+?)\}/g, (_, name: string, greedy: string) => {
    labels.push(name);
    return greedy ? '(.+)' : '([^/]+)';
  });
  const fixed = new URLSearchParams(query);
  const xId = fixed.get('x-id') ?? undefined;
  fixed.delete('x-id');
  const needed = xId === undefined ? [] : neededOf(operation.input());
  const weight = [...fixed].length + needed.length + path.length - labels.join('').length;
  // boto3 ends Route 53 paths with a slash, the JavaScript SDK does not.
  const pattern = new RegExp(`^${before}${source}/?$`);
  return [{ operation, method, pattern, labels, fixed, ...(xId === undefined ? {} : { xId }), needed, weight }];
};

/** All routes of a service, the most specific ones first. */
export const routesOf = (operations: Iterable<OperationSchema>): Route[] =>
  [...operations].flatMap(routeOf).sort((a, b) => b.weight - a.weight);

const isMeant = ({ xId, needed }: Route, { query, headers }: WireRequest): boolean =>
  query.has('x-id')
    ? query.get('x-id') === xId
    : needed.every((one) => (one.query ? query.has(one.query) : headers[one.header ?? ''] !== undefined));

const matches = (route: Route, request: WireRequest): boolean => {
  const { method, pattern, fixed } = route;
  return (
    method === request.method &&
    pattern.test(request.path) &&
    isMeant(route, request) &&
    [...fixed].every(([key, value]) => request.query.has(key) && (value === '' || request.query.get(key) === value))
  );
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('InvalidURI', `Couldn't parse the specified URI: ${text}`);
  }
};

/** The route of a request, and the texts of its path labels. Throws InvalidURI for escapes that are none. */
export const findRoute = (routes: readonly Route[], request: WireRequest) => {
  const route = routes.find((candidate) => matches(candidate, request));
  if (!route) return undefined;
  const texts = route.pattern.exec(request.path)?.slice(1) ?? [];
  const labels = new Map(route.labels.map((name, index) => [name, decoded(texts[index] ?? '')]));
  return { operation: route.operation, labels };
};
