/** One invocation of the probe: a minute of probing, or less where its time is shorter. */
import { setTimeout as sleep } from 'node:timers/promises';
import { PayloadError } from '../aws/errors.ts';
import { type Probing, runProbe } from '../routes/probe/run.ts';
import type { HandlerContext } from './lambda.ts';

/** What the schedule sends, or a person: the groups to probe, and for how many seconds. */
interface Payload {
  readonly groups?: unknown;
  readonly seconds?: unknown;
}

/** Throws PayloadError for groups that are no list of names, and for seconds that are no positive number. */
export const probeHandler = async (
  payload: unknown,
  { config, environment, remaining }: HandlerContext,
): Promise<Probing> => {
  const { groups, seconds } = (payload ?? {}) as Payload;
  if (groups !== undefined && !isTexts(groups)) {
    throw new PayloadError(`groups: expected a list of names, found ${JSON.stringify(groups)}`);
  }
  if (seconds !== undefined && !(typeof seconds === 'number' && seconds > 0)) {
    throw new PayloadError(`seconds: expected a positive number, found ${JSON.stringify(seconds)}`);
  }
  const until = performance.now() + (seconds ?? environment.probeSeconds) * 1_000;
  return runProbe(config.routes, groups, environment.stage, {
    wait: sleep,
    remaining: () => Math.min(until - performance.now(), remaining()),
  });
};

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');
