/** Dashboards: kept as they come, if their text is one. */
import type * as shapes from '@aws-sdk/client-cloudwatch';
import { find } from '../../find.ts';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';

interface Widget {
  readonly type?: unknown;
  readonly properties?: { readonly metrics?: unknown; readonly region?: unknown; readonly query?: unknown };
}

const KINDS: readonly unknown[] = ['metric', 'text', 'log', 'alarm', 'explorer'];

/** Throws InvalidParameterInput for what CloudWatch would show as an error in place of a widget. */
export const putDashboard = (
  { DashboardName: name = '', DashboardBody: body = '' }: shapes.PutDashboardInput,
  { account }: Call,
): shapes.PutDashboardOutput => {
  if (!/^[\w-]{1,255}$/.test(name)) throw invalid(`Invalid dashboard name ${name}.`);
  const faults = faultsOf(body);
  if (faults.length > 0) throw invalid(`The dashboard body is invalid: ${faults.join('; ')}.`);
  account.monitoring.dashboards[name] = body;
  return { DashboardValidationMessages: [] };
};

/** Throws ResourceNotFound. */
export const getDashboard = ({ DashboardName: name }: shapes.GetDashboardInput, { account }: Call) => ({
  DashboardName: name,
  DashboardArn: `arn:aws:cloudwatch::${account.id}:dashboard/${name}`,
  DashboardBody: find(
    account.monitoring.dashboards,
    name,
    () => new AwsError('ResourceNotFound', `Dashboard ${name} does not exist.`, 404),
  ),
});

const invalid = (message: string): AwsError => new AwsError('InvalidParameterInput', message);

const faultsOf = (body: string): string[] => {
  let widgets: unknown;
  try {
    widgets = (JSON.parse(body) as { readonly widgets?: unknown }).widgets;
  } catch {
    return ['it is no JSON'];
  }
  if (!Array.isArray(widgets)) return ['it has no list of widgets'];
  return widgets.flatMap((widget: Widget, at) => faultOf(widget).map((fault) => `widget ${at + 1} ${fault}`));
};

const faultOf = ({ type, properties = {} }: Widget): string[] => {
  const { metrics, region, query } = properties;
  if (!KINDS.includes(type)) return [`has the unknown type ${String(type)}`];
  if ((type === 'metric' || type === 'log') && typeof region !== 'string') return ['has no region'];
  if (type === 'log' && typeof query !== 'string') return ['has no query'];
  if (type !== 'metric') return [];
  return Array.isArray(metrics) && metrics.every(isMetric) ? [] : ['has metrics that are none'];
};

/** Namespace, name and pairs of dimensions, perhaps with options at the end; or options with an expression alone. */
const isMetric = (metric: unknown): boolean => {
  if (!Array.isArray(metric)) return false;
  const isOptions = (part: unknown): boolean => typeof part === 'object' && part !== null;
  const words = isOptions(metric.at(-1)) ? metric.slice(0, -1) : metric;
  if (words.length === 0) return 'expression' in (metric[0] as object);
  return words.length >= 2 && words.length % 2 === 0 && words.every((word) => typeof word === 'string');
};
