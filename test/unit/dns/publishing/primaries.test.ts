/** What a run remembers of the primaries that it asks. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPrimaries } from '../../../../lib/dns/publishing/primaries.ts';

const failing = (name: string) => () => Promise.reject(Object.assign(new Error('no'), { name }));

describe('a primary', () => {
  it('that cannot be reached is not asked again in the same run, and others are', async () => {
    const primaries = createPrimaries();
    let asked = 0;
    const ask = () => {
      asked += 1;
      return Promise.resolve(asked);
    };
    await expect(primaries.reach('a:53', failing('TIMEOUT'))).rejects.toThrow('no');
    await expect(primaries.reach('a:53', ask)).rejects.toMatchObject({ name: 'TIMEOUT' });
    expect(await primaries.reach('b:53', ask)).toBe(1);
    expect(await createPrimaries().reach('a:53', ask)).toBe(2);
  });

  it('that refuses is asked again', async () => {
    const primaries = createPrimaries();
    await expect(primaries.reach('a:53', failing('REFUSED'))).rejects.toThrow('no');
    expect(await primaries.reach('a:53', () => Promise.resolve('well'))).toBe('well');
  });

  it('has its key read once, from a file as well', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'waykeeper-key-'));
    const file = join(folder, 'key');
    writeFileSync(file, 'hmac-sha256:waykeeper:c2VjcmV0');
    const primaries = createPrimaries();
    const first = await primaries.key(`file:${file}`);
    rmSync(folder, { recursive: true });
    expect([first.name, await primaries.key(`file:${file}`)]).toEqual(['waykeeper', first]);
    await expect(createPrimaries().key(`file:${file}`)).rejects.toMatchObject({ name: 'ENOENT', retryable: false });
  });
});
