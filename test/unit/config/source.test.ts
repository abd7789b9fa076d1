import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, ConfigUnreadableError } from '../../../lib/config/errors.ts';
import { loadOverride } from '../../../lib/config/override.ts';
import { resolveConfigText } from '../../../lib/config/source.ts';

const noParameters = () => Promise.reject(new Error('no parameter was asked for'));

describe('the place of a config', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waykeeper-'));
    await writeFile(join(folder, 'a.yml'), 'version: 1\nmode: apply\n');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is a file', async () => {
    const file = join(folder, 'a.yml');
    expect(await resolveConfigText(file, noParameters)).toEqual({ text: 'version: 1\nmode: apply\n', file });
  });

  it('is a parameter, asked for by its name', async () => {
    const readParameter = async (name: string) => `asked for ${name}`;
    expect(await resolveConfigText('ssm:/waykeeper/config', readParameter)).toEqual({
      text: 'asked for /waykeeper/config',
      file: 'ssm:/waykeeper/config',
    });
  });

  it.each(['', 'ssm:'])('is not %j', async (value) => {
    await expect(resolveConfigText(value, noParameters)).rejects.toThrow(ConfigUnreadableError);
  });

  it('is named in one sentence when nothing is there', async () => {
    const file = join(folder, 'b.yml');
    await expect(resolveConfigText(file, noParameters)).rejects.toThrow(`cannot read ${file}: no such file`);
    await expect(resolveConfigText(folder, noParameters)).rejects.toThrow(`cannot read ${folder}: it is a directory`);
  });

  it('keeps the cause when a parameter cannot be read', async () => {
    const cause = Object.assign(new Error('denied by policy'), { name: 'AccessDeniedException' });
    const failing = resolveConfigText('ssm:x', () => Promise.reject(cause));
    await expect(failing).rejects.toMatchObject({ message: 'cannot read ssm:x: denied by policy', cause });
  });

  it('overrides the embedded config once it is in order', async () => {
    const config = await loadOverride(join(folder, 'a.yml'));
    expect(config.mode.routes).toBe('apply');
  });

  it('overrides nothing while it has faults', async () => {
    const file = join(folder, 'faulty.yml');
    await writeFile(file, 'version: 1\nmoode: apply\n');
    await expect(loadOverride(file)).rejects.toThrow(ConfigError);
    await expect(loadOverride(file)).rejects.toThrow(`${file}:2:1 moode: expected a known key (did you mean "mode"?)`);
  });
});
