/** What the payload of a run by hand says. Pure. */
import { PayloadError } from '../aws/errors.ts';
import type { ControllerName, Mode } from '../core/plan.ts';

/** What a person may ask for. Without `mode` a run by hand only plans. */
export interface Request {
  readonly mode: Mode;
  readonly controllers: readonly ControllerName[];
  readonly failback: boolean;
}

const NAMES: readonly ControllerName[] = ['connections', 'dns', 'routes'];
const KEYS = ['mode', 'controllers', 'failback'];

/** Reads a payload such as `{ "mode": "apply", "controllers": ["dns"] }`. Throws PayloadError with all its problems. */
export const readRequest = (payload: unknown): Request => {
  const given = payload ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw new PayloadError(`expected an object such as {"mode":"plan"}, found ${JSON.stringify(payload)}`);
  }
  const { mode = 'plan', controllers = NAMES, failback = false } = given as Partial<Record<keyof Request, unknown>>;
  const unknown = Object.keys(given).filter((key) => !KEYS.includes(key));
  const listed =
    Array.isArray(controllers) && controllers.length > 0 && controllers.every((name) => NAMES.includes(name));
  const problems = [
    ...unknown.map((key) => `${key}: unknown; known are ${KEYS.join(', ')}`),
    ...(mode === 'plan' || mode === 'apply' ? [] : [`mode: expected "plan" or "apply", found ${JSON.stringify(mode)}`]),
    ...(listed ? [] : [`controllers: expected a list of ${NAMES.join(', ')}, found ${JSON.stringify(controllers)}`]),
    ...(typeof failback === 'boolean' ? [] : [`failback: expected true or false, found ${JSON.stringify(failback)}`]),
  ];
  if (problems.length > 0) throw new PayloadError(problems.join('; '));
  return {
    mode: mode as Mode,
    controllers: NAMES.filter((name) => (controllers as unknown[]).includes(name)),
    failback: failback === true,
  };
};
