/** Events on a bus: the envelope, the rules that match it, and their targets. */
import type { Account } from '../account.ts';
import { busNameOf } from '../services/events/find.ts';
import type { Rule, Target } from '../services/events/state.ts';
import { AwsError } from '../wire/error.ts';
import { type DeliveryContext, deliverOr } from './context.ts';
import { newUuid, readArn } from './ids.ts';
import { inputFor } from './input.ts';
import { matchesPattern, type Pattern, parsePattern } from './pattern.ts';
import { deadLetterCode, sendToTarget } from './targets.ts';

/** An event in its envelope, as rules match it and targets get it. */
interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

interface EventContent {
  readonly source: string;
  readonly detailType: string;
  readonly resources?: readonly string[];
  readonly detail: unknown;
  /** Default is a fresh one. */
  readonly id?: string;
  /** ms since the epoch; envelopes tell whole seconds. */
  readonly time: number;
}

/** The envelope of an event of this account and Region. */
export const envelopeOf = (account: Account, content: EventContent): BusEvent => ({
  version: '0',
  id: content.id ?? newUuid(account),
  'detail-type': content.detailType,
  source: content.source,
  account: account.id,
  time: `${new Date(content.time).toISOString().slice(0, -'.000Z'.length)}Z`,
  region: account.region,
  resources: content.resources ?? [],
  detail: content.detail,
});

const busFrom = 'events:PutEvents';

/** Puts an event on a bus: journals it and sends it to the targets of every rule that it matches. */
export const putEvent = (
  context: DeliveryContext,
  busNameOrArn: string,
  event: BusEvent,
  cause: number | undefined,
  forwarded = false,
): void => {
  const busName = busNameOf(busNameOrArn);
  const { source, 'detail-type': detailType } = event;
  const entry = context.journal.add({ kind: 'event', source, detailType, event }, cause);
  if (!context.account.events.buses[busName]) {
    const failed = { from: busFrom, target: busNameOrArn, code: 'ResourceNotFoundException' };
    context.journal.add({ kind: 'undelivered', ...failed, message: `Event bus ${busName} does not exist.` }, entry.id);
    return;
  }
  const deliver = (): void => {
    for (const rule of Object.values(context.account.events.rules)) {
      if (rule.busName === busName && matches(rule, event)) sendToTargets(context, rule, event, entry.id, forwarded);
    }
  };
  context.disturbance.pass({ source, detailType }, deliver);
};

/** Sends an event to all targets of a rule, whether it matches or not. */
export const sendToTargets = (
  context: DeliveryContext,
  rule: Rule,
  event: BusEvent,
  cause: number,
  forwarded = false,
): void => {
  for (const target of rule.targets) sendToOne(context, rule, target, event, cause, forwarded);
};

const patterns = new Map<string, Pattern>();

const matches = (rule: Rule, event: BusEvent): boolean => {
  if (!rule.enabled || rule.eventPattern === undefined) return false;
  const pattern = patterns.get(rule.eventPattern) ?? parsePattern(rule.eventPattern);
  patterns.set(rule.eventPattern, pattern);
  return matchesPattern(pattern, event);
};

const sendToOne = (
  context: DeliveryContext,
  rule: Rule,
  target: Target,
  event: BusEvent,
  cause: number,
  forwarded: boolean,
): void => {
  const deliver = (): void => {
    if (readArn(target.arn)?.service === 'events') {
      forward(context, target.arn, event, cause, forwarded);
      return;
    }
    const group = target.messageGroupId === undefined ? {} : { messageGroupId: target.messageGroupId };
    sendToTarget(context, { arn: target.arn, text: inputFor(target, rule, event), ...group }, cause);
  };
  const letter = (error: AwsError) => ({
    body: JSON.stringify(event),
    attributes: {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.arn,
      ERROR_CODE: deadLetterCode(error),
      ERROR_MESSAGE: error.message,
    },
  });
  const deadLetter = target.deadLetterArn === undefined ? {} : { deadLetterArn: target.deadLetterArn };
  deliverOr(context, { from: rule.arn, target: target.arn, ...deadLetter }, cause, deliver, letter);
};

/** An event that came from another bus goes no further to a third one (EventBridge User Guide, "Sending events between buses"). */
const forward = (context: DeliveryContext, arn: string, event: BusEvent, cause: number, forwarded: boolean): void => {
  if (forwarded) throw new AwsError('ERROR_FROM_TARGET', `An event is not sent on to a third bus, found ${arn}.`);
  const target = readArn(arn);
  const here = target?.accountId === context.account.id && target.region === context.account.region;
  if (!here || !context.account.events.buses[busNameOf(arn)]) {
    throw new AwsError('ResourceNotFoundException', `Event bus ${arn} does not exist in this account and Region.`);
  }
  putEvent(context, arn, event, cause, true);
};
