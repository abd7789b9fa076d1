import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');

describe('a function under a debugger', () => {
  it('runs on an event of events/, from a bundle that knows its sources', async () => {
    const args = ['--inspect=0', 'scripts/debug.ts', 'events/routes.sweep.json'];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
    expect(stdout).toMatch(/"controller":"routes".*"converged":true/);
    expect(stdout).toContain('{ batchItemFailures: [] }');
    const { sources } = JSON.parse(readFileSync(join(ROOT, 'dist-debug/routes/index.cjs.map'), 'utf8'));
    expect(sources).toContain('../../lib/routes/plan.ts');
  });
});
