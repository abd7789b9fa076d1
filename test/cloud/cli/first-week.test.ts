import { readFileSync } from 'node:fs';
import { PAGE, rewritten } from '../../../scripts/first-week.ts';

describe('the first week in docs/by-hand.md', () => {
  it('shows below each command what it prints', async () => {
    const text = readFileSync(PAGE, 'utf8');
    expect(text.match(/^\$ waykeeper /gm)?.length).toBeGreaterThan(5);
    expect(await rewritten(text)).toBe(text);
  });
});
