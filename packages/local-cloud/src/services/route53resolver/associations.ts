/** Which VPCs a rule holds in. */
import type { Call, Transition } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { findRule } from './find.ts';
import { type Input, optionalText, text } from './input.ts';
import { type Filters, pageOf } from './pages.ts';
import type { ResolverRule, RuleAssociation } from './state.ts';

/** How long an association takes to come and to go (local ms; plausible values, AWS promises none). */
const ASSOCIATION_MS = 30_000;

const view = (association: RuleAssociation) => ({
  Id: association.id,
  ResolverRuleId: association.ruleId,
  ...(association.name === undefined ? {} : { Name: association.name }),
  VPCId: association.vpcId,
  Status: association.status,
  StatusMessage: '',
});

const FILTERS: Filters<RuleAssociation> = {
  Name: ({ name }) => [name],
  ResolverRuleId: ({ ruleId }) => [ruleId],
  Status: ({ status }) => [status],
  VPCId: ({ vpcId }) => [vpcId],
};

/** Two rules for one name cannot hold in one VPC ([RSLVR-00802]; PEERS-DNS section 4). */
const refuseSameDomain = (rule: ResolverRule, vpcId: string, { account: { resolver } }: Call): void => {
  const other = Object.values(resolver.associations).find(
    (one) => one.vpcId === vpcId && resolver.rules[one.ruleId]?.domain === rule.domain,
  );
  if (!other) return;
  const message = `[RSLVR-00802] Cannot associate rules with same domain name with same VPC. Conflict with resolver rule "${other.ruleId}"`;
  throw new AwsError('InvalidRequestException', message);
};

/** A rule whose target is an inbound endpoint of the VPC would go round in circles ([RSLVR-00804], aws-network-hub-for-terraform PR 26). */
const refuseLoop = (rule: ResolverRule, vpcId: string, { account: { resolver } }: Call): void => {
  const inbound = Object.values(resolver.endpoints).filter(
    (endpoint) => endpoint.direction === 'INBOUND' && endpoint.vpcId === vpcId,
  );
  const addresses = new Set(inbound.flatMap((endpoint) => endpoint.addresses.map(({ ip }) => ip)));
  if (!rule.targets.some(({ Ip }) => Ip !== undefined && addresses.has(Ip))) return;
  const why = "because the VPC include an INBOUND resolver endpoints with rule's target IP";
  const remedy = "Please try a different rule or update rule's target IP.";
  const message = `[RSLVR-00804] Cannot associate rule ${rule.id} to VPC ${vpcId} ${why}. ${remedy}`;
  throw new AwsError('InvalidRequestException', message);
};

/** CREATING, then COMPLETE. A rule that is shared with the account can be associated too. */
export const associateRule = (input: Input, call: Call) => {
  const rule = findRule(call.account, text(input, 'ResolverRuleId'));
  const vpcId = text(input, 'VPCId');
  if (!Object.hasOwn(call.account.ec2.vpcs, vpcId)) {
    throw new AwsError('InvalidParameterException', `The vpc ID '${vpcId}' does not exist`);
  }
  refuseSameDomain(rule, vpcId, call);
  refuseLoop(rule, vpcId, call);
  const name = optionalText(input, 'Name');
  const association: RuleAssociation = {
    ...{ id: call.newId('rslvr-rrassoc'), ruleId: rule.id, vpcId, status: 'CREATING' },
    ...(name === undefined ? {} : { name }),
  };
  call.account.resolver.associations[association.id] = association;
  call.schedule(call.now + ASSOCIATION_MS, 'rule-associated', association.id);
  return { ResolverRuleAssociation: view(association) };
};

/** DELETING, then gone. Throws ResourceNotFoundException. */
export const disassociateRule = (input: Input, call: Call) => {
  const rule = findRule(call.account, text(input, 'ResolverRuleId'));
  const vpcId = text(input, 'VPCId');
  const all = Object.values(call.account.resolver.associations);
  const association = all.find((one) => one.ruleId === rule.id && one.vpcId === vpcId);
  if (!association) {
    const message = `The Resolver rule "${rule.id}" is not associated with the VPC "${vpcId}".`;
    throw new AwsError('ResourceNotFoundException', message);
  }
  association.status = 'DELETING';
  call.schedule(call.now + ASSOCIATION_MS, 'rule-disassociated', association.id);
  return { ResolverRuleAssociation: view(association) };
};

export const listAssociations = (input: Input, { account }: Call) => {
  const { page, more } = pageOf(Object.values(account.resolver.associations), input, FILTERS);
  return { ...more, ResolverRuleAssociations: page.map(view) };
};

/** What associations do by themselves when their time has come. */
export const associationTransitions: Readonly<Record<string, Transition>> = {
  'rule-associated': (id, { account }) => {
    const association = account.resolver.associations[id];
    if (association?.status === 'CREATING') association.status = 'COMPLETE';
  },
  'rule-disassociated': (id, { account }) => {
    if (account.resolver.associations[id]?.status === 'DELETING') delete account.resolver.associations[id];
  },
};
