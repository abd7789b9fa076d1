import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

describe('the README', () => {
  it.each([
    ['starts a cloud', 0, 'vpc-0prod 1\n'],
    ['lets things go wrong', 1, 'InternalError\nTimeoutError\nok\n'],
  ])('%s with an example that runs as it is', async (_, at, printed) => {
    const example = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)][at]?.[1] ?? '';
    const run = promisify(execFile)(process.execPath, ['--input-type=module-typescript', '--eval', example], {
      cwd: ROOT,
    });
    expect((await run).stdout).toBe(printed);
  });

  it('names every entry point', () => {
    const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { exports: object };
    const named = [...readme.matchAll(/^\| `(\/[a-z-]+)` /gm)].map(([, entry]) => `.${entry}`);
    expect(named.sort()).toEqual(Object.keys(exports).sort());
  });
});
