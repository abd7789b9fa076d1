/** Rules and their targets: made, changed and deleted, by calls and by the template alike. */
import type { PutRuleRequest, Target as WireTarget } from '@aws-sdk/client-eventbridge';
import type { Account } from '../../account.ts';
import { parsePath } from '../../delivery/input.ts';
import { parsePattern } from '../../delivery/pattern.ts';
import { AwsError } from '../../wire/error.ts';
import { isJson } from '../json.ts';
import { parseExpression } from '../scheduler/expression.ts';
import { findBus, findRule, ruleArn, ruleKey } from './find.ts';
import type { Rule, Target } from './state.ts';

/** The timer of a scheduled rule, with `<bus>/<rule>` as its key. */
export const ruleTimer = { service: 'events', kind: 'schedule' } as const;

/** AWS's quota of targets for one rule. */
const maxTargets = 5;

/**
 * Makes a rule or changes it; its targets stay. A scheduled rule fires first one period after it was made.
 * Throws ResourceNotFoundException, ValidationException, InvalidEventPatternException or NotImplemented.
 */
export const putRule = (account: Account, input: PutRuleRequest, now: number): Rule => {
  const bus = findBus(account, input.EventBusName);
  checkRule(input, bus.name);
  const name = input.Name ?? '';
  const present = account.events.rules[ruleKey(bus.name, name)];
  const rule: Rule = {
    name,
    busName: bus.name,
    arn: ruleArn(account, bus.name, name),
    enabled: input.State !== 'DISABLED',
    targets: present?.targets ?? [],
    ...(input.EventPattern ? { eventPattern: input.EventPattern } : {}),
    ...(input.Description === undefined ? {} : { description: input.Description }),
    ...(input.RoleArn === undefined ? {} : { roleArn: input.RoleArn }),
    ...scheduleOf(account, input.ScheduleExpression, present, ruleKey(bus.name, name), now),
  };
  account.events.rules[ruleKey(bus.name, name)] = rule;
  return rule;
};

/** Puts the next timer of a scheduled rule after one at which it fired (ms). */
export const rearmRule = (account: Account, rule: Rule, firedAt: number): void => {
  const key = ruleKey(rule.busName, rule.name);
  const schedule = scheduleOf(account, rule.scheduleExpression, undefined, key, firedAt);
  account.events.rules[key] = { ...rule, ...schedule };
};

/** Adds targets or replaces those with the same id. Throws ResourceNotFoundException, ValidationException or LimitExceededException. */
export const putTargets = (
  account: Account,
  ruleName: string | undefined,
  busName: string | undefined,
  targets: readonly WireTarget[],
): void => {
  const rule = findRule(account, ruleName, busName);
  const added = targets.map(readTarget);
  const kept = rule.targets.filter(({ id }) => !added.some((target) => target.id === id));
  const all = [...kept, ...added];
  if (all.length > maxTargets) {
    const message = `The rule ${rule.name} may have ${maxTargets} targets at most, found ${all.length}.`;
    throw new AwsError('LimitExceededException', message);
  }
  account.events.rules[ruleKey(rule.busName, rule.name)] = { ...rule, targets: all };
};

/** A target as ListTargetsByRule answers it. */
export const writeTarget = (target: Target): WireTarget => ({
  Id: target.id,
  Arn: target.arn,
  ...(target.roleArn === undefined ? {} : { RoleArn: target.roleArn }),
  ...(target.input === undefined ? {} : { Input: target.input }),
  ...(target.inputPath === undefined ? {} : { InputPath: target.inputPath }),
  ...(target.inputTransformer === undefined
    ? {}
    : {
        InputTransformer: {
          InputPathsMap: { ...target.inputTransformer.paths },
          InputTemplate: target.inputTransformer.template,
        },
      }),
  ...(target.messageGroupId === undefined ? {} : { SqsParameters: { MessageGroupId: target.messageGroupId } }),
  ...(target.deadLetterArn === undefined ? {} : { DeadLetterConfig: { Arn: target.deadLetterArn } }),
  ...(target.retryPolicy === undefined
    ? {}
    : {
        RetryPolicy: {
          MaximumRetryAttempts: target.retryPolicy.maximumRetryAttempts,
          MaximumEventAgeInSeconds: target.retryPolicy.maximumEventAgeSeconds,
        },
      }),
});

