import { readFileSync } from 'node:fs';
import { MAY_IMPORT } from '../support/layers.ts';

const text = readFileSync(new URL('../../../docs/architecture.md', import.meta.url), 'utf8');

/** The rows of the table of layers: a folder, and what it may import beside itself. */
const rows = (): Record<string, string[]> => {
  const table = /^## The layers$([\s\S]*?)^## /m.exec(text)?.[1] ?? '';
  return Object.fromEntries(
    [...table.matchAll(/^\| `([\w/-]+)\/` \| .* \| (.*) \|$/gm)].map(([, folder = '', allowed = '']) => [
      folder,
      [...allowed.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path.replace(/\/$/, '')).sort(),
    ]),
  );
};

describe('the table of layers in docs/architecture.md', () => {
  it('says what imports are held to', () => {
    const held = Object.entries(MAY_IMPORT).map(([folder, allowed]) => [
      folder,
      allowed.filter((one) => one !== folder).sort(),
    ]);
    expect(rows()).toEqual(Object.fromEntries(held));
  });
});
