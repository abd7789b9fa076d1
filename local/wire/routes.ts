/** Which operation an HTTP method and path mean, for the REST protocols. */
import type { WireRequest } from './message.ts';
import type { OperationSchema } from './schema.ts';

export interface Route {
  readonly operation: OperationSchema;
  readonly method: string;
  readonly pattern: RegExp;
  readonly labels: readonly string[];
  /** Query parameters that are part of the address, such as `?Operation=…`. */
  readonly fixed: URLSearchParams;
  readonly weight: number;
}

const routeOf = (operation: OperationSchema): Route[] => {
  if (!operation.http) return [];
  const [method, address] = operation.http;
  const [path = '', query = ''] = address.split('?');
  const labels: string[] = [];
  const source = path.replace(/\/$/, '').replace(/\{(\w+)(\+?)\}/g, (_, name: string, greedy: string) => {
    labels.push(name);
    return greedy ? '(.+)' : '([^/]+)';
  });
  const fixed = new URLSearchParams(query);
  const weight = [...fixed].length + path.length - labels.join('').length;
  // boto3 ends Route 53 paths with a slash, the JavaScript SDK does not.
  return [{ operation, method, pattern: new RegExp(`^${source}/?$`), labels, fixed, weight }];
};

/** All routes of a service, the most specific ones first. */
export const routesOf = (operations: Iterable<OperationSchema>): Route[] =>
  [...operations].flatMap(routeOf).sort((a, b) => b.weight - a.weight);

const matches = ({ method, pattern, fixed }: Route, request: WireRequest): boolean =>
  method === request.method &&
  pattern.test(request.path) &&
  [...fixed].every(([key, value]) => request.query.has(key) && (value === '' || request.query.get(key) === value));

/** The route of a request, and the texts of its path labels. */
export const findRoute = (routes: readonly Route[], request: WireRequest) => {
  const route = routes.find((candidate) => matches(candidate, request));
  if (!route) return undefined;
  const texts = route.pattern.exec(request.path)?.slice(1) ?? [];
  const labels = new Map(route.labels.map((name, index) => [name, decodeURIComponent(texts[index] ?? '')]));
  return { operation: route.operation, labels };
};
