import fc from 'fast-check';
import {
  type Document,
  documentIn,
  isAsNew,
  type Member,
  newest,
  withMember,
} from '../../../../lib/core/told/document.ts';

describe('the text of the parameter', () => {
  it.each(['', 'hello', '[]', '"a"', 'null', '1', '{"dns":"x"}', '{"dns":null}', '{"dns":{"at":"1"}}'])(
    '%j is no document, so that nobody overwrites it',
    (text) => expect(documentIn(text)).toBeUndefined(),
  );

  it('is a document with all of its members', () => {
    const document = { dns: { at: 3, value: 'x' }, pause: { at: 1, value: { until: 1 } } };
    expect(documentIn(JSON.stringify(document))).toEqual(document);
    expect(documentIn('{}')).toEqual({});
  });
});

/** Parameter Store: it keeps every version, and a write knows no condition. */
const createParameter = () => {
  const versions: Document[] = [{}];
  return { versions, latest: () => versions.length, write: (document: Document) => versions.push(document) };
};

/** One writer's steps, as lib/core/told/store.ts makes them: each is one call, and others take turns in between. */
function* writer(parameter: ReturnType<typeof createParameter>, own: string, member: Member) {
  let read = parameter.latest();
  let ours = withMember(parameter.versions[read - 1] ?? {}, own, member);
  for (;;) {
    yield;
    const written = parameter.write(ours);
    if (written === read + 1) return;
    yield;
    const missed = parameter.versions.slice(read, written - 1);
    yield;
    read = parameter.latest();
    const latest = parameter.versions[read - 1] ?? {};
    ours = newest([ours, ...missed, latest]);
    if (isAsNew(latest, ours)) return;
  }
}

const NAMES = ['connections', 'dns', 'routes', 'pause'];

it('in whatever order four writers make their calls, twice each: what each of them wrote last is there in the end', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3), { minLength: 5, maxLength: 80 }), (turns) => {
      const parameter = createParameter();
      const left = NAMES.map(() => [{ at: 2, value: 'last' }]);
      const writers = NAMES.map((name) => writer(parameter, name, { at: 1, value: 'first' }));
      const step = (turn: number): boolean => {
        if (!writers[turn]?.next().done) return false;
        const next = left[turn]?.shift();
        if (next !== undefined) writers[turn] = writer(parameter, NAMES[turn] ?? '', next);
        return next === undefined;
      };
      for (const turn of turns) step(turn);
      const done = new Set<number>();
      for (let turn = 0; done.size < NAMES.length; turn = (turn + 1) % NAMES.length) if (step(turn)) done.add(turn);
      const ended = parameter.versions.at(-1) ?? {};
      expect(NAMES.map((name) => ended[name]?.value)).toEqual(NAMES.map(() => 'last'));
    }),
    { numRuns: 1_000 },
  );
});

it('a member that goes stays gone, whoever still has it', () => {
  const before: Document = { pause: { at: 1, value: 'until noon' } };
  expect(newest([withMember(before, 'pause', { at: 2, value: null }), before])).toEqual({
    pause: { at: 2, value: null },
  });
});
