/** `waykeeper render` on a host where things fail: the server still reads what was written, and nothing is left behind. */
import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { promisify } from 'node:util';
import { run } from '../../../cli/program.ts';
import { silence } from './support/silence.ts';

const ROOT = join(import.meta.dirname, '../../..');
const MARKER = '.s3.conf.waykeeper-reload';

let folder: string;
let served: string;
let config: string;
let out: string;
/** Of AWS. */
let endpoint: string;
let started: ChildProcessByStdio<null, Readable, Readable>[];

/** The config's only entry asks these servers. */
const ask = (from: string): void =>
  writeFileSync(
    config,
    `version: 1
dns:
  forwarders:
    - name: onprem-s3
      domains: [s3.eu-west-2.amazonaws.com]
      from: ${from}
      publish: [{ file: windows, to: /nowhere }]
`,
  );

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waykeeper-render-host-'));
  served = join(folder, 'served');
  config = join(folder, 'waykeeper.yml');
  out = join(served, 's3.conf');
  // Nobody listens there.
  endpoint = 'http://127.0.0.1:1';
  started = [];
  mkdirSync(served);
  mkdirSync(join(folder, 'bin'));
  ask('{ addresses: ["10.1.2.3"] }');
});
afterEach(async () => {
  for (const child of started.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true });
});

/** The format has no checker unless a test asks for one that has. */
const render = async (...args: string[]) => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const all = ['render', 'onprem-s3', '--config', config, '--out', out, ...args];
  const code = await run(all, { out: stdout, err: stderr });
  const plain = (stream: PassThrough): string => String(stream.read() ?? '').replace(/^\d{4}-\S+Z {2}/gm, '');
  return { code, out: plain(stdout), err: plain(stderr) };
};

