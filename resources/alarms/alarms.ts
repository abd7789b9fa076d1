/** The alarms of the stack: signals on one metric each, and of them the pages that call people. */
import type { Config, Notify, RouteGroup } from '../../lib/config/types.ts';
import type { ControllerName } from '../../lib/core/plan.ts';
import { heartbeatAlarm, verdictAlarm } from '../../lib/routes/probe/names.ts';
import { isProbeable } from '../../lib/routes/probe/targets.ts';
import { logical, logicalFor, type StackNames } from '../names.ts';
import type { Resources } from '../types.ts';
import { describe } from './describe.ts';
import { type Page, type PageName, pagesOf, type SignalName, type Subject } from './pages.ts';
import { controllerSignals, functionSignals, type Measured, stackSignals } from './signals.ts';

/** What a page's name ends with is no controller's, so that no stage's alarm has the name of another stage's. */
const pageName = ({ prefix }: StackNames, subject: Subject, page: string): string =>
  `${prefix}-${subject === 'stack' ? '' : `${subject}-`}${page}`;

const signalName = ({ prefix }: StackNames, subject: string, signal: SignalName): string =>
  `${prefix}-${subject}/${signal}`;

/** Whom pages call: nobody where the config names nobody. `topic` is its ARN. */
export interface Called {
  readonly topic: unknown;
  readonly on: Notify['on'];
}

/** All alarms but the probe's own two for each appliance, which say how appliances are. */
export const alarms = (
  config: Config,
  names: StackNames,
  controllers: readonly ControllerName[],
  called: Called | undefined,
  probes: readonly string[],
): Resources =>
  Object.assign(
    {},
    ...controllers.map((one) => alarmsOf(one, controllerSignals(names, one), names, called)),
    alarmsOf('stack', stackSignals(names), names, called),
    ...(probes.length > 0 ? [silence(config, names, probes, called)] : []),
  );

/** The names of those among alarms that call people. */
export const pageNames = (made: Resources): string[] =>
  Object.entries(made)
    .filter(([id]) => id.endsWith('Alarm'))
    .map(([, { Properties }]) => (Properties as { readonly AlarmName: string }).AlarmName);

/** The names of those among alarms that call somebody. */
export const callingNames = (made: Resources): string[] =>
  pageNames(
    Object.fromEntries(Object.entries(made).filter(([, { Properties }]) => 'AlarmActions' in (Properties as object))),
  );

type Signals = Readonly<Partial<Record<SignalName, Measured>>>;

const alarmsOf = (
  subject: Exclude<Subject, 'probe'>,
  signals: Signals,
  names: StackNames,
  called: Called | undefined,
): Resources => {
  const pages = pagesOf(subject);
  const direct = new Set(pages.flatMap(([, page]) => (isDirect(page) ? page.when : [])));
  const idOf = (signal: SignalName): string => logical(subject, signal, direct.has(signal) ? 'alarm' : 'signal');
  const used = new Set<string>(pages.flatMap(([, { when }]) => [...when, ...when.flatMap(beginOf)]));
  return Object.fromEntries([
    ...Object.entries(signals).flatMap(([name, measured]) => {
      const signal = name as SignalName;
      if (!used.has(signal) || direct.has(signal)) return [];
      return [[idOf(signal), metricAlarm(signalName(names, subject, signal), OF_A_PAGE, measured)]];
    }),
    ...pages.map(([name, page]) => {
      const AlarmName = pageName(names, subject, name);
      const said = { ...describe(name, names, subject), ...actionsOf(page, called) };
      const measured = isDirect(page) ? signals[page.when[0] as SignalName] : undefined;
      const rule = () => ruleOf(page, (signal) => (used.has(signal) ? idOf(signal) : undefined));
      return [
        logical(subject, name, 'alarm'),
        measured ? metricAlarm(AlarmName, said, measured) : composite(AlarmName, said, rule()),
      ];
    }),
  ]);
};

const OF_A_PAGE = { AlarmDescription: 'Calls nobody by itself: a page is made of it (docs/runbook.md).' };

/** One signal that nothing explains away is its own page, and is called what the page is. */
const isDirect = ({ when, unless }: Page): boolean => when.length === 1 && unless === undefined;

const metricAlarm = (AlarmName: string, said: object, measured: Measured) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: { AlarmName, ...said, ...measured },
});

/** A rule is made of references, so that the alarms that it names are there before it. */
const composite = (AlarmName: string, said: object, rule: readonly unknown[]) => ({
  Type: 'AWS::CloudWatch::CompositeAlarm',
  Properties: { AlarmName, ...said, AlarmRule: { 'Fn::Join': ['', rule] } },
});

