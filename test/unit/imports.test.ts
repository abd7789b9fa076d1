import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

interface Source {
  readonly file: string;
  readonly text: string;
  /** What it imports: packages by name, files from the root on. Types count, too. */
  readonly imports: readonly string[];
}

const IMPORT = /(?:^(?:import|export)\b[^;']*?\bfrom |^import |\bimport\()'([^']+)'/gm;

const sourceOf = (file: string): Source => {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const imports = [...text.matchAll(IMPORT)].map(([, from = '']) =>
    from.startsWith('.') ? relative(ROOT, join(ROOT, dirname(file), from)) : from,
  );
  return { file, text, imports };
};

const sourcesIn = (...patterns: readonly string[]): Source[] =>
  globSync(patterns, { cwd: ROOT })
    .map((file) => sourceOf(file))
    .toSorted((a, b) => (a.file < b.file ? -1 : 1));

/** `file -> import` for each import that must not be. */
const offences = (sources: readonly Source[], wrong: (from: string, file: string) => boolean): string[] =>
  sources.flatMap(({ file, imports }) =>
    imports.filter((from) => wrong(from, file)).map((from) => `${file} -> ${from}`),
  );

const inside =
  (...folders: readonly string[]) =>
  (from: string): boolean =>
    folders.some((folder) => from.startsWith(`${folder}/`));

const lib = sourcesIn('lib/**/*.ts');
const functions = sourcesIn('functions/*.ts');
const local = sourcesIn('local/**/*.ts', 'local/**/*.mjs');
const CONTROLLERS = ['connections', 'dns', 'routes'];

describe('imports run one way', () => {
  it('are seen by this test', () => {
    expect(lib.length).toBeGreaterThan(50);
    expect(local.length).toBeGreaterThan(50);
    expect(functions).toHaveLength(5);
    expect(sourceOf('lib/config/load.ts').imports).toContain('lib/config/override.ts');
    expect(sourceOf('lib/log.ts').imports).toContain('@aws-lambda-powertools/logger');
  });

  it('so that what is deployed knows nothing of the local cloud, the story, the command line or tests', () => {
    const elsewhere = inside('local', 'story', 'cli', 'test', 'bench', 'scripts', 'resources');
    expect(offences([...lib, ...functions], elsewhere)).toEqual([]);
  });

  it('so that lib knows nothing of the entry points', () => {
    expect(offences(lib, inside('functions'))).toEqual([]);
  });

  it('so that the local cloud shares no code with its subject', () => {
    expect(offences(local, inside('lib', 'functions', 'cli', 'story', 'test', 'resources'))).toEqual([]);
  });

  it('so that controllers do not know each other', () => {
    const across = (from: string, file: string) =>
      CONTROLLERS.some((name) => inside(`lib/${name}`)(file) && inside(...others(name))(from));
    const others = (name: string) => CONTROLLERS.filter((it) => it !== name).map((it) => `lib/${it}`);
    expect(offences(lib, across)).toEqual([]);
  });

  it('so that only lib/controllers.ts knows all controllers, and the rest of lib none', () => {
    const outside = lib.filter(({ file }) => !inside(...CONTROLLERS.map((name) => `lib/${name}`))(file));
    const found = offences(outside, inside(...CONTROLLERS.map((name) => `lib/${name}`)));
    expect(found.filter((it) => !it.startsWith('lib/controllers.ts -> '))).toEqual([]);
    expect(found).toHaveLength(3);
  });

  it('so that only lib/aws speaks to the SDK', () => {
    const sdk = (from: string, file: string) => /^@(aws-sdk|smithy)\//.test(from) && !file.startsWith('lib/aws/');
    expect(offences([...lib, ...functions], sdk)).toEqual([]);
  });

  it('so that lib/aws knows no controller, plan or config', () => {
    expect(
      offences(
        lib.filter(({ file }) => file.startsWith('lib/aws/')),
        (from) => from.startsWith('lib/') && !from.startsWith('lib/aws/') && from !== 'lib/errors.ts',
      ),
    ).toEqual([]);
  });

  it('so that only lib/lambda.ts knows middy', () => {
    const middy = offences([...lib, ...functions], (from) => from.startsWith('@middy/'));
    expect(middy).toEqual(['lib/lambda.ts -> @middy/core']);
  });

  it('so that a function loads its own controller alone', () => {
    for (const { file, imports } of functions.filter((it) => !/(?:reconcile|probe)\.ts$/.test(it.file))) {
      const name = file.slice('functions/'.length, -'.ts'.length);
      expect(imports.filter((from) => /\/controllers?\.ts$/.test(from))).toEqual([`lib/${name}/controller.ts`]);
    }
  });
});

describe('only lib/config', () => {
  it('reads the environment, of what is deployed', () => {
    const readers = [...lib, ...functions].filter(({ text }) => /\bprocess\.env\b/.test(text)).map(({ file }) => file);
    expect(readers.filter((file) => !file.startsWith('lib/config/'))).toEqual([]);
  });
});

const PURE = sourcesIn(
  'lib/{connections,dns,routes}/{types,policy,desired,health,choice,path-sets,names,plan}.ts',
  'lib/plan.ts',
  'lib/selector.ts',
  'lib/triggers.ts',
  'lib/report/*.ts',
  'lib/aws/{types,resolver-types}.ts',
  'lib/dns/forwarders/{types,keys,mark,settle,sources,rule,record,file,file-place,update-place,answers,plan}.ts',
  'lib/dns/forwarders/formats/*.ts',
);

describe('pure files', () => {
  it('are there', () => {
    expect(PURE.length).toBeGreaterThan(15);
  });

  it.each(PURE.map((source) => [source.file, source] as const))(
    '%s knows no SDK, clock, log, disk or environment',
    (_, source) => {
      // Of node:net only what judges addresses may be used, of node:crypto what makes digests.
      const impure = (from: string) =>
        /^(@|node:(?!net$|crypto$)|zod|yaml)/.test(from) ||
        /^lib\/(log|lambda|run|reconcile|controllers)\.ts$/.test(from) ||
        isPort(from) ||
        isLoader(from);
      const isPort = (from: string) => from.startsWith('lib/aws/') && !/^lib\/aws\/(resolver-)?types\.ts$/.test(from);
      const isLoader = (from: string) => /^lib\/config\/(load|override|source|environment)\.ts$/.test(from);
      expect(offences([source], impure)).toEqual([]);
      expect(source.text).not.toMatch(
        /\bprocess\.|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bconsole\.|\bsetTimeout\b|\bfetch\(/,
      );
    },
  );

  it.each(PURE.map(({ file }) => [file]))('%s leads to no impure file', (file) => {
    const seen = new Set<string>();
    const visit = (at: string): void => {
      if (seen.has(at)) return;
      seen.add(at);
      for (const from of valueImports(at).filter((it) => it.startsWith('lib/'))) visit(from);
    };
    visit(file);
    const reached = [...seen].filter(
      (at) => /^lib\/(aws\/(?!(resolver-)?types)|log|lambda|run)/.test(at) || /load\.ts|environment\.ts/.test(at),
    );
    expect(reached).toEqual([]);
  });
});

/** Imports that remain when types are stripped. */
const valueImports = (file: string): readonly string[] => {
  const { text } = sourceOf(file);
  return [...text.matchAll(/^import (?!type )[^;']*? from '([^']+)'/gm)].map(([, from = '']) =>
    from.startsWith('.') ? relative(ROOT, join(ROOT, dirname(file), from)) : from,
  );
};
