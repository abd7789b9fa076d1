/** The functions as osls wants them, and the role of each. */
import type { Config } from '../lib/config/types.ts';
import type { ControllerName } from '../lib/core/plan.ts';
import { logStatement } from './iam/own.ts';
import type { Statement } from './iam/policy.ts';
import { lambdaRole, roleId } from './iam/roles.ts';
import { permissionStatements, rowsOf } from './iam/table.ts';
import {
  arnOf,
  basicEnvironment,
  type FunctionName,
  functionArn,
  roleName,
  type StackNames,
  stateName,
  TOPIC,
} from './names.ts';
import { vpcOf, vpcStatements } from './network.ts';
import { FUNCTION_TIMEOUT, queueId } from './queues.ts';
import type { FunctionDefinition, Functions, Resources } from './types.ts';

/** The controllers that the config gives something to do, and the function that runs them all by hand. */
export const functions = (config: Config, names: StackNames, controllers: readonly ControllerName[]): Functions => ({
  ...Object.fromEntries(controllers.map((name) => [name, queueFunction(name, config, names, controllers)])),
  reconcile: lambda('reconcile', config, names, controllers),
});

const lambda = (
  name: FunctionName,
  { dns }: Config,
  names: StackNames,
  controllers: readonly ControllerName[],
): FunctionDefinition => ({
  name: `${names.prefix}-${name}`,
  handler: `dist/functions/${name}/index.handler`,
  package: { patterns: [`dist/functions/${name}/**`] },
  role: roleId(name),
  timeout: FUNCTION_TIMEOUT,
  memorySize: 512,
  environment: {
    ...basicEnvironment(names),
    WAYKEEPER_ROLES: [...controllers, 'reconcile' as const].map((of) => roleName(names, of)).join(','),
    // A run by hand remembers nothing.
    ...(name === 'reconcile' ? {} : { WAYKEEPER_STATE: stateName(names) }),
    ...(notified(name, controllers) ? { WAYKEEPER_TOPIC_ARN: { Ref: TOPIC } } : {}),
  },
  // DNS servers that are updated directly are reached from there alone. `reconcile` stays outside: it can still repair when
  // the VPC's own way to AWS is what is broken.
  ...(dns.network && name === 'dns' ? vpcOf(dns.network) : {}),
});

/** Connections are watched through the stack's topic by whoever runs their controller. */
const notified = (name: FunctionName, controllers: readonly ControllerName[]): boolean =>
  name === 'connections' || (name === 'reconcile' && controllers.includes('connections'));

const queueFunction = (
  name: ControllerName,
  config: Config,
  names: StackNames,
  controllers: readonly ControllerName[],
): FunctionDefinition => ({
  ...lambda(name, config, names, controllers),
  events: [{ sqs: { arn: arnOf(queueId(name)), batchSize: 10, functionResponseType: 'ReportBatchItemFailures' } }],
});

/** The roles of these functions, each with the permissions that the config has its own code need. */
export const roles = (config: Config, names: StackNames, controllers: readonly ControllerName[]): Resources => ({
  ...Object.assign({}, ...controllers.map((name) => lambdaRole(name, names, ownStatements(name, config, names)))),
  ...lambdaRole('reconcile', names, [
    ...permissionStatements({ byHand: controllers }, config, names),
    logStatement(names, 'reconcile'),
  ]),
});

const ownStatements = (name: ControllerName, config: Config, names: StackNames): readonly Statement[] => {
  const { network } = config.dns;
  const rows = rowsOf({ own: name }, config, names);
  return [
    ...permissionStatements({ own: name }, config, names),
    logStatement(names, name),
    ...(name === 'dns' && network
      ? vpcStatements(
          [network],
          [functionArn(names, name)],
          rows.flatMap(({ actions }) => actions),
        )
      : []),
  ];
};
