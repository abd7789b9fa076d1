/** Records made from real-shaped ones, and clutter of which none is what the call was about. */
import fc from 'fast-check';
import { readTrigger } from '../../../lib/entry/read-trigger.ts';
import { shareOf } from '../../support/runs.ts';
import { oneOf, SEED, Tally } from '../laws/support/random.ts';
import { type CallRecord, cluttered, KINDS, renamed, SAMPLES, type Sample, strangers } from './support/cluttered.ts';

const RUNS = shareOf(10_000);

/** What the call was about: all ids of its parameters and its answer, tags apart. */
const truthOf = ({ detail, resources }: CallRecord): ReadonlySet<string> => {
  const told = JSON.stringify(
    [detail.requestParameters, detail.responseElements, detail.resources, resources],
    (key, value) => (/^tag(?:Set|SpecificationSet)$/.test(key) ? undefined : (value as unknown)),
  );
  return new Set(Object.values(KINDS).flatMap((pattern) => told.match(pattern) ?? []));
};

const kindOf = (id: string): string =>
  Object.keys(KINDS).find((kind) => new RegExp(`^${kind}-[0-9a-f]+$`).test(id)) ?? '';

/** The kinds that narrow a controller's scope in a sample, as its reading without clutter tells. */
const narrowing = ({ controller, record }: Sample): ReadonlySet<string> => {
  const reading = readTrigger(controller, JSON.stringify(record), []);
  return new Set(reading.kind === 'scope' && reading.scope !== 'all' ? reading.scope.ids.map(kindOf) : []);
};

const KINDS_OF = new Map(SAMPLES.map((sample) => [sample.file, narrowing(sample)]));

describe('a record of a call, with the clutter of real ones', () => {
  it('never narrows the scope below what the call was about, and takes nothing from the clutter', () => {
    const seen = new Tally();
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const { file, controller, record } = oneOf(g, ...SAMPLES);
        const about = renamed(record, strangers(g));
        const truth = truthOf(about);
        const reading = readTrigger(controller, JSON.stringify(cluttered(g, about)), []);
        if (reading.kind !== 'scope') throw new Error(`${file} wakes nobody: ${reading.why}`);
        if (reading.scope === 'all') {
          seen.count('all');
          return;
        }
        const { ids } = reading.scope;
        seen.count('narrowed');
        expect(ids.filter((id) => !truth.has(id) && !/^Z/.test(id))).toEqual([]);
        const kinds = KINDS_OF.get(file) ?? new Set();
        expect([...truth].filter((id) => kinds.has(kindOf(id)) && !ids.includes(id))).toEqual([]);
      }),
      { seed: SEED, numRuns: RUNS },
    );
    expect(seen.rare(['all', 'narrowed'], RUNS / 20)).toEqual([]);
  });
});