/** A page whose matter is told as it happens calls nobody a second time. That one is over a rule tells: an alarm that is made is OK at first, too. */
const actionsOf = ({ told }: Page, called: Called | undefined): object =>
  called === undefined || (told && called.on.includes(told)) ? {} : { AlarmActions: [called.topic] };

/** Missing data of these says that it has stopped only where there was any: all ways in which it never begins are pages. */
const beginOf = (signal: SignalName): SignalName[] => (signal === 'no-sweep' ? ['swept'] : []);

const is = (state: 'ALARM' | 'INSUFFICIENT_DATA', id: string): unknown[] => [`${state}("`, { Ref: id }, '")'];

/** `idOf` knows the signals of the subject: one that it does not have explains nothing. */
const ruleOf = ({ when, unless = [] }: Page, idOf: (signal: SignalName) => string | undefined): unknown[] => {
  const stands = (signal: SignalName): unknown[] => is('ALARM', idOf(signal) ?? '');
  const raised = when.flatMap((signal, at) => {
    const begun = beginOf(signal).flatMap((one) => [' AND ', ...hasBegun(idOf(one) ?? '')]);
    return [at === 0 ? '(' : ' OR ', '(', ...stands(signal), ...begun, ')'];
  });
  const explained = unless.filter((signal) => idOf(signal) !== undefined);
  return [...raised, ')', ...explained.flatMap((signal) => [' AND NOT ', ...stands(signal)])];
};

const hasBegun = (id: string): unknown[] => ['NOT ', ...is('INSUFFICIENT_DATA', id)];

/** Characters of a composite alarm's rule, and alarms in it (PutCompositeAlarm, CloudWatch API reference). */
const LONGEST_RULE = 10_240;
const MOST_ALARMS = 100;
/** Of a term without the names in it, or of one with the name of a function's alarm. */
const LONGEST_TERM = 100;

/** All heartbeats, in as few alarms as they fit into: one cause, which silences all of them, calls once. */
const silence = (
  { routes }: Config,
  names: StackNames,
  probes: readonly string[],
  called: Called | undefined,
): Resources => {
  const page: PageName = 'silent';
  const failing = probes.map((probe) => {
    const name = signalName(names, probe, 'errors');
    const measured = functionSignals(`${names.prefix}-${probe}`).errors;
    return { id: logical(probe, 'errors', 'signal'), alarm: metricAlarm(name, OF_A_PAGE, measured) };
  });
  const terms = [
    ...failing.map(({ id }) => ({ rule: is('ALARM', id), length: LONGEST_TERM })),
    ...routes.filter(({ health }) => health.probe).flatMap((group) => beats(group, names)),
  ];
  const [[, silent] = []] = pagesOf('probe');
  const said = { ...describe(page, names, 'probe'), ...(silent ? actionsOf(silent, called) : {}) };
  return Object.fromEntries([
    ...failing.map(({ id, alarm }) => [id, alarm]),
    ...fitting(terms).map((some, at) => {
      const number = at === 0 ? '' : `-${at + 1}`;
      const rule = some.flatMap((term, index) => [...(index === 0 ? [] : [' OR ']), ...term.rule]);
      const alarm = composite(`${pageName(names, 'probe', page)}${number}`, said, rule);
      return [logical('probe', `${page}${number}`, 'alarm'), alarm];
    }),
  ]);
};

/** A part of a rule, and its characters once the names are in it. */
interface Term {
  readonly rule: readonly unknown[];
  readonly length: number;
}

/** An appliance of which the probe has said nothing yet is not silent: the probe has just been deployed. */
const beats = ({ name: group, appliances }: RouteGroup, { stage }: StackNames): Term[] =>
  appliances.filter(isProbeable).map(({ name }) => ({
    rule: [
      ...['(', ...is('ALARM', logicalFor('ProbeHeartbeat', group, name)), ' AND '],
      ...[...hasBegun(logicalFor('ProbeVerdict', group, name)), ')'],
    ],
    length: heartbeatAlarm(stage, group, name).length + verdictAlarm(stage, group, name).length + LONGEST_TERM,
  }));

const fitting = (terms: readonly Term[]): Term[][] => {
  const lists: Term[][] = [];
  for (const term of terms) {
    const list = lists.at(-1);
    const length = [...(list ?? []), term].reduce((sum, one) => sum + one.length, 0);
    if (list && length <= LONGEST_RULE && (list.length + 1) * 2 <= MOST_ALARMS) list.push(term);
    else lists.push([term]);
  }
  return lists;
};
