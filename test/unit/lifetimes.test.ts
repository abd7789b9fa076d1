/** Time and memory are handed in: whoever makes a run, in production or in a test, says what it knows and what time it is. */
import { type Source, sourcesIn } from '../../scripts/sources.ts';

const lib = sourcesIn('lib/**/*.ts');

const CLOCK = /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b/;

/** Where the real clock is taken, and why there. */
const COMPOSED_IN: Readonly<Record<string, string>> = {
  'lib/aws/clients.ts': 'It makes the time of clients, which last as long as the process does.',
  'lib/core/run.ts': 'It makes the real time of a run.',
  'lib/entry/lazy/run-one.ts': 'It makes the controllers of a run by hand.',
  'lib/entry/probe.ts': 'It is where an invocation of the probe begins, whose time it limits.',
};

/** A variable outside of functions, or a collection that begins empty there and so can only be there to be filled. */
const STATE =
  /^(?:export )?(?:let |var |const \w+(?:: .+)? = (?:new (?:Map|Set|WeakMap|WeakSet)(?:<.*>)?\(\)|\[\]|\{\});)/m;

const filesWith = (pattern: RegExp, sources: readonly Source[]): string[] =>
  sources.filter(({ text }) => pattern.test(text)).map(({ file }) => file);

describe('the clock', () => {
  it('is handed in below the entry points', () => {
    expect(filesWith(CLOCK, lib)).toEqual(Object.keys(COMPOSED_IN));
  });

  it.each(['now: Date.now,', 'new Date()', 'performance.now() + 1'])('would be seen in %s', (text) => {
    expect(CLOCK.test(text)).toBe(true);
  });

  it('is not what makes a date of a time', () => {
    expect(CLOCK.test('new Date(startedAt)')).toBe(false);
  });
});

describe('what is remembered', () => {
  it('lies in no module', () => {
    expect(filesWith(STATE, lib)).toEqual([]);
  });

  it.each([
    'let last = 0;',
    'export const seen: Map<string, string> = new Map();',
    'const seen = new Map<string, Map<string, number>>();',
    'const all: string[] = [];',
    'const byKey: Record<string, string> = {};',
  ])('would be seen in %s', (text) => {
    expect(STATE.test(`import x from 'y';\n${text}\n`)).toBe(true);
  });

  it.each(["const GONE = new Set(['deleted']);", '  const seen = new Map();'])('is not in %s', (text) => {
    expect(STATE.test(text)).toBe(false);
  });
});
