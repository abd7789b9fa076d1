import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Usages } from '../../../bench/costs-month.ts';
import { costsText, withCosts } from '../../../bench/costs-page.ts';
import { PRICES } from '../../../bench/costs-prices.ts';
import { parseConfig } from '../../../lib/config/parse.ts';

const read = (file: string): string => readFileSync(join(import.meta.dirname, '../../..', file), 'utf8');

const config = parseConfig(read('waykeeper.yml'), 'waykeeper.yml');
const usages = JSON.parse(read('bench/costs-counted.json')) as Usages;
const page = read('docs/deploy.md');

/** The cells of the rows of the page's tables that begin so. */
const rowOf = (start: string): string[] => {
  const [line] = costsText(config, usages)
    .split('\n')
    .filter((one) => one.startsWith(`| ${start}`));
  return line?.split('|').map((cell) => cell.trim()) ?? [];
};

describe('what the example costs', () => {
  it('stands in the docs as it is computed (node bench/costs.ts)', () => {
    expect(withCosts(page, config, usages)).toBe(page);
  });

  it('is missed where the page has no place for it', () => {
    expect(() => withCosts('# Deploying', config, usages)).toThrow('expected the markers');
  });

  it('has all three controllers in it', () => {
    expect(Object.keys(usages)).toEqual(['waykeeper-prod-connections', 'waykeeper-prod-dns', 'waykeeper-prod-routes']);
  });

  it('is less by the price of what is left out', () => {
    expect(rowOf('its dashboard left out')).toContain(`−${PRICES.dashboard.usd.toFixed(2)}`);
  });

  it.each(['connections', 'dns', 'routes'])('is less without %s by its alarms, metrics and polls', (name) => {
    const [, , change = ''] = rowOf(`a config that has nothing for \`${name}\``);
    // 12 alarms at the least, four metrics and the polls of one queue.
    expect(Number(change.replace('−', ''))).toBeGreaterThan(12 * 0.1 + 4 * 0.3 + 0.3);
  });
});
