/** Creates a packaged stack in the account: reads all of it, refuses it as a whole, or makes each resource in order. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from '../account.ts';
import { find } from '../find.ts';
import type { Use } from '../iam/guard.ts';
import { findFunction } from '../services/lambda/find.ts';
import type { FunctionState } from '../services/lambda/state.ts';
import { AwsError } from '../wire/error.ts';
import { checkGrants } from './grants.ts';
import type { Site, StackResource } from './kinds.ts';
import { readStack } from './stack.ts';
import { type Step, stepsOf } from './steps.ts';
import { type Fault, parseTemplate, TemplateError } from './template.ts';

/** The file that `osls package` writes. */
const TEMPLATE_FILE = 'cloudformation-template-update-stack.json';

interface DeployOptions {
  readonly packageDir: string;
  readonly account: Account;
  readonly site: Site;
  /** Local-cloud time in ms since the epoch. */
  readonly now: () => number;
  /** Further environment variables by function name; they win over the template's. */
  readonly environment: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Makes one AWS API call in the account's own name. Throws AwsError. */
  readonly call: (service: string, operation: string, input: object) => Promise<unknown>;
  /** Takes a function's code and definition. */
  readonly install: (definition: Omit<FunctionState, 'codeSize' | 'codeSha256'>, zip: Uint8Array) => Promise<void>;
  /** Told of what AWS's services may do by the stack's roles. */
  readonly used: (use: Use) => void;
}

interface Planned {
  readonly resource: StackResource;
  readonly steps: readonly Step[];
}

const messageOf = (error: unknown): string =>
  error instanceof AwsError
    ? `${error.code}: ${error.message}`
    : error instanceof Error
      ? error.message
      : String(error);

/** Throws TemplateError with all faults of the template before anything is created, and with all refusals of AWS's APIs afterwards. */
export const deployPackage = async (options: DeployOptions): Promise<void> => {
  const { packageDir, site } = options;
  const resources = readStack(parseTemplate(await readFile(join(packageDir, TEMPLATE_FILE), 'utf8')), site);
  const faults: Fault[] = [];
  const planned = planAll(resources, faults);
  faults.push(...checkGrants(resources, site, options.used));
  const zips = await readZips(options, planned, faults);
  faults.push(...strayEnvironment(options, planned));
  if (faults.length > 0) throw new TemplateError(faults);
  for (const { resource, steps } of planned) {
    try {
      const digest = digestOf(steps);
      const unchanged = options.account.lambda.deployed[resource.logicalId] === digest;
      for (const step of steps) if (step.do !== 'call' || !unchanged) await perform(options, step, zips);
      options.account.lambda.deployed[resource.logicalId] = digest;
    } catch (error) {
      faults.push({ at: resource.logicalId, message: messageOf(error) });
    }
  }
  if (faults.length > 0) throw new TemplateError(faults);
};

const digestOf = (steps: readonly Step[]): string => createHash('sha256').update(JSON.stringify(steps)).digest('hex');

const planAll = (resources: readonly StackResource[], faults: Fault[]): readonly Planned[] =>
  resources.flatMap((resource) => {
    try {
      return [{ resource, steps: stepsOf(resource) }];
    } catch (error) {
      faults.push({ at: resource.logicalId, message: messageOf(error) });
      return [];
    }
  });

const readZips = async (
  { packageDir }: DeployOptions,
  planned: readonly Planned[],
  faults: Fault[],
): Promise<ReadonlyMap<string, Uint8Array>> => {
  const zips = new Map<string, Uint8Array>();
  for (const { resource, steps } of planned) {
    for (const step of steps) {
      if (step.do !== 'function') continue;
      try {
        zips.set(step.zip, await readFile(join(packageDir, step.zip)));
      } catch (error) {
        faults.push({ at: resource.logicalId, message: `expected its zip in the package: ${messageOf(error)}` });
      }
    }
  }
  return zips;
};

const strayEnvironment = ({ environment }: DeployOptions, planned: readonly Planned[]): readonly Fault[] => {
  const names = planned.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.do === 'function' ? [step.definition.name] : [])),
  );
  return Object.keys(environment)
    .filter((name) => !names.includes(name))
    .map((name) => ({ at: name, message: `environment given for an unknown function; there are ${names.join(', ')}` }));
};

const perform = async (options: DeployOptions, step: Step, zips: ReadonlyMap<string, Uint8Array>): Promise<void> => {
  if (step.do === 'call') checkAnswer(await options.call(step.service, step.operation, step.input));
  else if (step.do === 'function') await installFunction(options, step, zips);
  else declare(options, step);
};

/** PutTargets answers with success and lists what it refused. */
const checkAnswer = (answer: unknown): void => {
  const { FailedEntries = [] } = (answer ?? {}) as {
    FailedEntries?: readonly { ErrorCode?: string; ErrorMessage?: string }[];
  };
  const [failed] = FailedEntries;
  if (failed) throw new AwsError(failed.ErrorCode ?? 'Unknown', failed.ErrorMessage ?? 'an entry was refused');
};

const installFunction = (
  { account, environment, now, install }: DeployOptions,
  { definition, zip }: Extract<Step, { readonly do: 'function' }>,
  zips: ReadonlyMap<string, Uint8Array>,
): Promise<void> => {
  const code = zips.get(zip);
  if (!code) throw new Error(`no zip ${zip} was read`);
  const lastModified = new Date(now()).toISOString().replace('Z', '+0000');
  const variables = { ...definition.environment, ...environment[definition.name] };
  const permissions = account.lambda.functions[definition.name]?.permissions ?? [];
  return install({ ...definition, lastModified, permissions, environment: variables }, code);
};

type Declaration = Exclude<Step, { readonly do: 'call' | 'function' }>;

/** What no API call of the local cloud makes is written straight into the account. */
const declare = ({ account, now }: DeployOptions, step: Declaration): void => {
  const { lambda } = account;
  switch (step.do) {
    case 'role':
      lambda.roles[step.role.name] = step.role;
      return;
    case 'policy':
      for (const name of step.roles) {
        const role = find(lambda.roles, name, () => new Error(`there is no role ${name}`));
        const others = role.policies.filter((policy) => policy.name !== step.name);
        lambda.roles[name] = { ...role, policies: [...others, { name: step.name, document: step.document }] };
      }
      return;
    case 'machine':
      account.stepFunctions.machines[step.machine.arn] = step.machine;
      return;
    case 'managedPolicy':
      lambda.managedPolicies[step.arn] = step.document;
      return;
    case 'configure':
      lambda.functions[step.name] = { ...findFunction(account, step.name), ...step.changes };
      return;
    case 'permit': {
      const owner = findFunction(account, step.name);
      const known = owner.permissions.some((each) => JSON.stringify(each) === JSON.stringify(step.permission));
      if (!known) owner.permissions.push(step.permission);
      return;
    }
    case 'pipe':
      account.pipes[step.pipe.arn] = step.pipe;
      return;
    case 'mapping':
      findFunction(account, step.mapping.functionName);
      lambda.mappings[step.mapping.uuid] = { ...step.mapping, lastModified: now() };
      return;
    default:
      step satisfies never;
  }
};
