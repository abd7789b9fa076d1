import { PutCompositeAlarmCommand, SetAlarmStateCommand, type StateValue } from '@aws-sdk/client-cloudwatch';
import { START } from '../src/bare-api.ts';
import { parseRule, ruleHolds } from '../src/services/cloudwatch/rule.ts';
import { addAlarm } from '../src/services/cloudwatch/seed.ts';
import { stateChanges, useCloudWatch } from './support/cloudwatch.ts';
import { failure } from './support/failure.ts';

const { set, describeAlarms, alarm, api, client } = useCloudWatch();

describe('a state set by hand', () => {
  beforeEach(() => void addAlarm(api().account, { name: 'fw-a-failover', state: 'OK', since: START - 60_000 }));

  it('moves both times when it changes the state', async () => {
    await set('ALARM');
    expect(await alarm()).toMatchObject({
      StateReason: 'by hand',
      StateUpdatedTimestamp: new Date(START),
      StateTransitionedTimestamp: new Date(START),
    });
    expect(stateChanges(api().finished[0]?.emissions ?? [])).toHaveLength(1);
  });

  it('moves only the time of update when it does not, and tells nobody', async () => {
    await set('OK');
    expect(await alarm()).toMatchObject({
      StateUpdatedTimestamp: new Date(START),
      StateTransitionedTimestamp: new Date(START - 60_000),
    });
    expect(api().finished[0]?.emissions).toEqual([]);
  });

  it('has to be one of three', async () => {
    expect(await failure(set('BROKEN' as StateValue))).toMatchObject({ name: 'ValidationException' });
  });

  it('may carry JSON data only', async () => {
    const input = { AlarmName: 'fw-a-failover', StateValue: 'OK', StateReason: 'x', StateReasonData: '{' } as const;
    expect(await failure(client().send(new SetAlarmStateCommand(input)))).toMatchObject({ name: 'InvalidFormatFault' });
  });
});

describe('a composite alarm', () => {
  beforeEach(async () => {
    for (const name of ['a', 'b']) addAlarm(api().account, { name, state: 'OK' });
    await client().send(new PutCompositeAlarmCommand({ AlarmName: 'both', AlarmRule: 'ALARM(a) AND ALARM(b)' }));
    api().advance(6_000);
  });
  const composite = async () => (await describeAlarms({ AlarmTypes: ['CompositeAlarm'] })).CompositeAlarms?.[0];

  it('follows the alarms of its rule at once', async () => {
    expect((await composite())?.StateValue).toBe('OK');
    await set('ALARM', 'a');
    await set('ALARM', 'b');
    expect((await composite())?.StateValue).toBe('ALARM');
    const events = stateChanges(api().finished.at(-2)?.emissions ?? []);
    expect(events).toMatchObject([
      { detail: { alarmName: 'b' } },
      { detail: { alarmName: 'both', configuration: { alarmRule: 'ALARM(a) AND ALARM(b)' } } },
    ]);
  });

  it('names only alarms that exist', async () => {
    const unknown = client().send(new PutCompositeAlarmCommand({ AlarmName: 'x', AlarmRule: 'ALARM(none)' }));
    expect(await failure(unknown)).toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('none'),
    });
  });

  const states = { a: 'ALARM', b: 'OK' } as const;
  const holds = (rule: string) =>
    ruleHolds(parseRule(rule), (name) => states[name as 'a' | 'b'] ?? 'INSUFFICIENT_DATA');

  it.each([
    ['ALARM(a) OR ALARM(b) AND FALSE', true],
    ['(ALARM(a) OR ALARM(b)) AND FALSE', false],
    ['NOT OK("a") AND NOT ALARM(b)', true],
    ["INSUFFICIENT_DATA('c')", true],
    ['ALARM(arn:aws:cloudwatch:eu-west-2:111122223333:alarm:a)', true],
    ['TRUE AND OK(a)', false],
  ])('takes the rule %s as %s', (rule, expected) => {
    expect(holds(rule)).toBe(expected);
  });

  it.each(['', 'ALARM(a', 'ALARM(a) ALARM(b)', '(OK(a)', 'AND', 'OK(a) OR ?'])('refuses the rule "%s"', (rule) => {
    expect(() => parseRule(rule)).toThrow('AlarmRule is not valid');
  });
});
