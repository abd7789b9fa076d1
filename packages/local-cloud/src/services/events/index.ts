/** Amazon EventBridge: buses, rules and targets. `delivery/` brings what PutEvents took to the targets. */
import * as client from '@aws-sdk/client-eventbridge';
import { matchesPattern, parsePattern } from '../../delivery/pattern.ts';
import type { Call, Service } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { takeEntries } from './entries.ts';
import { busArn, findBus, findRule, ruleKey } from './find.ts';
import { permissions } from './permissions.ts';
import { putRule, putTargets, writeTarget } from './rules.ts';
import type { Rule } from './state.ts';

const writeRule = (rule: Rule): client.Rule => ({
  Name: rule.name,
  Arn: rule.arn,
  EventBusName: rule.busName,
  State: rule.enabled ? 'ENABLED' : 'DISABLED',
  ...(rule.eventPattern === undefined ? {} : { EventPattern: rule.eventPattern }),
  ...(rule.scheduleExpression === undefined ? {} : { ScheduleExpression: rule.scheduleExpression }),
  ...(rule.description === undefined ? {} : { Description: rule.description }),
  ...(rule.roleArn === undefined ? {} : { RoleArn: rule.roleArn }),
});

const switchRule = (input: client.EnableRuleRequest, { account }: Call, enabled: boolean): object => {
  const rule = findRule(account, input.Name, input.EventBusName);
  account.events.rules[ruleKey(rule.busName, rule.name)] = { ...rule, enabled };
  return {};
};

const busOperations: Service['operations'] = {
  PutEvents: (input: client.PutEventsRequest, { account }): client.PutEventsResponse => {
    const Entries = takeEntries(account, input.Entries ?? []);
    return { FailedEntryCount: Entries.filter(({ ErrorCode }) => ErrorCode !== undefined).length, Entries };
  },
  CreateEventBus: (input: client.CreateEventBusRequest, { account, now }) => {
    const name = input.Name ?? '';
    if (account.events.buses[name]) {
      throw new AwsError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
    }
    const description = input.Description === undefined ? {} : { description: input.Description };
    account.events.buses[name] = { name, createdAt: now, ...description };
    return { EventBusArn: busArn(account, name) };
  },
  ListEventBuses: (input: client.ListEventBusesRequest, { account }): client.ListEventBusesResponse => ({
    EventBuses: Object.keys(account.events.buses)
      .filter((name) => name.startsWith(input.NamePrefix ?? ''))
      .map((name) => ({ Name: name, Arn: busArn(account, name) })),
  }),
};

const ruleOperations: Service['operations'] = {
  PutRule: (input: client.PutRuleRequest, { account, now }) => ({ RuleArn: putRule(account, input, now).arn }),
  DeleteRule: (input: client.DeleteRuleRequest, { account }) => {
    const bus = findBus(account, input.EventBusName);
    const key = ruleKey(bus.name, input.Name ?? '');
    if (account.events.rules[key]?.targets.length) {
      throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.");
    }
    delete account.events.rules[key];
    return {};
  },
  DescribeRule: (input: client.DescribeRuleRequest, { account }) =>
    writeRule(findRule(account, input.Name, input.EventBusName)),
  ListRules: (input: client.ListRulesRequest, { account }): client.ListRulesResponse => {
    const bus = findBus(account, input.EventBusName);
    const rules = Object.values(account.events.rules).filter(
      ({ busName, name }) => busName === bus.name && name.startsWith(input.NamePrefix ?? ''),
    );
    return { Rules: rules.map(writeRule) };
  },
  EnableRule: (input: client.EnableRuleRequest, call) => switchRule(input, call, true),
  DisableRule: (input: client.DisableRuleRequest, call) => switchRule(input, call, false),
  TestEventPattern: (input: client.TestEventPatternRequest): client.TestEventPatternResponse => {
    const pattern = parsePattern(input.EventPattern ?? '');
    return { Result: matchesPattern(pattern, readEvent(input.Event ?? '')) };
  },
};

const targetOperations: Service['operations'] = {
  PutTargets: (input: client.PutTargetsRequest, { account }): client.PutTargetsResponse => {
    putTargets(account, input.Rule, input.EventBusName, input.Targets ?? []);
    return { FailedEntryCount: 0, FailedEntries: [] };
  },
  RemoveTargets: (input: client.RemoveTargetsRequest, { account }): client.RemoveTargetsResponse => {
    const rule = findRule(account, input.Rule, input.EventBusName);
    const targets = rule.targets.filter(({ id }) => !input.Ids?.includes(id));
    account.events.rules[ruleKey(rule.busName, rule.name)] = { ...rule, targets };
    return { FailedEntryCount: 0, FailedEntries: [] };
  },
  ListTargetsByRule: (input: client.ListTargetsByRuleRequest, { account }): client.ListTargetsByRuleResponse => ({
    Targets: findRule(account, input.Rule, input.EventBusName).targets.map(writeTarget),
  }),
};

/** The members that TestEventPattern asks of an event (API reference). */
const required = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'];

const readEvent = (text: string): object => {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    throw new AwsError('ValidationException', `Parameter Event is not valid: expected JSON, found ${text}.`);
  }
  const missing = required.filter((name) => !(typeof event === 'object' && event !== null && name in event));
  if (missing.length === 0) return event as object;
  throw new AwsError('ValidationException', `Parameter Event is not valid: expected also ${missing.join(', ')}.`);
};

/** The service `events`. */
export const events: Service = {
  signingName: 'events',
  client,
  permissions,
  operations: { ...busOperations, ...ruleOperations, ...targetOperations },
};
