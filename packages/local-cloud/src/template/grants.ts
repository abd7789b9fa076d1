/**
 * Missing permissions inside a stack. Where AWS would drop an event silently, because a queue's policy or a role does not allow its
 * delivery, the local cloud refuses the template instead.
 */

import type { Context } from '../iam/conditions.ts';
import { allows, decide } from '../iam/evaluate.ts';
import type { Use } from '../iam/guard.ts';
import { awsManagedPolicy } from '../iam/managed.ts';
import { functionNameOf } from '../services/lambda/find.ts';
import type { PolicyDocument } from '../services/lambda/state.ts';
import type { Site, StackResource } from './kinds.ts';
import { list, optionalNumber, optionalText, type Properties, record, text, texts } from './read.ts';
import type { Fault } from './template.ts';
import { type Wire, wiresOf } from './wiring.ts';

/** All that is declared wrongly between resources: missing permissions, missing targets, and what AWS refuses of queues and functions. */
export const checkGrants = (
  resources: readonly StackResource[],
  site: Site,
  used: (use: Use) => void,
): readonly Fault[] =>
  resources.flatMap((resource) => {
    try {
      const wires = wiresOf(resource, resources).flatMap((wire) => checkWire(wire, { resources, site, used }));
      return [...wires, ...checkQueueRules(resource, resources)];
    } catch (error) {
      return [{ at: resource.logicalId, message: error instanceof Error ? error.message : String(error) }];
    }
  });

interface Stack {
  readonly resources: readonly StackResource[];
  readonly site: Site;
  /** Told by what of a role's policies a service acts in its name. */
  readonly used: (use: Use) => void;
}

const checkWire = (wire: Wire, stack: Stack): readonly Fault[] => {
  const { resources, site } = stack;
  const at = wire.from.logicalId;
  if ('roleArn' in wire && wire.undeclared) return checkRole(wire, stack);
  const target = resources.find(({ ref, attributes }) => [ref, attributes.Arn, attributes.TopicArn].includes(wire.to));
  if (!target) return [{ at, message: `its target ${wire.to} is not declared in the template` }];
  if ('roleArn' in wire) return checkRole(wire, stack);
  const context = {
    'aws:SourceAccount': site.accountId,
    'aws:SourceArn': wire.sourceArn,
    // AWS's services talk to one another over TLS.
    'aws:SecureTransport': 'true',
  };
  const request = { action: wire.action, resource: wire.to, service: wire.service, context };
  if (allows(resourcePolicies(target, resources), request)) return [];
  return [{ at, message: `${wire.service} has no permission for ${wire.action} on ${target.logicalId} (${wire.to})` }];
};

/** The policies of a queue or topic; of a function the permissions, in the same form. */
const resourcePolicies = (target: StackResource, resources: readonly StackResource[]): readonly PolicyDocument[] => {
  const documents = (type: string, property: string): readonly PolicyDocument[] =>
    resources
      .filter((each) => each.type === type && texts(each.properties, property).includes(target.ref))
      .map(({ properties }) => record(properties, 'PolicyDocument') as unknown as PolicyDocument);
  if (target.type === 'AWS::SQS::Queue') return documents('AWS::SQS::QueuePolicy', 'Queues');
  if (target.type === 'AWS::SNS::Topic') return documents('AWS::SNS::TopicPolicy', 'Topics');
  return resources
    .filter(
      ({ type, properties }) =>
        type === 'AWS::Lambda::Permission' && functionNameOf(text(properties, 'FunctionName')) === target.ref,
    )
    .map(({ properties }) => permissionDocument(properties));
};

const permissionDocument = (properties: Properties): PolicyDocument => {
  const sourceArn = optionalText(properties, 'SourceArn');
  return {
    Statement: {
      Effect: 'Allow',
      Action: text(properties, 'Action'),
      Principal: { Service: text(properties, 'Principal') },
      ...(sourceArn === undefined ? {} : { Condition: { ArnLike: { 'aws:SourceArn': sourceArn } } }),
    },
  };
};

