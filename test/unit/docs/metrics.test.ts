import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { METRICS_FILE, metricsText } from '../../../scripts/metrics.ts';

it('the page of metrics is that of the list (node scripts/metrics.ts)', () => {
  expect(readFileSync(join(import.meta.dirname, '../../..', METRICS_FILE), 'utf8')).toBe(metricsText());
});
