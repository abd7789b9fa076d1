/** The texts of pages, with the names of a stack in them. Pure. */
import type { ControllerName } from '../../lib/core/plan.ts';
import { deadLetterName, queueName, type StackNames, undeliveredName } from '../names.ts';
import { PAGES, type Page, type PageName, type Subject } from './pages.ts';

/** Where the rest is said. */
const runbookOf = (page: PageName): string => `docs/runbook.md#${page}`;

/** Characters of an alarm's description (CloudWatch API reference, PutMetricAlarm). */
const LONGEST_DESCRIPTION = 1_024;

/** The description of a page's alarm: what has no room is in the runbook. */
export const describe = (
  name: PageName,
  names: StackNames,
  subject: Subject,
): { readonly AlarmDescription: unknown } => {
  const { meaning, see, understand, act, undo } = filled(PAGES[name], names, subject, urlInTemplate);
  const lines = [
    meaning,
    `See: ${see.join('; ')}`,
    `Act: ${act.join(' ')}`,
    `Undo: ${undo}`,
    `Understand: ${understand}`,
  ];
  const text = lines.reduce((all, line) => (fits(`${all}\n${line}`, name) ? `${all}\n${line}` : all), '').trim();
  return { AlarmDescription: { 'Fn::Sub': `${text}\n${runbookOf(name)}`.replaceAll('`', '') } };
};

/** The pseudo parameters are longer than what comes in their place. */
const fits = (text: string, name: PageName): boolean => text.length + runbookOf(name).length < LONGEST_DESCRIPTION;

const urlInTemplate = (queue: string): string =>
  `https://sqs.\${AWS::Region}.\${AWS::URLSuffix}/\${AWS::AccountId}/${queue}`;

/**
 * A page about a subject of a stack; `urlOf` says what a queue's URL is.
 */
export const filled = (page: Page, names: StackNames, subject: Subject, urlOf: (queue: string) => string): Page => {
  const own = CONTROLLERS.find((one) => one === subject);
  const values: Readonly<Record<string, string>> = {
    ...{ prefix: names.prefix, subject },
    queue: own ? urlOf(queueName(names, own)) : '',
    dead: urlOf(own ? deadLetterName(names, own) : undeliveredName(names)),
    group: own ? ` --message-group-id ${own}` : '',
  };
  const fill = (text: string): string => text.replace(/\{(\w+)\}/g, (all, key: string) => values[key] ?? all);
  const { meaning, see, understand, act, undo } = page;
  return {
    ...page,
    meaning: fill(meaning),
    see: see.map(fill),
    understand: fill(understand),
    act: act.map(fill),
    undo: fill(undo),
  };
};

const CONTROLLERS: readonly ControllerName[] = ['connections', 'dns', 'routes'];
