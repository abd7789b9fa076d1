/** The one place that delivers what calls, transitions and schedules cause elsewhere. */
import type { PutEventsRequest, PutEventsResponse } from '@aws-sdk/client-eventbridge';
import type { PublishInput, PublishResponse } from '@aws-sdk/client-sns';
import type { Account, Timer } from '../account.ts';
import type { FinishedCall } from '../api.ts';
import { createDisturbance } from '../faults/events.ts';
import type { FaultsInside } from '../faults/faults.ts';
import type { Journal } from '../journal.ts';
import type { Emission } from '../service.ts';
import { remember } from '../services/cloudtrail/index.ts';
import { ruleTimer } from '../services/events/rules.ts';
import { scheduleTimer } from '../services/scheduler/schedules.ts';
import { type Arrivals, createArrivals } from '../services/sqs/arrivals.ts';
import { effectsOf } from '../services/sqs/effects.ts';
import { wakeTimer } from '../services/sqs/messages.ts';
import { envelopeOf, putEvent } from './bus.ts';
import { historyEvent, trailDetail } from './cloudtrail.ts';
import type { DeliveryContext, Invoke } from './context.ts';
import { newUuid } from './ids.ts';
import { flow } from './pipes.ts';
import { createQueues, type Queues } from './queues.ts';
import { fireRule, fireSchedule } from './schedules.ts';
import { publish } from './topics.ts';

interface DeliveryOptions {
  readonly account: Account;
  readonly journal: Journal;
  /** Local-cloud time in ms since the epoch. */
  readonly now: () => number;
  /** Invokes a function asynchronously; throws AwsError when there is none of that ARN. */
  readonly invoke: Invoke;
  /** Shared with `createSqs`, so that long polls hear of what is delivered here. */
  readonly arrivals?: Arrivals;
  /** Default: no event is disturbed. */
  readonly faults?: FaultsInside;
}

export interface Delivery {
  readonly queues: Queues;
  readonly arrivals: Arrivals;
  /** Delivers one emission; `cause` is the journal entry of what emitted it. */
  emit(emission: Emission, cause?: number): void;
  /** Delivers everything that a finished call causes: its emissions, its messages, its events and its CloudTrail event. */
  finished(call: FinishedCall): void;
  /** Moves what the account's pipes can receive at this moment. */
  flow(): void;
  /** Fires a timer of queues, schedules, scheduled rules and events that were held back; false when it is one of another service. */
  fire(timer: Timer): boolean;
}

export const createDelivery = (options: DeliveryOptions): Delivery => {
  const { account, journal, now, arrivals = createArrivals(), invoke } = options;
  const queues = createQueues({ account, journal, now, arrivals });
  const disturbance = createDisturbance(options);
  const context: DeliveryContext = { account, journal, now, queues, invoke, disturbance };
  const emit = (emission: Emission, cause?: number): void => emitOne(context, emission, cause);
  return {
    queues,
    arrivals,
    emit,
    finished: (call) => {
      const cause = call.entry.id;
      queues.settle(effectsOf(call.output), cause);
      for (const emission of call.emissions) emit(emission, cause);
      if (call.error === undefined) deliverOutput(context, call);
      deliverTrail(context, call);
    },
    flow: () => flow(context),
    fire: (timer) => disturbance.fire(timer) || fireOwn(context, arrivals, timer),
  };
};

const emitOne = (context: DeliveryContext, emission: Emission, cause: number | undefined): void => {
  if (emission.to === 'topic') {
    const { topicArn, message, subject } = emission;
    // AWS services learn nothing of a topic that is gone, but somebody should.
    if (context.account.sns.topics[topicArn] === undefined) {
      const failed = { from: 'aws', target: topicArn, code: 'NotFound', message: 'Topic does not exist' };
      context.journal.add({ kind: 'undelivered', ...failed }, cause);
      return;
    }
    publish(context, { topicArn, message, ...(subject === undefined ? {} : { subject }) }, cause);
    return;
  }
  putEvent(context, 'default', envelopeOf(context.account, { ...emission, time: context.now() }), cause);
};

/** PutEvents and Publish answer first; what they took goes out afterwards, with the call as its cause. */
const deliverOutput = (context: DeliveryContext, { service, operation, input, output, entry }: FinishedCall): void => {
  const name = `${service.signingName}:${operation}`;
  if (name === 'events:PutEvents') {
    deliverEntries(context, input as PutEventsRequest, output as PutEventsResponse, entry.id);
  } else if (name === 'sns:Publish') {
    const { TopicArn, TargetArn = '', Message = '', Subject, MessageAttributes } = input as PublishInput;
    const { MessageId: messageId = newUuid(context.account) } = output as PublishResponse;
    const subject = Subject === undefined ? {} : { subject: Subject };
    const attributes = MessageAttributes === undefined ? {} : { attributes: MessageAttributes };
    const publication = { topicArn: TopicArn ?? TargetArn, message: Message, messageId, ...subject, ...attributes };
    publish(context, publication, entry.id);
  }
};

const deliverEntries = (
  context: DeliveryContext,
  { Entries = [] }: PutEventsRequest,
  { Entries: results = [] }: PutEventsResponse,
  cause: number,
): void => {
  for (const [index, entry] of Entries.entries()) {
    const id = results[index]?.EventId;
    if (id === undefined) continue;
    const { Source: source = '', DetailType: detailType = '', Detail = '{}', Resources: resources = [], Time } = entry;
    const time = Time?.getTime() ?? context.now();
    const content = { id, source, detailType, resources, detail: JSON.parse(Detail), time };
    putEvent(context, entry.EventBusName ?? 'default', envelopeOf(context.account, content), cause);
  }
};

const deliverTrail = (context: DeliveryContext, call: FinishedCall): void => {
  const trail = trailDetail(context.account, call);
  if (trail && !call.error) remember(context.account, historyEvent(trail.detail, call, context.now()));
  if (!trail || !context.account.trail) return;
  const content = { source: trail.source, detailType: 'AWS API Call via CloudTrail', detail: trail.detail };
  putEvent(context, 'default', envelopeOf(context.account, { ...content, time: context.now() }), call.entry.id);
};

const fireOwn = (context: DeliveryContext, arrivals: Arrivals, { service, kind, key, at }: Timer): boolean => {
  const journalled = (): number => context.journal.add({ kind: 'transition', service, transition: kind, key }).id;
  switch (`${service}:${kind}`) {
    case `sqs:${wakeTimer}`:
      arrivals.wake(key);
      return true;
    case `${scheduleTimer.service}:${scheduleTimer.kind}`:
      fireSchedule(context, key, at, journalled);
      return true;
    case `${ruleTimer.service}:${ruleTimer.kind}`:
      fireRule(context, key, at, journalled);
      return true;
    default:
      return false;
  }
};
