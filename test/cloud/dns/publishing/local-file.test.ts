/** Files of the host: replaced as a whole, with their owner, and never somebody else's. */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { putNew, readLocalFile, temporaryBeside, writeLocalFile } from '../../../../lib/dns/publishing/local-file.ts';
import { describeUnless } from '../../../support/programs.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waykeeper-files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = (name: string): string => join(folder, name);
const read = (name: string): string => readFileSync(path(name), 'utf8');
const versionOf = async (name: string): Promise<string | undefined> => (await readLocalFile(path(name)))?.version;

describe('a file that is written', () => {
  it('is made where there is none, and replaced where it is as it was read', async () => {
    await writeLocalFile(path('s3.conf'), 'one\n', undefined);
    await writeLocalFile(path('s3.conf'), 'two\n', await versionOf('s3.conf'));
    expect(read('s3.conf')).toBe('two\n');
    expect(readdirSync(folder)).toEqual(['s3.conf']);
  });

  it('is left to whoever wrote it meanwhile', async () => {
    writeFileSync(path('s3.conf'), 'theirs\n');
    const failure = { name: 'PreconditionFailed', retryable: true };
    await expect(writeLocalFile(path('s3.conf'), 'ours\n', undefined)).rejects.toMatchObject(failure);
    await expect(writeLocalFile(path('s3.conf'), 'ours\n', 'another version')).rejects.toMatchObject(failure);
    expect(read('s3.conf')).toBe('theirs\n');
    expect(readdirSync(folder)).toEqual(['s3.conf']);
  });

  it('is made by exactly one of many that find none', async () => {
    const texts = Array.from({ length: 8 }, (_, at) => `writer ${at}\n`);
    const done = await Promise.allSettled(texts.map((text) => writeLocalFile(path('s3.conf'), text, undefined)));
    const won = texts.filter((_, at) => done[at]?.status === 'fulfilled');
    const lost = done.flatMap((one) => (one.status === 'rejected' ? one.reason.name : []));
    expect(won).toEqual([read('s3.conf')]);
    expect(lost).toEqual(Array.from({ length: 7 }, () => 'PreconditionFailed'));
  });

  it('is reached through a link, and the link stays', async () => {
    writeFileSync(path('real.conf'), 'one\n');
    symlinkSync('real.conf', path('s3.conf'));
    await writeLocalFile(path('s3.conf'), 'two\n', await versionOf('s3.conf'));
    expect([read('real.conf'), readlinkSync(path('s3.conf'))]).toEqual(['two\n', 'real.conf']);
  });

  it('is made where a link leads that leads to nothing yet', async () => {
    symlinkSync('between.conf', path('s3.conf'));
    symlinkSync('real.conf', path('between.conf'));
    await writeLocalFile(path('s3.conf'), 'one\n', undefined);
    expect([read('real.conf'), readlinkSync(path('s3.conf'))]).toEqual(['one\n', 'between.conf']);
  });

  it('says of links that lead in a circle what is wrong', async () => {
    symlinkSync('b.conf', path('a.conf'));
    symlinkSync('a.conf', path('b.conf'));
    await expect(writeLocalFile(path('a.conf'), 'one\n', undefined)).rejects.toMatchObject({ name: 'ELOOP' });
  });

  it('is finished under a name that includes of a folder pass over', () => {
    expect(temporaryBeside('/etc/dnsmasq.d/s3.conf')).toMatch(/^\/etc\/dnsmasq\.d\/\.s3\.conf\.[0-9a-f-]{36}\.tmp$/);
  });

  it('takes away what a crash left of it an hour ago, and nothing else', async () => {
    const hourAgo = new Date(Date.now() - 3_700_000);
    const stale = temporaryBeside(path('s3.conf'));
    const fresh = temporaryBeside(path('s3.conf'));
    const other = temporaryBeside(path('s3xconf'));
    const theirs = path('.s3.conf.mine.tmp');
    for (const one of [stale, other, theirs]) {
      writeFileSync(one, '');
      utimesSync(one, hourAgo, hourAgo);
    }
    writeFileSync(fresh, '');
    await writeLocalFile(path('s3.conf'), 'one\n', undefined);
    expect([stale, fresh, other, theirs].map((one) => existsSync(one))).toEqual([false, true, true, true]);
  });
});

