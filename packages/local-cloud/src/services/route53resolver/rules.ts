/** Resolver rules: UpdateResolverRule replaces the whole list of targets, and takes a while (AWS-FACTS B.5). */
import type { Account } from '../../account.ts';
import { entryOf } from '../../find.ts';
import type { Call, Transition } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { arnOf, findRule, timeOf } from './find.ts';
import { type Input, invalid, oneOf, optionalText, struct, structs, text } from './input.ts';
import { type Filters, pageOf } from './pages.ts';
import type { ResolverRule, RuleType } from './state.ts';
import { targetsOf } from './targets.ts';

/** How long an update and a deletion take (local ms; plausible values, AWS promises none). */
const RULE_MS = { update: 30_000, delete: 30_000 } as const;
/** The quota of a Region (AWS-FACTS C.3). */
const MAX_RULES = 1000;
const CREATABLE: readonly RuleType[] = ['FORWARD', 'SYSTEM', 'DELEGATE'];

/** Lower case, with a trailing dot. Throws InvalidParameterException for what is no name. */
export const ruleDomain = (name: string): string => {
  const bare = name.replace(/\.$/, '').toLowerCase();
  if (/^([a-z0-9_*-]{1,63}(\.[a-z0-9_-]{1,63})*)?$/.test(bare)) return `${bare}.`;
  throw new AwsError('InvalidParameterException', `The domain name "${name}" is not valid.`);
};

const MESSAGES = {
  COMPLETE: 'Successfully updated',
  UPDATING: 'Updating',
  DELETING: 'Deleting',
  FAILED: 'Failed to update',
};

const view = (rule: ResolverRule, account: Account) => ({
  Id: rule.id,
  CreatorRequestId: rule.creatorRequestId,
  Arn: arnOf(account, rule.ownerId, 'resolver-rule', rule.id),
  DomainName: rule.domain,
  Status: rule.status,
  StatusMessage: `${MESSAGES[rule.status]} Resolver Rule.`,
  RuleType: rule.type,
  ...(rule.name === undefined ? {} : { Name: rule.name }),
  ...(rule.targets.length > 0 ? { TargetIps: rule.targets } : {}),
  ...(rule.endpointId === undefined ? {} : { ResolverEndpointId: rule.endpointId }),
  OwnerId: rule.ownerId,
  ShareStatus: rule.share,
  CreationTime: timeOf(rule.createdAt),
  ModificationTime: timeOf(rule.modifiedAt),
});

const FILTERS: Filters<ResolverRule> = {
  CreatorRequestId: ({ creatorRequestId }) => [creatorRequestId],
  DomainName: ({ domain }) => [domain],
  Name: ({ name }) => [name],
  ResolverEndpointId: ({ endpointId }) => [endpointId],
  Status: ({ status }) => [status],
  Type: ({ type }) => [type],
};

/** An outbound endpoint of the account. Throws InvalidRequestException (guessed). */
const outboundEndpoint = (id: string, { account: { resolver } }: Call): string => {
  const endpoint = entryOf(resolver.endpoints, id);
  if (endpoint?.direction === 'OUTBOUND') return id;
  const found = endpoint ? `one of direction ${endpoint.direction}` : 'none';
  throw new AwsError('InvalidRequestException', `Expected ${id} to be an outbound Resolver endpoint, found ${found}.`);
};

/** What only a rule that forwards has, and then needs. */
const forwardingOf = (input: Input, type: RuleType, call: Call): Pick<ResolverRule, 'targets' | 'endpointId'> => {
  const [given, endpoint] = [structs(input, 'TargetIps'), optionalText(input, 'ResolverEndpointId')];
  if (type !== 'FORWARD') return { targets: given ? targetsOf(given, type) : [] };
  if (!given) throw new AwsError('InvalidRequestException', 'A Resolver rule of type FORWARD needs TargetIps.');
  if (endpoint === undefined)
    throw new AwsError('InvalidRequestException', 'A Resolver rule of type FORWARD needs a ResolverEndpointId.');
  return { targets: targetsOf(given, type), endpointId: outboundEndpoint(endpoint, call) };
};

