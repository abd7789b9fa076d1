/** The EventBridge rules of the stack: the trigger table's rows, as far as the config names what they are about. */
import type { Config } from '../lib/config/types.ts';
import type { ControllerName } from '../lib/core/plan.ts';
import { TRIGGERS, type TriggerRow } from '../lib/entry/triggers.ts';
import { type Filter, filtersOf } from './filters.ts';
import { arnOf, logical, type StackNames } from './names.ts';
import { inOneGroup, queueId, UNDELIVERED } from './queues.ts';
import type { Resources } from './types.ts';

/** A rule, and the controller that it wakes. `id` is its logical id. */
export interface WakingRule {
  readonly id: string;
  readonly controller: ControllerName;
  readonly resource: Resources[string];
}

/** Characters of an event pattern (EventBridge user guide, "Amazon EventBridge quotas": event pattern size, the default). */
const LONGEST_PATTERN = 2_048;

/**
 * The policy of the queue for undelivered events names every rule, and SQS takes 8,192 bytes of policy ("Quotas related to
 * policies", Amazon SQS developer guide), an ARN being up to 121. A list that needs more rules than this is not filtered by.
 */
const MOST_RULES = 50;

/** The rules that wake the controllers of a config. */
export const rulesOf = (config: Config, { stage }: Pick<StackNames, 'stage'>): readonly WakingRule[] => {
  const filters = filtersOf(config, stage);
  const wanted = TRIGGERS.filter(({ part }) => filters[part] !== 'none');
  const grouped = Map.groupBy(wanted, ({ controller, source, detailType, part }) =>
    logical(controller, source, detailType, ...(filters[part] === 'all' ? [] : [part]), 'rule'),
  );
  return [...grouped].flatMap(([id, rows]) => ruleSet(id, rows, filters));
};

/** CloudTrail's event names are merged; a list that is too long for one pattern makes several rules. */
const ruleSet = (
  id: string,
  rows: readonly TriggerRow[],
  filters: Readonly<Record<TriggerRow['part'], Filter>>,
): WakingRule[] => {
  const [first] = rows;
  if (!first) return [];
  const pattern = patternOf(first, rows.flatMap(({ eventNames }) => eventNames ?? []).sort());
  return patternsOf(pattern, filters[first.part]).map((each, at) => ({
    id: at === 0 ? id : `${id}${at + 1}`,
    controller: first.controller,
    resource: rule(first, each),
  }));
};

interface Pattern {
  readonly source: readonly string[];
  readonly 'detail-type': readonly string[];
  readonly detail?: object;
}

/** A failed call changed nothing, and EventBridge delivers it all the same. */
const patternOf = ({ source, detailType }: TriggerRow, eventNames: readonly string[]): Pattern => ({
  source: [source],
  'detail-type': [detailType],
  ...(eventNames.length > 0 ? { detail: { eventName: eventNames, errorCode: [{ exists: false }] } } : {}),
});

const patternsOf = (pattern: Pattern, filter: Filter): readonly Pattern[] => {
  if (typeof filter === 'string') return [pattern];
  const narrowed = (values: readonly unknown[]): Pattern => ({
    ...pattern,
    detail: { ...pattern.detail, ...nested(filter.at, values) },
  });
  const lists = fitting(filter.anyOf, LONGEST_PATTERN - JSON.stringify(narrowed([])).length);
  return lists.length > MOST_RULES ? [pattern] : lists.map(narrowed);
};

const nested = (path: readonly string[], values: readonly unknown[]): object =>
  path.reduceRight<unknown>((inner, member) => ({ [member]: inner }), values) as object;

/** The values in order, in lists whose text with its commas is no longer than the room. */
const fitting = (values: readonly unknown[], room: number): unknown[][] => {
  const lists: unknown[][] = [];
  let left = 0;
  for (const value of values) {
    const length = JSON.stringify(value).length + 1;
    const list = lists.at(-1);
    if (list && length <= left) list.push(value);
    else {
      lists.push([value]);
      left = room;
    }
    left -= length;
  }
  return lists;
};

const rule = ({ controller, source, detailType }: TriggerRow, EventPattern: Pattern) => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    Description: `Wakes ${controller}: ${source}, ${detailType}`,
    EventPattern,
    Targets: [
      {
        Id: controller,
        Arn: arnOf(queueId(controller)),
        DeadLetterConfig: { Arn: arnOf(UNDELIVERED) },
        RetryPolicy: { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 20 },
        ...inOneGroup(controller),
      },
    ],
  },
});
