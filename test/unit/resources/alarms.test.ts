import { parseConfig } from '../../../lib/config/parse.ts';
import { METRICS, NAMESPACE } from '../../../lib/core/report/metrics.ts';
import { PAGES } from '../../../resources/alarms/pages.ts';
import { dashboardUrl } from '../../../resources/dashboard.ts';
import { limitProblems } from '../../../resources/limits.ts';
import { stackOf } from '../../../resources/stack.ts';
import { CONTROLLERS, NAMES, type Resource, resourcesOf, stackFor } from './support.ts';

const PROBED = `routes:
  - name: edge
    appliances: [{ name: fw-a, interface: eni-0a }, { name: fw-b, interface: eni-0b }]
    health: { probe: { from: { subnets: [subnet-0a], securityGroups: [sg-0a] }, tcp: 443 } }
    legs: [{ tables: { id: rtb-0a }, destinations: ["0.0.0.0/0"] }]
`;

const stackWith = (text: string, names = NAMES) => stackOf(parseConfig(`version: 1\n${text}`, 'test.yml'), names);

const stack = stackFor(CONTROLLERS);
const alarmsOf = (of: ReturnType<typeof stackFor>): Resource[] => [
  ...resourcesOf(of, 'AWS::CloudWatch::Alarm'),
  ...resourcesOf(of, 'AWS::CloudWatch::CompositeAlarm'),
];
const named = (of: ReturnType<typeof stackFor>, name: string) =>
  alarmsOf(of).find(({ Properties }) => Properties.AlarmName === name)?.Properties;

const nameOf = ({ resources }: ReturnType<typeof stackFor>, id: string): string => {
  const alarm = resources.Resources[id]?.Properties as { readonly AlarmName: string } | undefined;
  return alarm?.AlarmName.replace('waykeeper-prod-', '') ?? id;
};

/** A rule with the names of its alarms in it. */
const ruleOf = (of: ReturnType<typeof stackFor>, name: string): string => {
  const { AlarmRule } = named(of, name) as { AlarmRule: { 'Fn::Join': [string, (string | { Ref: string })[]] } };
  return AlarmRule['Fn::Join'][1]
    .map((part) => (typeof part === 'string' ? part : nameOf(of, part.Ref)))
    .join('')
    .replaceAll('"', '');
};

