/** What the payload of a run by hand says. Pure. */
import { PayloadError } from '../aws/errors.ts';
import { nearest } from '../config/nearest.ts';
import type { Config } from '../config/types.ts';
import type { ControllerName, Mode } from '../core/plan.ts';

/** What a person may ask for. Without `mode` a run by hand only plans. */
export interface Request {
  readonly mode: Mode;
  /** Those that run, each once. */
  readonly controllers: readonly ControllerName[];
  /** Names of the groups whose routes are to come back. */
  readonly failback: readonly string[];
  /** Those that may be written for although their mode in the config is `plan`. */
  readonly override: readonly ControllerName[];
}

const CONTROLLERS: readonly ControllerName[] = ['connections', 'dns', 'routes'];
const KEYS = ['mode', 'controllers', 'failback', 'override'] as const;

type Given = Readonly<Partial<Record<(typeof KEYS)[number], unknown>>>;

/** What is wrong with a payload: the path in it, what was expected there and what was found. */
type Complain = (path: string, expected: string, found: unknown) => void;

/** Reads a payload such as `{ "mode": "apply", "controllers": ["dns"] }`. Throws PayloadError with all its problems. */
export const readRequest = (payload: unknown, config: Config): Request => {
  const given = payload ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw new PayloadError(`expected an object such as {"mode":"plan"}, found ${JSON.stringify(payload)}`);
  }
  const problems: string[] = [];
  const complain: Complain = (path, expected, found) => {
    problems.push(`${path}: expected ${expected}, found ${JSON.stringify(found)}`);
  };
  for (const key of Object.keys(given)) expectKnown(key, key, KEYS, complain);
  const request = read(given, config, complain);
  if (problems.length > 0) throw new PayloadError(problems.join('; '));
  return request;
};

const read = (given: Given, config: Config, complain: Complain): Request => {
  const mode = readMode(given, complain);
  const named = readNames('controllers', given.controllers, CONTROLLERS, complain);
  const failback = readFailback(
    given,
    config.routes.map(({ name }) => name),
    complain,
  );
  if (failback.length > 0 && named && !named.includes('routes')) {
    complain('failback', 'no such key, or "routes" among controllers, since it concerns routes alone', named);
  }
  return {
    mode,
    controllers: named ?? (failback.length > 0 ? ['routes'] : CONTROLLERS),
    failback,
    override: readNames('override', given.override, CONTROLLERS, complain) ?? [],
  };
};

/** Whoever has something written says for what, so that nobody has all written by leaving a word out. */
const readMode = ({ mode = 'plan', controllers }: Given, complain: Complain): Mode => {
  if (mode !== 'plan' && mode !== 'apply') complain('mode', '"plan" or "apply"', mode);
  if (mode === 'apply' && controllers === undefined) {
    complain('mode', 'what to write for beside it: add "controllers" (some of connections, dns, routes)', mode);
  }
  return mode === 'apply' ? 'apply' : 'plan';
};

const readFailback = ({ failback }: Given, groups: readonly string[], complain: Complain): readonly string[] => {
  if (failback === undefined) return [];
  if (groups.length === 0) complain('failback', 'no such key, since the config has no route groups', failback);
  else if (Array.isArray(failback)) return readNames('failback', failback, groups, complain) ?? [];
  else if (failback !== true) complain('failback', `true or a list of ${groups.join(', ')}`, failback);
  return groups;
};

/** The names of a list, each once and in the order of those that are known; nothing where there is no such list. */
const readNames = <Name extends string>(
  path: string,
  given: unknown,
  known: readonly Name[],
  complain: Complain,
): readonly Name[] | undefined => {
  if (given === undefined) return undefined;
  if (!Array.isArray(given) || given.length === 0) {
    complain(path, `a list of ${known.join(', ')}, at least one`, given);
    return undefined;
  }
  given.forEach((name: unknown, at) => {
    expectKnown(`${path}[${at}]`, name, known, complain);
  });
  return known.filter((name) => given.includes(name));
};

const expectKnown = (path: string, found: unknown, known: readonly string[], complain: Complain): void => {
  if (known.some((name) => name === found)) return;
  const near = typeof found === 'string' ? nearest(found, known) : undefined;
  const hint = near === undefined ? '' : ` (did you mean ${JSON.stringify(near)}?)`;
  complain(path, `one of ${known.join(', ')}${hint}`, found);
};