/** A process of its own, as on a host. `isOver` comes when it has ended, and all that wrote where it writes. */
const start = (...args: string[]) => {
  const child = spawn(
    process.execPath,
    ['--no-warnings', join(ROOT, 'cli/main.ts'), 'render', 'onprem-s3', '--config', config, '--out', out, ...args],
    { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  started.push(child);
  const said = { out: '', err: '' };
  for (const [name, stream] of [
    ['out', child.stdout],
    ['err', child.stderr],
  ] as const) {
    stream.setEncoding('utf8').on('data', (more) => {
      said[name] += more;
    });
  }
  const isOver = once(child, 'close').then(([code]) => ({ code, ...said }));
  return { child, said, isOver };
};

const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}`,
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: 'eu-west-2',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
});

/** Waits; gives up when a process has ended before. */
const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) {
    if (started.some(({ exitCode }) => exitCode !== null)) throw new Error('the process ended before');
    await new Promise((done) => setTimeout(done, 20));
  }
};

const writeChecker = (script: string): void => {
  writeFileSync(join(folder, 'bin/named-checkconf'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'bin/named-checkconf'), 0o755);
};

/** Writes a BIND file in a process of its own, whose checker has little time. */
const replace = async (first: string): Promise<string> => {
  const script = `
    const { replaceFile } = await import(${JSON.stringify(join(ROOT, 'cli/render-file.ts'))});
    ${first}
    const to = ${JSON.stringify(out)};
    const file = { to, format: 'bind', ended: new AbortController().signal, checkMs: 50, complain: console.log };
    const change = { target: { kind: 'file', to, text: 'text' }, reason: { code: 'FILE_MISSING', message: '' } };
    await replaceFile(file, change).then(console.log, (error) => console.log(error.message));`;
  const args = ['--no-warnings', '--input-type=module', '-e', script];
  return (await promisify(execFile)(process.execPath, args, { env: environment() })).stdout;
};

const reload = (): string => `echo reloaded >> ${join(folder, 'reloads')}`;
const reloads = (): number =>
  existsSync(join(folder, 'reloads')) ? readFileSync(join(folder, 'reloads'), 'utf8').split('\n').length - 1 : 0;

const inOrder = (): string => `${out} is in order: the file says what onprem-s3 is to say\n`;

describe('the command that has the server read the file', () => {
  it('is run by the next render after it has failed, though the file is in order by then, and then no more', async () => {
    const failed = await render('--run', 'exit 3');
    expect([failed.code, failed.err]).toEqual([1, 'exit 3 failed (3); the next look with --run runs it again\n']);
    const ran = `ran: ${reload()}
`;
    expect(await render('--run', reload())).toEqual({ code: 0, err: '', out: inOrder() + ran });
    expect(await render('--run', reload())).toEqual({ code: 0, err: '', out: inOrder() });
    expect([reloads(), readdirSync(served)]).toEqual([1, ['s3.conf']]);
  });

  it('stays due through renders without a command', async () => {
    await render('--run', 'exit 3');
    ask('{ addresses: ["10.1.2.4"] }');
    expect((await render()).code).toBe(0);
    expect((await render('--run', reload())).code).toBe(0);
    expect(reloads()).toBe(1);
  });

  it('is not run for a file that was written without one', async () => {
    await render();
    await render('--run', reload());
    expect(reloads()).toBe(0);
  });

  it('stays due when a newer text was put in place while it ran', async () => {
    await render('--run', `echo newer > ${join(served, MARKER)}`);
    await render('--run', reload());
    expect([reloads(), readdirSync(served)]).toEqual([1, ['s3.conf']]);
  });

  it('is run by the next process when one was killed while it ran', async () => {
    const pid = join(folder, 'pid');
    const { child } = start('--run', `echo $$ > ${pid}; exec sleep 600`);
    await until(() => existsSync(pid) && readFileSync(pid, 'utf8').endsWith('\n'));
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    process.kill(Number(readFileSync(pid, 'utf8')), 'SIGKILL');
    expect((await render('--run', reload())).code).toBe(0);
    expect([reloads(), readdirSync(served)]).toEqual([1, ['s3.conf']]);
  });

  it.each([
    ['is run', 'as it was accepted', 1],
    ['is not run', 'changed by hand', 0],
  ])('%s while the sources cannot be read and the file is %s', async (_, how, times) => {
    await render('--run', 'exit 3');
    ask('{ resolverEndpoint: rslvr-in-0dns }');
    if (how === 'changed by hand') writeFileSync(out, 'garbage\n');
    const { code, err } = await start('--run', reload()).isOver;
    expect([code, reloads()]).toEqual([1, times]);
    expect(err).toContain('ECONNREFUSED');
  });
});

describe('a render beside another one', () => {
  it('fails when the other was faster, and with --every finds the file in order the next time', async () => {
    // The other one puts the same text in place between the look and the write.
    writeChecker(`cp "$1" ${out}`);
    const { child, said, isOver } = start('--format', 'bind', '--every', '1', '--run', reload());
    await until(() => said.out.includes('is in order'));
    child.kill('SIGTERM');
    const { code, err } = await isOver;
    expect([code, reloads(), readdirSync(served)]).toEqual([0, 1, ['s3.conf']]);
    expect(err).toMatch(
      /^\S+ {2}\S+s3\.conf stays: somebody else wrote \S+s3\.conf meanwhile \[PreconditionFailed\]\n$/,
    );
  });
});

describe('a folder that may not be written', () => {
  it('is told as that, and not as refused by the checker', async () => {
    writeChecker('exit 0');
    chmodSync(folder, 0o755);
    chmodSync(served, 0o555);
    // Root may write everywhere.
    const said = await replace('if (process.getuid() === 0) { process.setgid(65534); process.setuid(65534); }');
    expect(said).toMatch(/^EACCES: permission denied, open \S+\.tmp'\n$/);
  });
});

describe('a checker', () => {
  it('that refuses has its words told, and the file stays', async () => {
    writeChecker('echo unexpected token; exit 1');
    const { code, err } = await start('--format', 'bind').isOver;
    expect(code).toBe(1);
    expect(err).toMatch(/s3\.conf stays: the new text was refused by named-checkconf\n\S+ {4}unexpected token\n$/);
    expect(readdirSync(served)).toEqual([]);
  });

  it('that does not answer in time is stopped, and the file stays', async () => {
    writeChecker('sleep 600');
    const said = await replace('');
    expect(said).toBe(`${out} stays: named-checkconf did not finish (stopped after 0.05 s)\nfalse\n`);
    expect(readdirSync(served)).toEqual([]);
  });

  it('that hangs is stopped when the render is ended, even if it will not be, and nothing is left', async () => {
    const checking = join(folder, 'checking');
    writeChecker(`trap '' TERM\ntouch ${checking}\nsleep 600\nsleep 600`);
    const { child, isOver } = start('--format', 'bind', '--every', '1');
    await until(() => existsSync(checking));
    child.kill('SIGTERM');
    const { code, err } = await isOver;
    expect([code, readdirSync(served)]).toEqual([1, []]);
    expect(err).toContain('stays: named-checkconf did not finish (stopped: the end was asked for)');
  });
});

describe('a render that is ended', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s stops the command and all that it started, and fails',
    async (signal) => {
      const { child, said, isOver } = start('--run', 'echo running; sleep 600; true');
      await until(() => said.out.includes('running\n'));
      child.kill(signal);
      const { code, err } = await isOver;
      expect(code).toBe(1);
      expect(err).toContain('failed (stopped: the end was asked for); the next look with --run runs it again');
      await render('--run', reload());
      expect([reloads(), readdirSync(served)]).toEqual([1, ['s3.conf']]);
    },
  );

  it('while it waits is done', async () => {
    const { child, said, isOver } = start('--every', '600');
    await until(() => said.out.includes('is written'));
    child.kill('SIGTERM');
    expect(await isOver).toMatchObject({ code: 0, err: '' });
  });

  it('while AWS does not answer does not wait for it', async () => {
    const silent = await silence();
    ask('{ resolverEndpoint: rslvr-in-0dns }');
    endpoint = silent.url;
    const { child, isOver } = start();
    await silent.isAsked;
    child.kill('SIGTERM');
    expect(await isOver).toMatchObject({ code: 1 });
    silent.stop();
  });

  it('by a reader that has seen enough is done, without a word', async () => {
    const { child, said, isOver } = start('--every', '1');
    await until(() => said.out.includes('is written'));
    child.stdout.destroy();
    expect(await isOver).toMatchObject({ code: 0, err: '' });
  });

  it('stops what it started when the reader leaves', async () => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const args = [
      'render',
      'onprem-s3',
      '--config',
      config,
      '--out',
      out,
      '--every',
      '600',
      '--run',
      'sleep 600; true',
    ];
    const code = run(args, { out: stdout, err: stderr });
    await until(() => existsSync(join(served, MARKER)) && existsSync(out));
    stdout.destroy(Object.assign(new Error('EPIPE'), { code: 'EPIPE' }));
    expect(await code).toBe(1);
    expect(String(stderr.read())).toContain('failed (');
  });
});
