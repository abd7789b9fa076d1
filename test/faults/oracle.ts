/** What is wrong with how a run under a fault ended, beside the same run without one. Pure. */
import type { Report } from '../../lib/core/plan.ts';
import type { Call, Case } from './cases.ts';
import { REFUSAL } from './kinds.ts';
import type { Scenario } from './scenario.ts';
import { differences, type View } from './view.ts';

/** One invocation of the function. */
export interface Run {
  readonly report?: Report;
  /** It threw, or its process was killed. */
  readonly failed: boolean;
  /** Messages of it come back, or whoever asked by hand sees that it is to be asked again. */
  readonly returned: boolean;
  /** What it warned of, and the errors that it logged. */
  readonly warnings: string;
  readonly uncaught: readonly string[];
  /** What it called, in order. */
  readonly calls: readonly Call[];
  /** The account after it. */
  readonly view: View;
}

/** A scenario from its event to its last sweep. */
export interface Played {
  /** The account after what happened, and before any run. */
  readonly before: View;
  readonly runs: readonly Run[];
  /** The account in the end. */
  readonly end: View;
  /** The calls that met the fault. */
  readonly met: readonly Call[];
}

const MOST = 3;

const shown = (paths: readonly string[]): string =>
  `${paths.slice(0, MOST).join(', ')}${paths.length > MOST ? ` and ${paths.length - MOST} more` : ''}`;

const startsWithAny = (path: string, beginnings: readonly string[]): boolean =>
  beginnings.some((beginning) => path.startsWith(beginning));

/** Whatever differs from before at any time, and nobody claimed. */
const unclaimed = ({ claimed }: Scenario, { before, runs, end }: Played): string[] => {
  const touched = new Set([...runs.map(({ view }) => view), end].flatMap((view) => differences(before, view)));
  const wrong = [...touched].filter((path) => !startsWithAny(path, claimed));
  return wrong.length > 0 ? [`touched what nobody claims: ${shown(wrong)}`] : [];
};

const ACCEPTED = /^ec2\/endpointConnections\/([^/]+)\/state$/;

const establishedIn = (view: View): string[] =>
  [...view].flatMap(([path, state]) => {
    const id = ACCEPTED.exec(path)?.[1];
    return id !== undefined && state === 'available' ? [id] : [];
  });

/** The connections that were established at any time, and not before. */
const acceptedIn = ({ before, runs, end }: Played): Set<string> => {
  const former = establishedIn(before);
  const found = [...runs.map(({ view }) => view), end].flatMap(establishedIn);
  return new Set(found.filter((id) => !former.includes(id)));
};

/** Of telling and of the queue: none of these looks at what the run is about. */
const ASIDE = ['events', 'sqs', 'ssm'];

/** A run that says it converged has looked once more after its last write. */
const unlooked = ({ report, calls }: Run): boolean => {
  if (!report?.converged) return false;
  const own = calls.filter(({ service }) => !ASIDE.includes(service));
  const last = own.findLastIndex(({ readOnly, error }) => !readOnly && error === undefined);
  return last >= 0 && !own.slice(last + 1).some(({ readOnly }) => readOnly);
};

const isSaid = ({ report, failed, warnings }: Run): boolean => {
  if (failed || warnings !== '' || !report) return true;
  return (
    !report.converged || report.unpublished !== undefined || report.outcomes.some(({ status }) => status === 'failed')
  );
};

/** What time ran out on may say so instead of why. */
const NO_TIME = /"(?:LATE|CUT_SHORT|OUT_OF_TIME)"/;

/** The kinds of which AWS says something itself. */
const REFUSALS = ['throttled', 'unavailable', 'denied', 'unsuccessful'];

/** The words in which AWS refused what was asked for, as far as the run does not repeat them. */
const unexplained = ({ kind }: Case, { met }: Played, faulty: Run, right: Run): string[] => {
  const { report, failed, warnings, calls } = faulty;
  if (failed || !report || !REFUSALS.includes(kind.trouble?.kind ?? '')) return [];
  const said = JSON.stringify([report.outcomes, report.unpublished, warnings]);
  if (NO_TIME.test(said)) return [];
  const operations = new Set(met.map(({ operation }) => operation));
  const refused = calls.flatMap(({ operation, error }) => (error && operations.has(operation) ? [error] : []));
  const codes = kind.trouble?.kind === 'unsuccessful' ? [REFUSAL] : refused;
  const usual = right.calls.map(({ error }) => error);
  return [...new Set(codes)].filter((code) => !(said.includes(code) || usual.includes(code)));
};