/** Throws ResourceExistsException for a CreatorRequestId that was used before, LimitExceededException, InvalidRequestException. */
export const createRule = (input: Input, call: Call) => {
  const { resolver, id: ownerId } = call.account;
  const creatorRequestId = text(input, 'CreatorRequestId');
  const type = oneOf(text(input, 'RuleType'), CREATABLE, 'ruleType');
  const domain = ruleDomain(text(input, 'DomainName'));
  const rules = Object.values(resolver.rules);
  if (rules.some((rule) => rule.creatorRequestId === creatorRequestId)) {
    const message = `Resolver rule with creator request ID "${creatorRequestId}" already exists.`;
    throw new AwsError('ResourceExistsException', message);
  }
  if (rules.length >= MAX_RULES) {
    throw new AwsError('LimitExceededException', `Expected at most ${MAX_RULES} Resolver rules in a Region.`);
  }
  const name = optionalText(input, 'Name');
  const rule: ResolverRule = {
    ...{ id: call.newId('rslvr-rr'), domain, type, status: 'COMPLETE', ownerId, share: 'NOT_SHARED' },
    ...(name === undefined ? {} : { name }),
    ...forwardingOf(input, type, call),
    ...{ creatorRequestId, createdAt: call.now, modifiedAt: call.now },
  };
  resolver.rules[rule.id] = rule;
  return { ResolverRule: view(rule, call.account) };
};

export const getRule = (input: Input, { account }: Call) => ({
  ResolverRule: view(findRule(account, text(input, 'ResolverRuleId')), account),
});

export const listRules = (input: Input, { account }: Call) => {
  const { page, more } = pageOf(Object.values(account.resolver.rules), input, FILTERS);
  return { ...more, ResolverRules: page.map((rule) => view(rule, account)) };
};

/** Only its owner changes a rule (R), and only when it is at rest ([RSLVR-00705]; PEERS-DNS section 4). */
const changeable = (input: Input, { account }: Call): ResolverRule => {
  const rule = findRule(account, text(input, 'ResolverRuleId'));
  if (rule.share === 'SHARED_WITH_ME' || rule.ownerId !== account.id) {
    const message = `The Resolver rule "${rule.id}" belongs to the account ${rule.ownerId}, which alone can change it.`;
    throw new AwsError('AccessDeniedException', message);
  }
  if (rule.status === 'UPDATING') {
    const message = "[RSLVR-00705] Cannot update Resolver Rule because it's currently updating.";
    throw new AwsError('ResourceUnavailableException', message);
  }
  if (rule.status === 'DELETING') {
    throw new AwsError('ResourceUnavailableException', `The Resolver rule "${rule.id}" is being deleted.`);
  }
  return rule;
};

/** What is omitted keeps its value; TargetIps replace the whole list. The rule is UPDATING, then COMPLETE. */
export const updateRule = (input: Input, call: Call) => {
  const rule = changeable(input, call);
  if (input.Config === undefined) throw invalid(undefined, 'config', 'Member must not be null');
  const config = struct(input, 'Config');
  const [name, endpoint] = [optionalText(config, 'Name'), optionalText(config, 'ResolverEndpointId')];
  const given = structs(config, 'TargetIps');
  const targets = given ? targetsOf(given, rule.type) : rule.targets;
  if (endpoint !== undefined) rule.endpointId = outboundEndpoint(endpoint, call);
  if (name !== undefined) rule.name = name;
  rule.targets = targets;
  rule.status = 'UPDATING';
  rule.modifiedAt = call.now;
  call.schedule(call.now + RULE_MS.update, 'rule-updated', rule.id);
  return { ResolverRule: view(rule, call.account) };
};

/** Throws ResourceInUseException while the rule is associated with a VPC. */
export const deleteRule = (input: Input, call: Call) => {
  const rule = changeable(input, call);
  const used = Object.values(call.account.resolver.associations).find(({ ruleId }) => ruleId === rule.id);
  if (used) {
    const message = `The Resolver rule "${rule.id}" is associated with the VPC "${used.vpcId}".`;
    throw new AwsError('ResourceInUseException', message);
  }
  rule.status = 'DELETING';
  rule.modifiedAt = call.now;
  call.schedule(call.now + RULE_MS.delete, 'rule-deleted', rule.id);
  return { ResolverRule: view(rule, call.account) };
};

/** What rules do by themselves when their time has come. */
export const ruleTransitions: Readonly<Record<string, Transition>> = {
  'rule-updated': (id, { account }) => {
    const rule = account.resolver.rules[id];
    if (rule?.status === 'UPDATING') rule.status = 'COMPLETE';
  },
  'rule-deleted': (id, { account }) => {
    if (account.resolver.rules[id]?.status === 'DELETING') delete account.resolver.rules[id];
  },
};
