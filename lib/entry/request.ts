/** What the payload of a run by hand says. Pure. */
import { PayloadError } from '../aws/errors.ts';
import { nearest } from '../config/nearest.ts';
import type { Config } from '../config/types.ts';
import type { ControllerName, Mode } from '../core/plan.ts';
import { DIGEST_LENGTH } from '../core/review.ts';
import { mayConcern, namesOf } from './only.ts';

/** What a person may ask for. Without `mode` a run by hand only plans. */
export interface Request {
  readonly mode: Mode;
  /** Those that run, each once. */
  readonly controllers: readonly ControllerName[];
  /** For each controller that runs, the names of what it is asked about; without it all are asked about everything. */
  readonly only?: Selection;
  /** Names of the groups whose routes are to come back. */
  readonly failback: readonly string[];
  /** Keys of rejected connections to accept, if the rules accept them now. */
  readonly reaccept: readonly string[];
  /** The digest of the plan that was reviewed: nothing is written when the plan is another. */
  readonly expect?: string;
  /** Those that may be written for although their mode in the config is `plan`. */
  readonly override: readonly ControllerName[];
  /** Who the person says to be. */
  readonly claimedBy?: string;
  /** The reports are to tell what their keys go by. */
  readonly units?: true;
  /** The reports are to tell also what no sweep tells. */
  readonly inspect?: true;
}

type Selection = Readonly<Partial<Record<ControllerName, readonly string[]>>>;

const CONTROLLERS: readonly ControllerName[] = ['connections', 'dns', 'routes'];
const KEYS = [
  'mode',
  'controllers',
  'only',
  'failback',
  'expect',
  'reaccept',
  'override',
  'claimedBy',
  'units',
  'inspect',
] as const;

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
    problems.push(`${path}: expected ${expected}, found ${JSON.stringify(found) ?? 'nothing'}`);
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
  const reaccept = readReaccept(given, named, config, complain);
  const asked = named ?? concerned(given, failback, reaccept);
  const only = withReaccepted(readOnly(given, asked, config, complain), reaccept, given);
  const controllers = only ? asked.filter((name) => only[name]) : asked;
  return {
    mode,
    controllers,
    ...(only ? { only } : {}),
    failback,
    reaccept,
    ...readExpect(given, controllers, complain),
    ...readFlag('units', given, complain),
    ...readFlag('inspect', given, complain),
    override: readNames('override', given.override, CONTROLLERS, complain) ?? [],
    ...readClaimedBy(given, complain),
  };
};

/** As long as an ARN may be. */
const MAX_CLAIMED = 2_048;

const readFlag = <K extends 'units' | 'inspect'>(key: K, { [key]: asked }: Given, complain: Complain) => {
  if (asked !== undefined && asked !== true) complain(key, 'true, or no such key', asked);
  return (asked === true ? { [key]: asked } : {}) as Pick<Request, K>;
};

const readClaimedBy = ({ claimedBy }: Given, complain: Complain): Pick<Request, 'claimedBy'> => {
  if (claimedBy === undefined) return {};
  if (typeof claimedBy === 'string' && claimedBy.trim() !== '' && claimedBy.length <= MAX_CLAIMED) return { claimedBy };
  complain('claimedBy', `who you are, in ${MAX_CLAIMED} characters at most`, claimedBy);
  return {};
};

const WHAT_TO_ADD =
  '"only" (groups, zones, services, files, keys of changes) or "controllers" (some of connections, dns, routes)';

/** Whoever has something written says for what, so that nobody has all written by leaving a word out. */
const readMode = (given: Given, complain: Complain): Mode => {
  const { mode = 'plan', controllers, only, failback, reaccept } = given;
  if (mode !== 'plan' && mode !== 'apply') complain('mode', '"plan" or "apply"', mode);
  const says = [controllers, only, failback === undefined ? reaccept : undefined];
  if (mode === 'apply' && says.every((one) => one === undefined)) {
    complain('mode', `${WHAT_TO_ADD} beside "apply", to say what to write for`, undefined);
  }
  return mode === 'apply' ? 'apply' : 'plan';
};

/** How many names a problem lists. */
const LISTED = 20;