const scheduleOf = (
  account: Account,
  expression: string | undefined,
  present: Rule | undefined,
  key: string,
  now: number,
): Pick<Rule, 'scheduleExpression' | 'nextAt'> => {
  if (!expression) return {};
  const parsed = parseExpression(expression);
  if (parsed.kind === 'at') throw invalid(`Parameter ScheduleExpression is not valid: rules take no ${expression}.`);
  const unchanged = present?.scheduleExpression === expression ? present.nextAt : undefined;
  const nextAt = unchanged ?? now + parsed.everyMs;
  if (unchanged === undefined) account.timers.push({ at: nextAt, ...ruleTimer, key });
  return { scheduleExpression: expression, nextAt };
};

const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

const checkRule = (input: PutRuleRequest, busName: string): void => {
  if (!/^[.\-\w]{1,64}$/.test(input.Name ?? '')) {
    throw invalid(`Value '${input.Name}' at 'name' must be 1 to 64 letters, digits, dots, hyphens or underscores.`);
  }
  if (!input.EventPattern && !input.ScheduleExpression) {
    throw invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  }
  if (input.ScheduleExpression && busName !== 'default') {
    throw invalid('ScheduleExpression is supported only on the default event bus.');
  }
  if (input.State === 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS') {
    throw new AwsError('NotImplemented', `The rule state ${input.State} is not simulated by the local cloud.`, 501);
  }
  if (input.EventPattern) parsePattern(input.EventPattern);
};

const readTarget = (target: WireTarget): Target => {
  checkTarget(target);
  const { InputTransformer: transformer, SqsParameters, DeadLetterConfig, RetryPolicy } = target;
  return {
    id: target.Id ?? '',
    arn: target.Arn ?? '',
    ...(target.RoleArn === undefined ? {} : { roleArn: target.RoleArn }),
    ...(target.Input === undefined ? {} : { input: target.Input }),
    ...(target.InputPath === undefined ? {} : { inputPath: target.InputPath }),
    ...(transformer === undefined
      ? {}
      : { inputTransformer: { paths: transformer.InputPathsMap ?? {}, template: transformer.InputTemplate ?? '' } }),
    ...(SqsParameters?.MessageGroupId === undefined ? {} : { messageGroupId: SqsParameters.MessageGroupId }),
    ...(DeadLetterConfig?.Arn === undefined ? {} : { deadLetterArn: DeadLetterConfig.Arn }),
    ...(RetryPolicy === undefined ? {} : { retryPolicy: retryOf(RetryPolicy) }),
  };
};

const retryOf = (policy: NonNullable<WireTarget['RetryPolicy']>): NonNullable<Target['retryPolicy']> => ({
  ...(policy.MaximumRetryAttempts === undefined ? {} : { maximumRetryAttempts: policy.MaximumRetryAttempts }),
  ...(policy.MaximumEventAgeInSeconds === undefined ? {} : { maximumEventAgeSeconds: policy.MaximumEventAgeInSeconds }),
});

const checkTarget = (target: WireTarget): void => {
  const { Id, Arn = '', Input, InputPath, InputTransformer } = target;
  if (!/^arn:aws:(sqs|sns|lambda|events|states):/.test(Arn)) {
    const expected = 'expected a queue, a topic, a function, a bus or a state machine';
    throw new AwsError('NotImplemented', `The target ${Arn} is not simulated by the local cloud: ${expected}.`, 501);
  }
  if (/^arn:aws:states:/.test(Arn) && target.RoleArn === undefined) {
    throw invalid(`RoleArn is required for target ${Arn}.`);
  }
  if ([Input, InputPath, InputTransformer].filter((each) => each !== undefined).length > 1) {
    throw invalid(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
  }
  if (Input !== undefined && !isJson(Input))
    throw invalid(`JSON syntax error in Input for target ${Id}, found ${Input}`);
  if (target.DeadLetterConfig?.Arn?.endsWith('.fifo')) {
    throw invalid(
      `The dead-letter queue of target ${Id} must be a standard queue, found ${target.DeadLetterConfig.Arn}`,
    );
  }
  for (const path of [InputPath ?? '$', ...Object.values(InputTransformer?.InputPathsMap ?? {})]) parsePath(path);
};
