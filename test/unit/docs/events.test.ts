import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENTS_FILE, withEventTables } from '../../../scripts/events.ts';

it('the tables of events in the docs are those of the lists (node scripts/events.ts)', () => {
  const docs = readFileSync(join(import.meta.dirname, '../../..', EVENTS_FILE), 'utf8');
  expect(withEventTables(docs)).toBe(docs);
  expect(() => withEventTables('# Events')).toThrow('expected the markers');
});
