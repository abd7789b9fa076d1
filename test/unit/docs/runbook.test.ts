import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUNBOOK_FILE, runbookText } from '../../../scripts/runbook.ts';

it('the runbook is that of the pages (node scripts/runbook.ts)', () => {
  expect(readFileSync(join(import.meta.dirname, '../../..', RUNBOOK_FILE), 'utf8')).toBe(runbookText());
});
