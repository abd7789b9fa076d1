/**
 * The half of the stack that depends on the config: serverless.yml includes it with `${file(dist/stack.cjs):…}`. It is
 * computed from the config that is packaged beside it, so that a section which the config lacks deploys nothing.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../lib/config/schema.ts';
import { controllersIn } from '../lib/config/sections.ts';
import { functions, roles } from './functions.ts';
import { checkNames, type StackNames } from './names.ts';
import { queues } from './queues.ts';
import { triggers } from './triggers.ts';

/** CloudFormation resources by logical id. */
export type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties: unknown }>>;

export interface Stack {
  readonly functions: Readonly<Record<string, unknown>>;
  readonly resources: { readonly Resources: Resources };
}

export const stackOf = (config: Config, names: StackNames): Stack => {
  const controllers = controllersIn(config);
  if (controllers.length === 0) throw new Error('the config gives no controller anything to do: nothing to deploy');
  checkNames(names);
  return {
    functions: functions(names, controllers),
    resources: {
      Resources: { ...queues(names, controllers), ...triggers(names, controllers), ...roles(names, controllers) },
    },
  };
};

interface Variables {
  resolveVariable(address: string): Promise<string>;
}

/** What osls calls when it reads dist/stack.cjs. */
export const variables = async ({ resolveVariable }: Variables): Promise<Stack> => {
  const config = JSON.parse(readFileSync(join(import.meta.dirname, 'config.json'), 'utf8')) as Config;
  const [service, stage, region] = await Promise.all(
    ['self:service', 'sls:stage', 'self:provider.region'].map(resolveVariable),
  );
  return stackOf(config, { prefix: `${service}-${stage}`, region: region ?? '' });
};