describe('the alarms of a stack', () => {
  it('are for each controller the pages that can concern it, and one of the stack', () => {
    const pages = alarmsOf(stack)
      .filter(({ id }) => id.endsWith('Alarm'))
      .map(({ Properties }) => String(Properties.AlarmName).replace('waykeeper-prod-', ''));
    const common = ['blocked', 'failed', 'need-people', 'stopped', 'broken', 'dead-letters', 'unpublished'];
    const expected = [
      ...CONTROLLERS.flatMap((one) => common.map((page) => `${one}-${page}`)),
      ...['dns-dead', 'routes-dead', 'undelivered'],
    ];
    expect(pages.toSorted()).toEqual(expected.toSorted());
  });

  it('have a sweep that is missing breach, and all else that is missing not', () => {
    const treated = resourcesOf(stack, 'AWS::CloudWatch::Alarm').map(({ Properties }) => [
      String(Properties.AlarmName).split('/')[1] ?? '',
      Properties.TreatMissingData,
    ]);
    expect(treated.filter(([, missing]) => missing !== 'notBreaching')).toEqual(
      CONTROLLERS.flatMap(() => [
        ['no-sweep', 'breaching'],
        ['swept', 'ignore'],
      ]),
    );
  });

  it('look at metrics of runs that are published', () => {
    for (const { Properties } of resourcesOf(stack, 'AWS::CloudWatch::Alarm')) {
      if (Properties.Namespace === NAMESPACE) expect(METRICS).toHaveProperty([String(Properties.MetricName)]);
      else expect(Properties.Namespace).toMatch(/^AWS\/(SQS|Lambda)$/);
    }
  });

  it('call once where one thing causes another, and not for a stack that has just been deployed', () => {
    expect(ruleOf(stack, 'waykeeper-prod-dns-stopped')).toBe(
      '((ALARM(dns/no-sweep) AND NOT INSUFFICIENT_DATA(dns/swept)) OR (ALARM(dns/waiting-messages)))' +
        ' AND NOT ALARM(dns-failed) AND NOT ALARM(dns/errors) AND NOT ALARM(dns/time-outs) AND NOT ALARM(dns/throttles)',
    );
    expect(ruleOf(stack, 'waykeeper-prod-dns-need-people')).toBe(
      '((ALARM(dns/need-people))) AND NOT ALARM(dns-dead) AND NOT ALARM(dns-unpublished)',
    );
  });

  it('say of a page that nothing can cause by itself only what can', () => {
    expect(ruleOf(stack, 'waykeeper-prod-connections-need-people')).not.toContain('dead');
  });

  it('never hide a page for good: what explains another alarm ends by itself', () => {
    const level = ['dead-letters', 'undelivered', 'waiting-messages'];
    for (const page of Object.values(PAGES)) {
      for (const cause of 'unless' in page ? page.unless : []) expect(level).not.toContain(cause);
    }
  });

  it('have one for all heartbeats of the probe, and tell what each page is about in its description', () => {
    const probed = stackWith(PROBED);
    expect(ruleOf(probed, 'waykeeper-prod-probe-silent')).toBe(
      'ALARM(probe/errors)' +
        ['fw-a', 'fw-b']
          .map(
            (name) =>
              ` OR (ALARM(waykeeper/prod/probe/edge/${name}/heartbeat) AND NOT INSUFFICIENT_DATA(waykeeper/prod/probe/edge/${name}/verdict))`,
          )
          .join(''),
    );
    for (const { id, Properties } of alarmsOf(probed).filter((alarm) => alarm.id.endsWith('Alarm'))) {
      const text = (Properties.AlarmDescription as { 'Fn::Sub': string })['Fn::Sub'];
      expect([id, text]).toEqual([id, expect.stringMatching(/docs\/runbook\.md#[a-z-]+$/)]);
      expect(text.length).toBeLessThanOrEqual(1_024);
      expect(text).not.toMatch(/\{(prefix|subject|queue|dead|group)\}|undefined/);
    }
  });

  it('have descriptions that fit, however long the name of the stage is', () => {
    const names = { prefix: `waykeeper-${'s'.repeat(25)}`, stage: 's'.repeat(25), region: 'eu-west-2' };
    for (const { Properties } of alarmsOf(stackWith(PROBED, names))) {
      const { 'Fn::Sub': text = '' } = Properties.AlarmDescription as { 'Fn::Sub'?: string };
      expect(text.length).toBeLessThanOrEqual(1_024);
    }
  });

  it('split the heartbeats of many appliances over as many alarms as AWS wants', () => {
    const appliances = Array.from({ length: 120 }, (_, at) => `{ name: fw-${at}, interface: eni-0${at} }`);
    const many = stackWith(PROBED.replace(/appliances: .*/, `appliances: [${appliances}]`));
    const rules = resourcesOf(many, 'AWS::CloudWatch::CompositeAlarm')
      .map(({ Properties }) => String(Properties.AlarmName))
      .filter((name) => name.includes('silent'))
      .map((name) => ruleOf(many, name));
    expect(rules.length).toBeGreaterThan(2);
    for (const rule of rules) {
      expect(rule.length).toBeLessThanOrEqual(10_240);
      expect(rule.match(/ALARM\(|DATA\(/g)?.length).toBeLessThanOrEqual(100);
    }
    expect(rules.join().match(/heartbeat/g)).toHaveLength(120);
    expect(limitProblems(many.resources.Resources, NAMES.region)).toEqual([]);
  });

  it('call whom the config names, but for what is told as it happens', () => {
    const on = 'on: [blocked, needsPeople]';
    const own = stackWith(`notify: { email: ops@example.com, ${on} }\n${PROBED}`);
    const theirs = stackWith(`notify: { topic: "arn:aws:sns:eu-west-2:111122223333:ops", ${on} }\n${PROBED}`);
    const called = (of: typeof own) =>
      alarmsOf(of)
        .filter(({ Properties }) => Properties.AlarmActions !== undefined)
        .map(({ Properties }) => String(Properties.AlarmName).replace('waykeeper-prod-', ''));
    expect(called(own).toSorted()).toEqual(
      ['broken', 'dead-letters', 'failed', 'stopped', 'unpublished']
        .map((page) => `routes-${page}`)
        .concat('undelivered', 'probe-silent')
        .toSorted(),
    );
    expect(named(own, 'waykeeper-prod-routes-failed')).toMatchObject({
      AlarmActions: [{ Ref: 'NoticesTopic' }],
    });
    expect(named(theirs, 'waykeeper-prod-routes-failed')?.AlarmActions).toEqual([
      'arn:aws:sns:eu-west-2:111122223333:ops',
    ]);
    expect(called(stack)).toEqual([]);
  });
});

describe('the dashboard', () => {
  interface Widget {
    readonly type: string;
    readonly properties: {
      readonly metrics?: readonly (readonly unknown[])[];
      readonly alarms?: string[];
      readonly query?: string;
    };
  }
  const properties = resourcesOf(stack, 'AWS::CloudWatch::Dashboard')[0]?.Properties;
  const body = properties?.DashboardBody as { readonly 'Fn::Sub': string } | undefined;
  const { widgets } = JSON.parse(body?.['Fn::Sub'] ?? '') as { widgets: Widget[] };

  it('shows each metric of each controller once, and no other', () => {
    const shown = widgets.flatMap(({ properties: { metrics = [] } }) =>
      metrics.filter(([namespace]) => namespace === NAMESPACE).map((metric) => metric.slice(1, 6).join(' ')),
    );
    const published = Object.keys(METRICS).flatMap((name) =>
      CONTROLLERS.map((controller) => `${name} stage prod controller ${controller}`),
    );
    expect(shown.toSorted()).toEqual(published.toSorted());
  });

  it('shows the pages, and what is open by controller', () => {
    expect(widgets[0]?.properties.alarms?.join()).toContain('alarm:waykeeper-prod-routes-dead');
    expect(widgets[1]?.properties.query).toMatch(
      /^SOURCE '\/aws\/lambda\/waykeeper-prod-connections' \| .*ispresent\(open\).*earliest\(@timestamp\) as since/,
    );
  });

  it('has a name of its own in each Region, and the address of its partition in the outputs', () => {
    expect(properties?.DashboardName).toBe('waykeeper-prod-eu-west-2');
    expect(stack.resources.Outputs.DashboardUrl?.Value).toBe(
      'https://eu-west-2.console.aws.amazon.com/cloudwatch/home?region=eu-west-2#dashboards/dashboard/waykeeper-prod-eu-west-2',
    );
    const urlIn = (region: string) => new URL(dashboardUrl({ ...NAMES, region })).host;
    expect(urlIn('cn-north-1')).toBe('cn-north-1.console.amazonaws.cn');
    expect(urlIn('us-gov-west-1')).toBe('us-gov-west-1.console.amazonaws-us-gov.com');
  });
});
