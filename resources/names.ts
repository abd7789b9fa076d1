/** Names of what the stack deploys. All are literal, since osls resolves no references without a connection. */
import type { ControllerName } from '../lib/core/plan.ts';
import { StackError } from './errors.ts';

/** Stands for the Region where a template is for whichever it is deployed to. As long as the longest name of a Region. */
export const ANY_REGION = 'region-of-here';

export interface StackNames {
  /** Such as `waykeeper-prod`; every name begins with it. */
  readonly prefix: string;
  /** Such as `prod`. */
  readonly stage: string;
  /** Roles are global to an account, so their names hold the Region. */
  readonly region: string;
  /** The parameter of Parameter Store that the functions read their config from, instead of the packaged one. */
  readonly configFrom?: string;
}

/** What every function is told of its stack. */
export const basicEnvironment = ({ stage, configFrom }: StackNames) => ({
  WAYKEEPER_STAGE: stage,
  ...(configFrom === undefined ? {} : { WAYKEEPER_CONFIG: `ssm:${configFrom}` }),
});

/** The functions that have a role of their own. */
export type FunctionName = ControllerName | 'reconcile' | 'probe';

export const queueName = ({ prefix }: StackNames, controller: ControllerName): string => `${prefix}-${controller}.fifo`;

export const deadLetterName = ({ prefix }: StackNames, controller: ControllerName): string =>
  `${prefix}-${controller}-dead.fifo`;

/** The queue for what could not be delivered. */
export const undeliveredName = ({ prefix }: StackNames): string => `${prefix}-undelivered`;

/** The logical id of the topic for endpoint notifications. */
export const TOPIC = 'ConnectionsTopic';

/** Of the topic for endpoint notifications, and of the queue and the pipe behind it. */
export const notificationsName = ({ prefix }: StackNames): string => `${prefix}-endpoint-connections`;

/** The logical id of the parameter that remembers what was told. */
export const STATE = 'StateParameter';

/** The name of the parameter. */
export const stateName = ({ prefix }: StackNames): string => `/${prefix}/state`;

/** Roles that AWS's services act as between the functions. */
type OtherRole = 'schedules' | 'probe-schedule' | 'pipe' | 'notices' | 'notices-rule';

export const roleName = ({ prefix, region }: StackNames, name: FunctionName | OtherRole): string =>
  `${prefix}-${region}-${name}`;

/** The name of a role's managed policy; like roles, they are global to an account. */
export const policyName = (names: StackNames, name: FunctionName, number: number): string =>
  `${roleName(names, name)}-${number}`;

/** What IAM allows for the name of a role; with the Region in them, these are the stack's longest names. */
const MAX_NAME = 64;

/** Throws when the stage makes names that AWS would refuse half-way through a deployment, or take for another stage's. */
export const checkNames = (names: StackNames): void => {
  if (names.prefix !== names.prefix.toLowerCase()) {
    throw new StackError(
      `${names.prefix} has capitals, and IAM takes names that differ in case alone for one: use small letters`,
    );
  }
  const longest = roleName(names, 'probe-schedule');
  if (longest.length > MAX_NAME) {
    throw new StackError(
      `${longest} has ${longest.length} characters, IAM allows ${MAX_NAME} characters: shorten the stage`,
    );
  }
};

/** Throws where a key or topic of the config is of another Region than the stack: CloudFormation would find out half-way. */
export const checkRegion = (key: string, what: string, given: string, { region }: StackNames): void => {
  const of = given.split(':')[3];
  if (of !== region && region !== ANY_REGION) {
    throw new StackError(`${key} is ${what} of ${of}, and the stack is in ${region}`);
  }
};

/** Logical ids: CamelCase, as CloudFormation wants them. */
export const logical = (...parts: readonly string[]): string =>
  parts
    .join('-')
    .split(/[^A-Za-z0-9]+/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');

/** CloudFormation takes logical ids of so many characters. */
const MAX_LOGICAL = 255;

/** What stands for a character that no logical id can hold, and for the letter that these begin with. */
const ESCAPES: Readonly<Record<string, string>> = { '-': 'Zd', '.': 'Zp', _: 'Zu', Z: 'Zz' };

/**
 * The logical id of what the stack has for entries of the config, named by the kind and the entries' names: two are one only
 * where kind and names are. Throws for names that are too long together.
 */
export const logicalFor = (kind: string, ...entries: readonly string[]): string => {
  const id = [kind, ...entries.map((name) => name.replace(/[-._Z]/g, (char) => ESCAPES[char] ?? char))].join('Zs');
  if (id.length > MAX_LOGICAL) {
    throw new StackError(
      `${entries.join(' and ')} make a logical id of ${id.length} characters, CloudFormation takes ${MAX_LOGICAL}: shorten these names`,
    );
  }
  return id;
};

/** The ARN of a resource of this account and Region. */
export const here = (service: string, resource: string) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`,
});

export const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

/** The ARN of a function of the stack; a reference would make a circle between a role and its function. */
export const functionArn = ({ prefix }: StackNames, name: string) => here('lambda', `function:${prefix}-${name}`);