/** The names, by the controller that each concerns. One that can concern none of those asked is a problem. */
const readOnly = (
  { only }: Given,
  asked: readonly ControllerName[],
  config: Config,
  complain: Complain,
): Selection | undefined => {
  if (only === undefined) return undefined;
  const known = asked.flatMap((controller) => namesOf(controller, config));
  const some = [...known.slice(0, LISTED), ...(known.length > LISTED ? ['…'] : [])];
  if (!Array.isArray(only) || only.length === 0) {
    complain('only', `a list of names such as ${some.join(', ')}, at least one`, only);
    return undefined;
  }
  const names: readonly unknown[] = [...new Set<unknown>(only)];
  const by = asked.map((controller) => {
    const of = names.filter((name) => typeof name === 'string').filter((name) => mayConcern(controller, config, name));
    return [controller, of] as const;
  });
  only.forEach((name: unknown, at) => {
    if (by.some(([, of]) => of.some((one) => one === name))) return;
    complain(`only[${at}]`, `one of ${some.join(', ')}, or the key of a change${didYouMean(name, known)}`, name);
  });
  return Object.fromEntries(by.filter(([, of]) => of.length > 0));
};

const readFailback = ({ failback }: Given, groups: readonly string[], complain: Complain): readonly string[] => {
  if (failback === undefined) return [];
  if (groups.length === 0) complain('failback', 'no such key, since the config has no route groups', failback);
  else if (Array.isArray(failback)) return readNames('failback', failback, groups, complain) ?? [];
  else if (failback !== true) complain('failback', `true or a list of ${groups.join(', ')}`, failback);
  return groups;
};

const CONNECTION_KEY = /^vpce-svc-[0-9a-z-]+\/vpce-(?!svc-)[0-9a-z-]+$/;

const readReaccept = (
  { reaccept }: Given,
  named: readonly ControllerName[] | undefined,
  config: Config,
  complain: Complain,
): readonly string[] => {
  if (reaccept === undefined) return [];
  if (named && !named.includes('connections')) {
    const expected = 'no such key, or "connections" among controllers, since it concerns connections alone';
    complain('reaccept', expected, named);
  }
  if (!Array.isArray(reaccept) || reaccept.length === 0) {
    complain('reaccept', 'a list of keys of connections (vpce-svc-…/vpce-…), at least one', reaccept);
    return [];
  }
  const keys: readonly unknown[] = reaccept;
  keys.forEach((key, at) => {
    if (typeof key !== 'string' || !CONNECTION_KEY.test(key)) {
      complain(`reaccept[${at}]`, 'the key of a connection (vpce-svc-…/vpce-…)', key);
    } else if (!mayConcern('connections', config, key)) {
      complain(`reaccept[${at}]`, 'a connection to an endpoint service that a rule set of the config selects', key);
    }
  });
  return [...new Set(keys.filter((key) => typeof key === 'string'))];
};

/** Whoever says what comes back, and selects nothing else, is about that alone. */
const concerned = (
  { only }: Given,
  failback: readonly string[],
  reaccept: readonly string[],
): readonly ControllerName[] => {
  const names = [
    ...(reaccept.length > 0 ? (['connections'] as const) : []),
    ...(failback.length > 0 ? (['routes'] as const) : []),
  ];
  return names.length === 0 || (only !== undefined && failback.length === 0) ? CONTROLLERS : names;
};

/** Whoever names connections alone has nothing else done. */
const withReaccepted = (
  only: Selection | undefined,
  reaccept: readonly string[],
  { controllers }: Given,
): Selection | undefined => {
  if (reaccept.length === 0 || (!only && controllers !== undefined)) return only;
  return { ...only, connections: [...new Set([...(only?.connections ?? []), ...reaccept])] };
};

const DIGEST = new RegExp(`^[0-9a-f]{${DIGEST_LENGTH}}$`);

const readExpect = (
  { expect, mode }: Given,
  controllers: readonly ControllerName[],
  complain: Complain,
): Pick<Request, 'expect'> => {
  if (expect === undefined) return {};
  if (typeof expect !== 'string' || !DIGEST.test(expect)) {
    complain('expect', `the digest of a report (${DIGEST_LENGTH} hexadecimal digits)`, expect);
    return {};
  }
  if (mode !== 'apply') complain('expect', '"mode": "apply" beside it, since a plan writes nothing', mode);
  if (controllers.length > 1) {
    const one = 'one controller, since a digest is of one plan: name it in "controllers", or a thing of it in "only"';
    complain('expect', one, controllers);
  }
  return { expect };
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
  complain(path, `one of ${known.join(', ')}${didYouMean(found, known)}`, found);
};

const didYouMean = (found: unknown, known: readonly string[]): string => {
  const near = typeof found === 'string' ? nearest(found, known) : undefined;
  return near === undefined ? '' : ` (did you mean ${JSON.stringify(near)}?)`;
};
