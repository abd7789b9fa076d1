/** The dashboard of the stack: what is open, what changed, what it costs in calls. Made of the table of metrics. */
import type { ControllerName } from '../lib/core/plan.ts';
import { CHARTS, METRICS, NAMESPACE } from '../lib/core/report/metrics.ts';
import { deadLetterName, here, queueName, type StackNames, undeliveredName } from './names.ts';
import type { Resources } from './types.ts';

/** Dashboards are an account's, not a Region's (CloudWatch user guide), so that the name holds the Region. */
const dashboardName = ({ prefix, region }: StackNames): string => `${prefix}-${region}`;

/** By what a Region's name begins with; every other one is of the partition `aws`. */
const CONSOLES: readonly (readonly [string, string])[] = [
  ['cn-', 'console.amazonaws.cn'],
  ['us-gov-', 'console.amazonaws-us-gov.com'],
  ['us-isob-', 'console.sc2shome.sgov.gov'],
  ['us-iso-', 'console.c2shome.ic.gov'],
  ['eusc-', 'console.amazonaws-eusc.eu'],
  ['', 'console.aws.amazon.com'],
];

/** Where the dashboard is looked at. */
export const dashboardUrl = (names: StackNames): string => {
  const { region } = names;
  const [, domain] = CONSOLES.find(([start]) => region.startsWith(start)) ?? [];
  return `https://${region}.${domain}/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboardName(names)}`;
};

interface Widget {
  readonly type: 'metric' | 'text' | 'log' | 'alarm';
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The dashboard, and `pages`, the names of the alarms that it begins with. */
export const dashboard = (
  names: StackNames,
  controllers: readonly ControllerName[],
  pages: readonly string[],
): Resources => {
  const widgets = [
    ...placed([openAlarms(pages), openMatters(names, controllers)], WIDE),
    ...placed(
      [
        ...Object.entries(CHARTS).map(([chart, title]) => runs(chart, title, names, controllers)),
        ...ofAws(names, controllers),
      ],
      HALF,
    ),
  ];
  return {
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: {
        DashboardName: dashboardName(names),
        DashboardBody: { 'Fn::Sub': JSON.stringify({ start: '-PT12H', widgets }) },
      },
    },
  };
};

/** Of the 24 columns of a dashboard. */
const WIDE = { width: 24, height: 5 } as const;
const HALF = { width: 12, height: 6 } as const;

/** Without a place CloudWatch puts a widget where there is room, from left to right. */
const placed = (widgets: readonly Widget[], size: typeof WIDE | typeof HALF) =>
  widgets.map((widget) => ({ ...widget, ...size }));

/** An alarm widget shows so many. */
const MOST_ALARMS = 100;

const openAlarms = (pages: readonly string[]): Widget => ({
  type: 'alarm',
  properties: {
    title: 'Pages (docs/runbook.md)',
    alarms: pages.slice(0, MOST_ALARMS).map((name) => here('cloudwatch', `alarm:${name}`)['Fn::Sub']),
  },
});

/** Since when, within the hours that are looked at. */
const openMatters = (names: StackNames, controllers: readonly ControllerName[]): Widget => ({
  type: 'log',
  properties: {
    title: 'What is open, on what, since when',
    region: names.region,
    view: 'table',
    query: [
      ...controllers.map((controller) => `SOURCE '/aws/lambda/${names.prefix}-${controller}'`),
      'filter message = "report" and ispresent(open)',
      'stats earliest(@timestamp) as since, latest(@timestamp) as last by controller, report.verdict, open',
      'sort last desc',
    ].join(' | '),
  },
});

/** The metrics of runs that belong to one chart. */
const runs = (
  chart: string,
  title: string,
  { stage, region }: StackNames,
  controllers: readonly ControllerName[],
): Widget =>
  lines(
    title,
    region,
    Object.entries(METRICS)
      .filter(([, metric]) => metric.chart === chart)
      .flatMap(([name, { statistic }]) =>
        controllers.map((controller) => [
          ...[NAMESPACE, name, 'stage', stage, 'controller', controller],
          { stat: statistic ?? 'Sum', label: `${controller} ${name}` },
        ]),
      ),
  );

const ofAws = (names: StackNames, controllers: readonly ControllerName[]): Widget[] => {
  const queue = (metric: string, QueueName: string) => ['AWS/SQS', metric, 'QueueName', QueueName, { stat: 'Maximum' }];
  const own = (metric: string, stat: string) =>
    controllers.map((controller) => ['AWS/Lambda', metric, 'FunctionName', `${names.prefix}-${controller}`, { stat }]);
  return [
    lines('Functions: errors and throttles', names.region, [...own('Errors', 'Sum'), ...own('Throttles', 'Sum')]),
    lines('Functions: duration', names.region, own('Duration', 'Maximum')),
    lines(
      'Age of the oldest message (s)',
      names.region,
      controllers.map((controller) => queue('ApproximateAgeOfOldestMessage', queueName(names, controller))),
    ),
    lines(
      'Dead letters and what could not be delivered',
      names.region,
      [...controllers.map((controller) => deadLetterName(names, controller)), undeliveredName(names)].map((name) =>
        queue('ApproximateNumberOfMessagesVisible', name),
      ),
    ),
  ];
};

const lines = (title: string, region: string, metrics: readonly unknown[]): Widget => ({
  type: 'metric',
  properties: { title, region, view: 'timeSeries', period: 300, metrics },
});
