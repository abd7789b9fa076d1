/**
 * The one way in which subcommands have controllers run: with the caller's own credentials in this process, or by the deployed
 * `reconcile` function. Both take the same request and give the same answer (docs/by-hand.md).
 */
import { errorCode, PayloadError } from '../lib/aws/errors.ts';
import { type Invoked, invoke, isDeployed } from '../lib/aws/lambda/invoke.ts';
import { callerIdentity, type Identity } from '../lib/aws/sts/identity.ts';
import { type Environment, readEnvironment } from '../lib/config/environment.ts';
import { loadOverride } from '../lib/config/override.ts';
import { controllersIn } from '../lib/config/sections.ts';
import type { Config } from '../lib/config/types.ts';
import { log } from '../lib/core/log.ts';
import type { Change } from '../lib/core/plan.ts';
import { VERDICT_WORDS } from '../lib/core/report/text.ts';
import { createWarmMemory } from '../lib/dns/zones/warm-memory.ts';
import type { ShortResponse } from '../lib/entry/answer.ts';
import { type ReconcileResponse, reconcileByHand } from '../lib/entry/by-hand.ts';
import { rememberPlans } from '../lib/entry/shown-plans.ts';
import { counted } from '../lib/std/words.ts';
import { notificationsName, roleName } from '../resources/names.ts';
import { UsageError } from './errors.ts';
import { DEFAULT_CONFIG, type Globals } from './options.ts';

/** Somebody who runs controllers when asked. */
export interface Session {
  readonly identity: Identity;
  /** Of the stack. */
  readonly stage: string;
  /** Nothing where the function has its own. */
  readonly config?: Config;
  /**
   * Sends a request as docs/by-hand.md says, and returns the reports. `reviewed` are the changes that `expect` is the digest of, so
   * that a difference can be told. Throws PayloadError for a request that is refused.
   */
  ask(request: object, reviewed?: readonly Change[]): Promise<ReconcileResponse>;
}

/** Throws what keeps everything from running: no credentials, no Region, no config, no function. */
export const openSession = async (
  globals: Globals,
  ended: AbortSignal,
  warn: (line: string) => void = () => {},
): Promise<Session> => {
  const { via, config: file, stage } = globals;
  if (via === 'lambda' && file !== undefined) {
    throw new UsageError('--config: the function has its own config: leave --config out, or --via');
  }
  if (via === 'lambda') {
    const identity = await identityOf(globals);
    return { identity, stage, ask: (request) => askFunction(request, { identity, stage, ended }) };
  }
  const config = await loadOverride(file ?? DEFAULT_CONFIG);
  const identity = await identityOf(globals);
  warnOfRegion(config, identity, warn);
  const environment = await environmentOf(config, stage, identity);
  return { identity, stage, config, ask: askingHere(config, environment, identity, ended) };
};

/** Throws UsageError where the profile that was asked for gives no credentials. */
const identityOf = async ({ profile }: Globals): Promise<Identity> => {
  try {
    return await callerIdentity();
  } catch (error) {
    if (profile === undefined || errorCode(error) !== 'CredentialsProviderError') throw error;
    const remedy = `check ~/.aws/config, or run: aws sso login --profile ${profile}`;
    throw new UsageError(`profile ${profile} gives no credentials: ${remedy}`, { cause: error });
  }
};