const checkRole = (
  wire: Extract<Wire, { readonly roleArn: string }>,
  { resources, site, used }: Stack,
): readonly Fault[] => {
  const at = wire.from.logicalId;
  const role = resources.find(({ type, attributes }) => type === 'AWS::IAM::Role' && attributes.Arn === wire.roleArn);
  if (!role)
    return [
      {
        at,
        message: `its role ${wire.roleArn || '(of a function that is not declared)'} is not declared in the template`,
      },
    ];
  const faults: Fault[] = [];
  const trust = record(role.properties, 'AssumeRolePolicyDocument') as unknown as PolicyDocument;
  const context = { 'aws:SourceAccount': site.accountId, 'aws:SourceArn': undefined };
  if (!allows([trust], { action: 'sts:AssumeRole', resource: '*', service: wire.assumedBy, context })) {
    faults.push({ at, message: `${wire.assumedBy} may not assume ${role.logicalId}` });
  }
  const request = { action: wire.action, resource: wire.to, context: serviceContext(site, role) };
  const decision = decide(rolePolicies(role, resources), request);
  if (decision.effect !== 'allow') {
    faults.push({ at, message: `${role.logicalId} has no permission for ${wire.action} on ${wire.to}` });
  } else {
    for (const grant of decision.by) used({ role: role.ref, ...grant });
  }
  return faults;
};

/** A service that acts in a role's name is not the function's own code, whatever it does for the function. */
const serviceContext = ({ accountId, region }: Site, { attributes }: StackResource): Context => ({
  'aws:PrincipalAccount': accountId,
  'aws:PrincipalArn': attributes.Arn,
  'aws:RequestedRegion': region,
  'ec2:Region': region,
  'lambda:SourceFunctionArn': undefined,
});

const rolePolicies = (role: StackResource, resources: readonly StackResource[]): readonly PolicyDocument[] => {
  const arns = texts(role.properties, 'ManagedPolicyArns');
  const inline = list(role.properties, 'Policies').map((policy) => record(policy as Properties, 'PolicyDocument'));
  const attached = resources
    .filter(
      ({ type, ref, properties }) =>
        (type === 'AWS::IAM::Policy' && texts(properties, 'Roles').includes(role.ref)) ||
        (type === 'AWS::IAM::ManagedPolicy' && arns.includes(ref)),
    )
    .map(({ properties }) => record(properties, 'PolicyDocument'));
  const published = arns.flatMap((arn) => awsManagedPolicy(arn) ?? []);
  return [...([...inline, ...attached] as unknown as PolicyDocument[]), ...published];
};

const isFifo = (arn: string): boolean => arn.endsWith('.fifo');

/** Refusals that AWS makes when the resources are created, and deliveries that can never work. */
const checkQueueRules = (
  { logicalId: at, type, properties }: StackResource,
  resources: readonly StackResource[],
): readonly Fault[] => {
  if (type === 'AWS::Lambda::EventSourceMapping') return checkMapping(at, properties, resources);
  if (
    type === 'AWS::SNS::Subscription' &&
    isFifo(text(properties, 'Endpoint')) &&
    !isFifo(text(properties, 'TopicArn'))
  ) {
    return [{ at, message: 'a standard topic cannot deliver to a FIFO queue' }];
  }
  if (type !== 'AWS::Events::Rule') return [];
  return list(properties, 'Targets').flatMap((each) => {
    const target = each as Properties;
    const faults: Fault[] = [];
    if (isFifo(text(target, 'Arn')) && optionalText(target, 'SqsParameters.MessageGroupId') === undefined) {
      faults.push({ at, message: 'a target that is a FIFO queue needs SqsParameters.MessageGroupId' });
    }
    if (isFifo(optionalText(target, 'DeadLetterConfig.Arn') ?? '')) {
      faults.push({ at, message: 'the dead-letter queue of a rule must be a standard queue' });
    }
    return faults;
  });
};

const checkMapping = (at: string, properties: Properties, resources: readonly StackResource[]): readonly Fault[] => {
  const arn = text(properties, 'EventSourceArn');
  const name = functionNameOf(text(properties, 'FunctionName'));
  const queue = resources.find(({ attributes }) => attributes.Arn === arn);
  const owner = resources.find(({ type, ref }) => type === 'AWS::Lambda::Function' && ref === name);
  const batch = optionalNumber(properties, 'BatchSize') ?? 10;
  const window = optionalNumber(properties, 'MaximumBatchingWindowInSeconds') ?? 0;
  const faults: Fault[] = [];
  const hidden = queue && (optionalNumber(queue.properties, 'VisibilityTimeout') ?? 30);
  const timeout = owner && (optionalNumber(owner.properties, 'Timeout') ?? 3);
  if (hidden !== undefined && timeout !== undefined && hidden < timeout) {
    faults.push({
      at,
      message: `Queue visibility timeout: ${hidden} seconds is less than Function timeout: ${timeout} seconds`,
    });
  }
  if (isFifo(arn) && window > 0) faults.push({ at, message: 'a FIFO queue has no batching window' });
  if (batch > 10 && (isFifo(arn) || window === 0)) {
    faults.push({
      at,
      message: `a batch size of ${batch} needs a standard queue and a batching window; else 10 is the most`,
    });
  }
  return faults;
};
