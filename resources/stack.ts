/**
 * The half of the stack that depends on the config: serverless.yml includes it with `${file(dist/stack.cjs):…}`. It is
 * computed from the config that is packaged beside it, so that a section which the config lacks deploys nothing.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { controllersIn } from '../lib/config/sections.ts';
import type { Config } from '../lib/config/types.ts';
import { alarms, callingNames, pageNames } from './alarms/alarms.ts';
import { dashboard } from './dashboard.ts';
import { StackError } from './errors.ts';
import { functions, roles } from './functions.ts';
import { checkNames, checkRegion, STATE, type StackNames, stateName } from './names.ts';
import { notifications } from './notifications.ts';

import { calledBy, noticeResources, noticeRules } from './notify.ts';
import { type Outputs, outputs } from './outputs.ts';
import { probeFunctionNames, probeFunctions, probeResources } from './probe.ts';

import { queues } from './queues.ts';
import { rulesOf } from './rules.ts';
import { sweeps } from './sweeps.ts';
import type { Functions, Resources } from './types.ts';

export interface Stack {
  readonly functions: Functions;
  readonly resources: { readonly Resources: Resources; readonly Outputs: Outputs };
  /** On all that can have tags. */
  readonly tags: Readonly<Record<string, string>>;
}

export const stackOf = (config: Config, names: StackNames): Stack => {
  const controllers = controllersIn(config);
  if (controllers.length === 0)
    throw new StackError('the config gives no controller anything to do: nothing to deploy');
  checkNames(names);
  // SNS takes keys of its own Region.
  if (config.encryption) checkRegion('encryption.key', 'a key', config.encryption.key, names);
  const rules = rulesOf(config, names);
  const key = config.encryption?.key;
  const called = alarms(config, names, controllers, calledBy(config), probeFunctionNames(config));
  return {
    functions: { ...functions(config, names, controllers), ...probeFunctions(config, names) },
    tags: config.tags,
    resources: {
      Resources: {
        ...queues(names, controllers, rules, key, noticeRules(config)),
        ...Object.fromEntries(rules.map(({ id, resource }) => [id, resource])),
        ...sweeps(names, controllers, key),
        ...(controllers.includes('connections') ? notifications(names, key) : {}),
        ...roles(config, names, controllers),
        ...probeResources(config, names),
        ...called,
        ...dashboard(names, controllers, pageNames(called)),
        ...noticeResources(config, names, callingNames(called)),
        ...state(names),
      },
      Outputs: outputs(names, controllers),
    },
  };
};

/** What the functions remember: they write it, and a later deployment leaves it as it is. */
const state = (names: StackNames): Resources => ({
  [STATE]: {
    Type: 'AWS::SSM::Parameter',
    Properties: {
      Name: stateName(names),
      Type: 'String',
      Value: '{}',
      Description: 'What Waykeeper has told, so that it tells each thing once. Written by its functions.',
    },
  },
});

/** The text that the packaged config was read from, and its file from this folder on. */
interface Source {
  readonly file: string;
  readonly text: string;
  /** The parameter that the functions read instead. */
  readonly configFrom?: string;
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8'));

/** A config that was edited after the build would seem to be deployed, while the functions hold the old one. */
const refuseStale = ({ file: path, text }: Source): void => {
  const file = join(import.meta.dirname, path);
  if (!existsSync(file) || readFileSync(file, 'utf8') === text) return;
  throw new StackError(`${file} has changed since the functions were built: use npm run package or npm run deploy`);
};

interface Variables {
  resolveVariable(address: string): Promise<string>;
}

/** What osls calls when it reads dist/stack.cjs. */
export const variables = async ({ resolveVariable }: Variables): Promise<Stack> => {
  const config = readJson('config.json') as Config;
  const source = readJson('source.json') as Source;
  refuseStale(source);
  const [service = '', stage = '', region = ''] = await Promise.all(
    ['self:service', 'sls:stage', 'self:provider.region'].map(resolveVariable),
  );
  const { configFrom } = source;
  return stackOf(config, { prefix: `${service}-${stage}`, stage, region, ...(configFrom && { configFrom }) });
};
