/** `waykeeper render` on a DNS host: what it prints, what it writes, and when the server is told. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { addResolverEndpoint } from '@waykeeper/local-cloud/seed';
import { goTo } from '../../support/environment.ts';
import { forwardingWorld, S3 } from '../../support/forwarding-world.ts';

let cloud: Cloud;
let folder: string;
let run: typeof import('../../../cli/program.ts').run;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'waykeeper-render-'));
  const account = forwardingWorld();
  addResolverEndpoint(account, { id: 'rslvr-in-0empty', vpc: 'vpc-0dns', addresses: [] });
  cloud = await startCloud({ account });
  goTo(cloud);
  ({ run } = await import('../../../cli/program.ts'));
  writeFileSync(
    join(folder, 'waykeeper.yml'),
    `version: 1
dns:
  forwarders:
    - name: onprem-s3
      domains: [${S3}]
      from: { resolverEndpoint: rslvr-in-0dns }
      publish: [{ file: unbound, to: "s3://corp-dns/s3.conf" }]
    - name: unsigned
      domains: [corp.example]
      from: { resolverEndpoint: rslvr-in-0dns }
      publish: [{ file: unbound, to: "s3://corp-dns/corp.conf", insecure: true }]
    - name: empty
      domains: [${S3}]
      from: { resolverEndpoint: rslvr-in-0empty }
      publish: [{ file: bind, to: "s3://corp-dns/empty.conf" }]
    - name: nowhere
      domains: [${S3}]
      from: { resolverEndpoint: rslvr-in-0nowhere }
      publish: [{ file: bind, to: "s3://corp-dns/nowhere.conf" }]
  answers:
    - name: rpz
      domains: [${S3}]
      from: { endpoint: { tags: { waykeeper: s3 } }, as: addresses }
      publish: [{ file: rpz, to: "s3://corp-dns/rpz.zone", origin: rpz.corp.example }]
`,
  );
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await cloud.stop();
});

const render = async (...args: string[]) => {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const code = await run(['render', '--config', join(folder, 'waykeeper.yml'), ...args], { out, err });
  const plain = (stream: PassThrough): string => String(stream.read() ?? '').replace(/^\d{4}-\S+Z {2}/gm, '');
  return { code, out: plain(out), err: plain(err) };
};

const path = (name: string): string => join(folder, name);
const read = (name: string): string => readFileSync(path(name), 'utf8');

describe('waykeeper render', () => {
  it('prints the file that the config publishes, with the addresses that serve now', async () => {
    const { code, out, err } = await render('onprem-s3');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('forward-addr: 127.20.1.10@53');
    expect(out).toContain('forward-addr: 127.20.2.10@53');
  });

  it('says what the config says of validation', async () => {
    expect((await render('unsigned')).out).toContain('    domain-insecure: "corp.example."\n');
    expect((await render('onprem-s3')).out).not.toContain('domain-insecure');
  });

  it('prints another format when asked, and answers as well as forwarders', async () => {
    expect((await render('onprem-s3', '--format', 'coredns')).out).toContain('forward . 127.20.1.10:53 127.20.2.10:53');
    const { out } = await render('rpz');
    expect(out).toMatch(/^s3\.eu-west-2\.amazonaws\.com\.rpz\.corp\.example\.\s.*A\s+10\.0\.1\.165$|10\.0\.1\.165/m);
    expect((await render('rpz', '--format', 'hosts')).out).toContain(`10.0.1.165 ${S3}`);
  });

  it('writes a file once, and leaves it while nothing changes', async () => {
    const first = await render('onprem-s3', '--out', path('once.conf'));
    expect([first.code, first.err]).toEqual([0, '']);
    expect(first.out).toContain(
      `${path('once.conf')} is written: the file is not there; forwarder onprem-s3: 127.20.1.10 127.20.2.10 join`,
    );
    const text = read('once.conf');
    expect(await render('onprem-s3', '--out', path('once.conf'))).toEqual({
      ...{ code: 0, err: '', out: `${path('once.conf')} is in order: the file says what onprem-s3 is to say\n` },
    });
    expect(read('once.conf')).toBe(text);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('leaves alone a file that it has not made', async () => {
    writeFileSync(path('theirs.conf'), 'zone "theirs" { type forward; };\n');
    const { code, err } = await render('onprem-s3', '--format', 'bind', '--out', path('theirs.conf'));
    expect([code, err]).toEqual([
      1,
      `${path('theirs.conf')} stays: there is a file that was not made by Waykeeper; adopt: true takes it over [CONFLICT]\n`,
    ]);
    expect(read('theirs.conf')).toBe('zone "theirs" { type forward; };\n');
  });

  it('runs the command after a change alone, and again until it succeeds', async () => {
    const out = path('reload.conf');
    const mark = path('reloaded');
    const command = `echo reloaded >> ${mark}`;
    expect((await render('onprem-s3', '--out', out, '--run', command)).code).toBe(0);
    expect((await render('onprem-s3', '--out', out, '--run', command)).code).toBe(0);
    expect(read('reloaded')).toBe('reloaded\n');
    const failed = await render('onprem-s3', '--out', path('failing.conf'), '--run', 'exit 3');
    expect(failed.code).toBe(1);
    expect(failed.err).toContain('exit 3 failed (3)');
  });

  it.each([
    [
      ['nobody'],
      /expected the name of a forwarder or answers entry \(onprem-s3, unsigned, empty, nowhere, rpz\), found nobody/,
    ],
    [['onprem-s3', '--format', 'rpz'], /--format: expected bind, unbound, dnsmasq, coredns, windows, json, found rpz/],
    [['onprem-s3', '--every', '5'], /--every: expected --out with it/],
    [['onprem-s3', '--out', 'x', '--every', 'often'], /--every: expected whole seconds from 1 to 86400, found often/],
    [['empty'], /no address that is in service.*\[NO_ADDRESSES\]/],
    [['nowhere'], /\[ResourceNotFoundException\]/],
  ])('says of %j what is wrong', async (args, message) => {
    const { code, err, out } = await render(...args);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(message);
  });

  it('reads the config again with --every, and goes on with the last good one', async () => {
    const config = path('changing.yml');
    const write = (address: string) =>
      writeFileSync(
        config,
        `{ version: 1, dns: { forwarders: [{ name: f, domains: [corp.example], from: { addresses: ["${address}"] }, publish: [{ file: bind, to: /x }] }] } }`,
      );
    write('10.1.2.3');
    const ending = new AbortController();
    const { render: keep } = await import('../../../cli/render.ts');
    const [out, err] = [new PassThrough(), new PassThrough()];
    let words = '';
    out.on('data', (chunk) => (words += chunk));
    err.on('data', (chunk) => (words += chunk));
    const until = async (wanted: string): Promise<void> => {
      while (!words.includes(wanted)) await new Promise((done) => setTimeout(done, 20));
    };
    const ended = keep('f', { config, out: path('changing.conf'), every: '1' }, { out, err }, ending.signal);
    await until('10.1.2.3 joins');
    writeFileSync(config, 'version: 2');
    await until('goes on with the config as it was read before');
    write('10.1.2.4');
    await until('10.1.2.4 joins; 10.1.2.3 may still answer and goes later');
    await until('is in order: 10.1.2.3 may still answer and goes later');
    ending.abort();
    expect(await ended).toBe(0);
    expect(words.match(/is in order: 10\.1\.2\.3/g)).toHaveLength(1);
    expect(read('changing.conf')).toContain('10.1.2.4');
  });

  it('keeps looking with --every until it is ended, and tells when all is in order again', async () => {
    const ending = new AbortController();
    const { render: keep } = await import('../../../cli/render.ts');
    const [out, err] = [new PassThrough(), new PassThrough()];
    let words = '';
    for (const stream of [out, err]) stream.on('data', (chunk) => (words += chunk));
    const until = async (wanted: string): Promise<void> => {
      while (!words.includes(wanted)) await new Promise((done) => setTimeout(done, 20));
      words = '';
    };
    const options = { config: path('waykeeper.yml'), out: path('kept.conf'), every: '1' };
    const ended = keep('onprem-s3', options, { out, err }, ending.signal);
    await until('is in order');
    const ours = read('kept.conf');
    writeFileSync(path('kept.conf'), 'of somebody else\n');
    await until('[CONFLICT]');
    expect(read('kept.conf')).toBe('of somebody else\n');
    writeFileSync(path('kept.conf'), ours);
    await until('is in order');
    ending.abort();
    expect(await ended).toBe(0);
    expect(ours).toContain('127.20.1.10');
  });
});
