/** How the state of an alarm changes: by hand, by evaluation, and through the alarms that a composite one watches. */
import type * as shapes from '@aws-sdk/client-cloudwatch';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { isJson } from '../json.ts';
import { cloudWatchTime, evaluate, rangeMs, type Verdict } from './evaluate.ts';
import { alarmArn, emitStateChange, showState } from './events.ts';
import { findAlarm } from './find.ts';
import { recordUpdate } from './history.ts';
import { samplesOf } from './metrics.ts';
import { alarmsIn, parseRule, ruleHolds } from './rule.ts';
import { scheduleEvaluation } from './schedule.ts';
import type { Alarm, AlarmStateValue, CompositeAlarm, MetricAlarm } from './state.ts';

/** An alarm is evaluated once a minute, or once a period if that is shorter. */
const MINUTE_S = 60;

interface NewState {
  readonly value: AlarmStateValue;
  readonly reason: string;
  readonly reasonData?: string | undefined;
}

/** Writes a state. Only a new value moves the time of transition and tells anybody (AWS-FACTS A.8). */
const enter = (alarm: Alarm, { value, reason, reasonData }: NewState, call: Call): void => {
  const before = showState(alarm);
  alarm.state = value;
  alarm.stateReason = reason;
  if (reasonData === undefined) delete alarm.stateReasonData;
  else alarm.stateReasonData = reasonData;
  alarm.stateUpdatedAt = call.now;
  if (before.value === value) return;
  alarm.stateTransitionedAt = call.now;
  recordUpdate(alarm, before.value, call);
  emitStateChange(call, alarm, before);
  for (const other of Object.values(call.account.monitoring.alarms)) {
    if (other.kind === 'composite' && alarmsIn(parseRule(other.rule)).includes(alarm.name)) follow(other, alarm, call);
  }
};

/** Has a composite alarm follow its rule; `trigger` is the alarm whose change made it look. */
const follow = (composite: CompositeAlarm, trigger: Alarm | undefined, call: Call): void => {
  const { account } = call;
  const stateOf = (name: string) => account.monitoring.alarms[name]?.state ?? 'INSUFFICIENT_DATA';
  const value = ruleHolds(parseRule(composite.rule), stateOf) ? 'ALARM' : 'OK';
  if (value === composite.state) return;
  const triggers = trigger ? [trigger] : [];
  const triggeringAlarms = triggers.map((alarm) => ({
    arn: alarmArn(account, alarm.name),
    state: { value: alarm.state, timestamp: cloudWatchTime(alarm.stateUpdatedAt) },
  }));
  const cause = trigger
    ? `${alarmArn(account, trigger.name)} transitioned to ${trigger.state}`
    : 'its rule was evaluated';
  const reason = `${alarmArn(account, composite.name)} transitioned to ${value}: ${cause} at ${cloudWatchTime(call.now)}`;
  enter(composite, { value, reason, reasonData: JSON.stringify({ triggeringAlarms }) }, call);
};

const evaluateMetric = (alarm: MetricAlarm, call: Call): void => {
  const { account, now } = call;
  const samples = samplesOf(account.monitoring, alarm);
  const verdict: Verdict | undefined = evaluate(alarm, samples, now);
  if (verdict && verdict.value !== alarm.state) enter(alarm, verdict, call);
  // A metric that goes silent is noticed by looking on; one that is silent already changes nothing by itself.
  const isLive = samples.some(({ at }) => at > now - rangeMs(alarm));
  if (isLive) scheduleEvaluation(account, alarm.name, now, Math.min(alarm.period, MINUTE_S) * 1000);
};

/** The transition that evaluates an alarm; one that was deleted meanwhile is none any more. */
export const evaluateAlarm = (name: string, call: Call): void => {
  const alarm = call.account.monitoring.alarms[name];
  if (alarm?.kind === 'metric') evaluateMetric(alarm, call);
  if (alarm?.kind === 'composite') follow(alarm, undefined, call);
};

/** Sets a state by hand, until the alarm's next evaluation says otherwise. */
export const setAlarmState = (input: shapes.SetAlarmStateInput, call: Call): void => {
  const { StateValue: value, StateReason, StateReasonData } = input;
  const alarm = findAlarm(call.account, input.AlarmName);
  if (value !== 'OK' && value !== 'ALARM' && value !== 'INSUFFICIENT_DATA') {
    throw new AwsError('ValidationError', `Expected StateValue to be OK, ALARM or INSUFFICIENT_DATA, found ${value}.`);
  }
  if (StateReasonData !== undefined && !isJson(StateReasonData)) {
    throw new AwsError('InvalidFormat', 'Expected StateReasonData to be a JSON text.');
  }
  enter(alarm, { value, reason: String(StateReason), reasonData: StateReasonData }, call);
  scheduleEvaluation(call.account, alarm.name, call.now);
};