/** Services of AWS have their Region in their names. An endpoint may lead to another Region, so that it is no fault. */
const warnOfRegion = (config: Config, { region }: Identity, warn: (line: string) => void): void => {
  const named = new Set(
    [...JSON.stringify(config).matchAll(/"com\.amazonaws\.([a-z]{2,}-[a-z0-9-]+-\d)\./g)].map(([, one = '']) => one),
  );
  if (named.size === 0 || named.has(region)) return;
  warn(
    `the config names services of ${[...named].join(', ')}, and this is ${region}: pass --region if it is the wrong one`,
  );
};

/** What the functions of the stack have in their environment, so that the plan here is the plan there. */
const environmentOf = async (
  config: Config,
  stage: string,
  { account, region, arn }: Identity,
): Promise<Environment> => {
  const names = { prefix: `waykeeper-${stage}`, stage, region };
  const controllers = controllersIn(config);
  const partition = arn.split(':')[1] ?? 'aws';
  const topicArn = `arn:${partition}:sns:${region}:${account}:${notificationsName(names)}`;
  return {
    ...readEnvironment({}),
    stage,
    roles: [...controllers, 'reconcile' as const].map((name) => roleName(names, name)),
    ...(controllers.includes('connections') && (await hasTopic(stage)) ? { topicArn } : {}),
  };
};

const functionName = (stage: string): string => `waykeeper-${stage}-reconcile`;

/** The topic comes and goes with the functions. Nothing is to be told to one that is not there; who may not ask takes it to be there. */
const hasTopic = (stage: string): Promise<boolean> => isDeployed(functionName(stage)).catch(() => true);

/** Ms: no person waits longer, and no write that AWS throttles is given up before. */
const LONGEST_MS = 6 * 3_600_000;
/** Ms that a run has for its last look once the end is asked for: too few to begin a write. */
const LAST_LOOK_MS = 5_000;

const askingHere = (
  config: Config,
  environment: Environment,
  { account, region }: Identity,
  ended: AbortSignal,
): Session['ask'] => {
  const deployment = `${account}/${region}/${environment.stage}`;
  // What the log says of a run is the answer, and this is no place that anybody reads a log of.
  log.setLogLevel('SILENT');
  const shown = rememberPlans();
  const run = reconcileByHand(shown, createWarmMemory());
  const until = Date.now() + LONGEST_MS;
  let last: number | undefined;
  const remaining = (): number => {
    if (!ended.aborted) return until - Date.now();
    last ??= Date.now() + LAST_LOOK_MS;
    return last - Date.now();
  };
  return (request, reviewed) => {
    if (reviewed) shown.remember(reviewed);
    return run(request, { config, environment, deployment, remaining });
  };
};

interface Asking {
  readonly identity: Identity;
  readonly stage: string;
  readonly ended: AbortSignal;
}

/** The function cannot be stopped: whoever has had enough no longer waits for its answer. */
const askFunction = async (request: object, { identity, stage, ended }: Asking): Promise<ReconcileResponse> => {
  const name = functionName(stage);
  const { value, error } = await orEnded(invokeNamed(name, identity, request), ended);
  if (error?.type === 'PayloadError') throw new PayloadError(error.message);
  if (error) throw new UsageError(`${name} failed: ${error.message} [${error.type}]; its log says more`);
  return wholeOf(value as ReconcileResponse | ShortResponse);
};

/** What was written stays written, and is told. Throws UsageError for an answer that is no plan any more. */
const wholeOf = (answer: ReconcileResponse | ShortResponse): ReconcileResponse => {
  if (!('truncated' in answer)) return answer;
  const told = answer.reports.map(({ controller, mode, verdict, counts: { changes, failed } }) => {
    const what = mode === 'apply' ? `${counted(changes, 'change')}, ${failed} failed` : counted(changes, 'change');
    return `${controller}: ${VERDICT_WORDS[verdict]}, ${what}`;
  });
  throw new UsageError(`${told.join('; ')}; ${answer.pointer}`);
};

const invokeNamed = async (name: string, { account, region }: Identity, request: object): Promise<Invoked> => {
  try {
    return await invoke(name, request);
  } catch (error) {
    if (errorCode(error) !== 'ResourceNotFoundException') throw error;
    const what = `there is no function ${name} in ${region} of account ${account}`;
    throw new UsageError(`${what}: pass --region, --profile or --stage, or deploy it (npm run deploy)`, {
      cause: error,
    });
  }
};

const GOES_ON = 'the function goes on by itself; what it comes to is in its log and on the event bus';

const orEnded = <T>(work: Promise<T>, ended: AbortSignal): Promise<T> =>
  new Promise((done, fail) => {
    const stop = (): void => fail(new UsageError(GOES_ON));
    if (ended.aborted) stop();
    ended.addEventListener('abort', stop, { once: true });
    work.then(done, fail).finally(() => ended.removeEventListener('abort', stop));
  });
