import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');

const PAGES = globSync(['*.md', 'docs/**/*.md', 'packages/*/*.md', 'test/*/*.md'], { cwd: ROOT }).sort();

/** The folders that everything of the project is in. */
const TOP = 'lib|functions|cli|resources|demo|packages|test|bench|scripts|docs|events';

/** A path as the docs write one: a file or a folder of the project, perhaps with `*` or `{a,b}`. */
const PATH = new RegExp(`^(?:${TOP})/[\\w./*{},-]*$`);

/** What stands in backticks and reads as a path. A placeholder such as `lib/<controller>/` is none. */
const pathsIn = (text: string): string[] =>
  [...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, quoted = '']) => (PATH.test(quoted) ? [quoted] : []));

/** Files that a page links to, without the place within them. */
const linksIn = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].flatMap(([, to = '']) => (/^[a-z]+:/.test(to) ? [] : [to]));

const isThere = (pattern: string): boolean => globSync(pattern, { cwd: ROOT }).length > 0;

describe.each(PAGES)('%s', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8');

  it('names no path that is not there', () => {
    expect(pathsIn(text).filter((path) => !isThere(path))).toEqual([]);
  });

  it('links to no file that is not there', () => {
    expect(linksIn(text).filter((to) => !existsSync(join(ROOT, dirname(page), to)))).toEqual([]);
  });
});

describe('a path in the docs', () => {
  it('is what stands in backticks and begins with a folder of the project', () => {
    expect(
      pathsIn('See `lib/core/plan.ts`, `test/{unit,cloud}/`, `npm test`, `s3://a/b` and lib/elsewhere.ts.'),
    ).toEqual(['lib/core/plan.ts', 'test/{unit,cloud}/']);
  });
});