/** Whether a call is one that a part needs. */
const needs = (need: string, { operation, input }: Call): boolean => {
  const [name, ...words] = need.split(' ');
  const text = JSON.stringify(input);
  return name === operation && words.every((word) => text.includes(word));
};

/** The parts of a scenario that none of the calls concerns. */
const independent = ({ parts = {} }: Scenario, met: readonly Call[]): string[] =>
  Object.entries(parts).flatMap(([path, needed]) =>
    needed.some((need) => met.some((call) => needs(need, call))) ? [] : [path],
  );

/** A call that leaves something unknown, or untold, when it never works: of a write the next look tells what became of it. */
const isMissed = ({ operation }: Call): boolean => /^(Describe|Get|List)(?!Parameter)|^PutEvents$/.test(operation);

/** Where two accounts are not the same, but for notes that may be lost. */
const behind = ({ notes = [] }: Scenario, one: View, other: View): string[] =>
  differences(one, other).filter((path) => !startsWithAny(path, notes));

/** What the run under the fault owes us by itself, before anything is delivered again. */
const firstRun = (given: Case, played: Played, faulty: Run, right: Run): string[] => {
  const { scenario, kind, times } = given;
  const { met } = played;
  const left = behind(scenario, faulty.view, right.view);
  const wrong: string[] = [];
  if (kind.absorbed && times === 1 && left.length > 0) {
    wrong.push(`a fault that passes was not outlasted; not done: ${shown(left)}`);
  }
  const unseen = times > 1 && kind.trouble?.kind !== 'slow' && met.some(isMissed);
  if ((left.length > 0 || unseen) && !isSaid(faulty))
    wrong.push(`nothing was said of a failure; not done: ${shown(left)}`);
  const silent = left.length > 0 ? unexplained(given, played, faulty, right) : [];
  if (silent.length > 0) wrong.push(`AWS's ${silent.join(', ')} was not reported; not done: ${shown(left)}`);
  if (kind.passing && left.length > 0 && !faulty.returned) wrong.push(`nothing comes back for ${shown(left)}`);
  if (!kind.once && kind.trouble) {
    const owed = left.filter((path) => startsWithAny(path, independent(scenario, met)));
    if (owed.length > 0) wrong.push(`the rest was not done: ${shown(owed)}`);
  }
  return wrong;
};

/** All that is wrong, as sentences; empty for a right ending. */
export const judge = (given: Case, faulty: Played, right: Played): string[] => {
  const { scenario, kind } = given;
  const [first, rightFirst] = [faulty.runs[0], right.runs[0]];
  const end = behind(scenario, faulty.end, right.end);
  const accepted = [...acceptedIn(faulty)].filter((id) => !acceptedIn(right).has(id));
  return [
    ...(end.length > 0 ? [`ended otherwise: ${shown(end)}`] : []),
    ...unclaimed(scenario, faulty),
    ...(accepted.length > 0 ? [`accepted against the rules: ${accepted.join(', ')}`] : []),
    ...faulty.runs.flatMap(({ uncaught }) => uncaught).map((error) => `nobody caught: ${error}`),
    ...(faulty.runs.some(unlooked) ? ['a run said that it converged without looking after its last write'] : []),
    ...(first && rightFirst && !kind.hidden ? firstRun(given, faulty, first, rightFirst) : []),
    ...(kind.trouble && faulty.met.length === 0 ? ['no call met the fault'] : []),
  ];
};

/** What is wrong with a run without any fault. */
export const judgeFaultFree = (scenario: Scenario, played: Played): string[] => {
  const ends = Object.entries(scenario.ends).filter(([path, value]) => played.end.get(path) !== value);
  const first = played.runs[0];
  return [
    ...ends.map(([path, value]) => `${path} is ${played.end.get(path)}, and should be ${value}`),
    ...unclaimed(scenario, played),
    ...(played.runs.some(unlooked) ? ['a run said that it converged without looking after its last write'] : []),
    ...(first?.report ? [] : ['the run made no report']),
    ...(played.runs.at(-1)?.report?.converged ? [] : ['the last run did not converge']),
  ];
};