describe('a new file on a file system without hard links', () => {
  const refuse = (code: string) => () => Promise.reject(Object.assign(new Error(`${code}: link`), { code }));

  it.each(['EPERM', 'ENOTSUP', 'ENOSYS'])('is put in place all the same after %s', async (code) => {
    writeFileSync(path('finished'), 'one\n');
    await putNew(path('finished'), path('s3.conf'), refuse(code));
    expect([read('s3.conf'), readdirSync(folder)]).toEqual(['one\n', ['s3.conf']]);
  });

  it('does not replace a file that is there', async () => {
    writeFileSync(path('finished'), 'one\n');
    writeFileSync(path('s3.conf'), 'theirs\n');
    const put = putNew(path('finished'), path('s3.conf'), refuse('EPERM'));
    await expect(put).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(read('s3.conf')).toBe('theirs\n');
  });

  it('leaves nothing behind when it cannot be put in place', async () => {
    const put = putNew(path('never-finished'), path('s3.conf'), refuse('EPERM'));
    await expect(put).rejects.toMatchObject({ code: 'ENOENT' });
    expect(readdirSync(folder)).toEqual([]);
  });
});

/** Only root may become another user, as these tests do. */
const notRoot = process.getuid?.() === 0 ? undefined : 'only root may become another user';

const WRITER = 65_534;
const SERVER = 4_242;
const STRANGER = 4_343;
const MODULE = join(import.meta.dirname, '../../../../lib/dns/publishing/local-file.ts');

/** Writes s3.conf as another user; returns the name and message of what it throws, if anything. */
const writeAs = async (groups: readonly number[], text: string): Promise<string> => {
  const script = `
    const { readLocalFile, writeLocalFile } = await import(${JSON.stringify(MODULE)});
    process.setgroups(${JSON.stringify(groups)});
    process.setgid(${WRITER});
    process.setuid(${WRITER});
    const path = ${JSON.stringify(path('s3.conf'))};
    const { version } = await readLocalFile(path);
    await writeLocalFile(path, ${JSON.stringify(text)}, version)
      .then(() => console.log('written'), (error) => console.log(error.name + ' ' + error.message));`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--no-warnings',
    '--input-type=module',
    '-e',
    script,
  ]);
  return stdout.trim();
};

const ownerOf = (name: string): number[] => {
  const { uid, gid, mode } = statSync(path(name));
  return [uid, gid, mode & 0o777];
};

describeUnless(notRoot, 'a file that another owner or group reads', () => {
  const given = (uid: number, gid: number, mode: number): void => {
    chownSync(folder, WRITER, WRITER);
    writeFileSync(path('s3.conf'), 'one\n');
    chownSync(path('s3.conf'), uid, gid);
    chmodSync(path('s3.conf'), mode);
  };

  it('keeps its group when the writer is in it but may not give the file to its owner', async () => {
    given(0, SERVER, 0o640);
    expect(await writeAs([SERVER], 'two\n')).toBe('written');
    expect([read('s3.conf'), ownerOf('s3.conf')]).toEqual(['two\n', [WRITER, SERVER, 0o640]]);
  });

  it.each([
    ['group', WRITER, [], SERVER],
    ['owner', STRANGER, [SERVER], SERVER],
  ])('stays when its %s could no longer read it', async (_, uid, groups, gid) => {
    given(uid, gid, 0o640);
    expect(await writeAs(groups, 'two\n')).toMatch(
      new RegExp(`^EPERM the file could not be written: .*${uid}:${gid}.*could no longer read it`),
    );
    expect([read('s3.conf'), ownerOf('s3.conf')]).toEqual(['one\n', [uid, gid, 0o640]]);
    expect(readdirSync(folder)).toEqual(['s3.conf']);
  });

  it('may change hands when everybody reads it', async () => {
    given(STRANGER, SERVER, 0o644);
    expect(await writeAs([], 'two\n')).toBe('written');
    expect([read('s3.conf'), ownerOf('s3.conf')]).toEqual(['two\n', [WRITER, WRITER, 0o644]]);
  });

  it('keeps owner, group and permissions when root writes it', async () => {
    given(STRANGER, SERVER, 0o640);
    await writeLocalFile(path('s3.conf'), 'two\n', await versionOf('s3.conf'));
    expect(ownerOf('s3.conf')).toEqual([STRANGER, SERVER, 0o640]);
  });
});
