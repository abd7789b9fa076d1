/** `npm run test:faults`: every call of every scenario under every kind of fault. Exits 1 when one ends wrong. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomOf } from '@waykeeper/local-cloud/faults';
import { type Case, casesOf } from './cases.ts';
import { FUNCTIONS, type Lane, startLane } from './lane.ts';
import { readOptions } from './options.ts';
import { judge, judgeFaultFree, type Played } from './oracle.ts';
import { SCENARIOS } from './scenarios/index.ts';
import type { Prepared } from './stage.ts';
import { describeWrong, type Judged, progressOf, tableOf } from './tally.ts';

/** A lane's journal grows: another one takes over after so many cases. */
const CASES_A_LANE = 250;
/** Ms between two lines that say how far it is. */
const PROGRESS_MS = 15_000;

/** A scenario with the run that every other is compared with. */
interface Ready {
  readonly prepared: Prepared;
  readonly right: Played;
}

interface Work {
  readonly ready: ReadonlyMap<string, Ready>;
  readonly waiting: Case[];
  readonly judged: Judged[];
  readonly seed: number;
  /** Of the monotonic clock, in ms. */
  readonly until: number;
}

const { seed, minutes, only, lanes } = readOptions(process.argv.slice(2));

const report = (judged: Judged): Judged => {
  if (judged.wrong.length > 0) console.log(describeWrong(judged, seed));
  return judged;
};

/** Readies a scenario. What is wrong without any fault is told, and its cases are not tried. */
const getReady = async (lane: Lane, home: string): Promise<{ ready: Map<string, Ready>; judged: Judged[] }> => {
  const ready = new Map<string, Ready>();
  const judged: Judged[] = [];
  for (const scenario of SCENARIOS.filter(({ name }) => only.startsWith(name) || name.startsWith(only))) {
    const prepared = await lane.prepare(scenario, home);
    const right = await lane.play(prepared, seed);
    const wrong = judgeFaultFree(scenario, right);
    const given = { scenario, name: scenario.name, kind: { name: 'none' } };
    judged.push(report({ given, wrong }));
    if (wrong.length === 0) ready.set(scenario.name, { prepared, right });
  }
  return { ready, judged };
};

const shuffled = <T>(things: readonly T[]): T[] => {
  const random = randomOf(seed);
  return things
    .map((thing) => [random(), thing] as const)
    .sort(([one], [other]) => one - other)
    .map(([, thing]) => thing);
};

const tryOne = async (lane: Lane, given: Case, { prepared, right }: Ready): Promise<Judged> => {
  try {
    return { given, wrong: judge(given, await lane.play(prepared, seed, given), right) };
  } catch (error) {
    return { given, wrong: [`could not be played: ${error instanceof Error ? error.stack : error}`] };
  }
};

/** Tries what waits until nothing does, or time is up. */
const work = async ({ ready, waiting, judged, until }: Work): Promise<void> => {
  while (waiting.length > 0 && performance.now() < until) {
    const lane = await startLane();
    for (let count = 0; count < CASES_A_LANE && performance.now() < until; count += 1) {
      const given = waiting.shift();
      const of = given && ready.get(given.scenario.name);
      if (!of) break;
      judged.push(report(await tryOne(lane, given, of)));
    }
    await lane.stop();
  }
};

const began = performance.now();
const home = await mkdtemp(join(tmpdir(), 'waykeeper-faults-'));
// A build that comes while the cases are tried changes nothing of them.
await cp(join(import.meta.dirname, '../../dist', FUNCTIONS), join(home, FUNCTIONS), { recursive: true });
const first = await startLane();
const { ready, judged } = await getReady(first, home);
await first.stop();
const waiting = shuffled(
  [...ready.values()]
    .flatMap(({ prepared, right }) => casesOf(prepared.scenario, right.runs[0]?.calls ?? []))
    .filter(({ name }) => name.startsWith(only)),
);
const all = waiting.length + judged.length;
console.log(`${all} cases of ${ready.size} scenarios, seed ${seed}`);
const progress = setInterval(
  () => console.log(progressOf(judged, all, (performance.now() - began) / 1_000)),
  PROGRESS_MS,
);
const until = began + minutes * 60_000;
await Promise.all(Array.from({ length: lanes }, () => work({ ready, waiting, judged, seed, until })));
clearInterval(progress);
await rm(home, { recursive: true });
const wrong = judged.filter((each) => each.wrong.length > 0);
console.log(tableOf(judged));
console.log(`faults: ${judged.length} of ${all} tried, ${judged.length - wrong.length} right, seed ${seed}`);
process.exitCode = wrong.length > 0 ? 1 : 0;
