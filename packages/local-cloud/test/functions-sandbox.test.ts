import { existsSync } from 'node:fs';
import { createWorld, returned, thrown, type World } from './support/functions.ts';
import { definitionOf, zipOf } from './support/package.ts';

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.functions.stop());

describe('execution environments', () => {
  const COUNTING = 'let n = 0; export const handler = async () => ({ n: ++n, pid: process.pid });';
  const SLOW = `export const handler = async () => {
    await new Promise((resolve) => setTimeout(resolve, 300)); return process.pid; };`;

  it('are used again while they are warm', async () => {
    await world.install(COUNTING);
    const first = returned(await world.invoke());
    const second = returned(await world.invoke());
    expect(second).toEqual({ ...(first as object), n: 2 });
  });

  it('become more when invocations overlap', async () => {
    await world.install(SLOW);
    const pids = await Promise.all([world.invoke(), world.invoke()]);
    expect(new Set(pids.map(returned)).size).toBe(2);
  });

  it('are limited by the reserved concurrency: the next invocation is throttled', async () => {
    await world.install(SLOW, { reservedConcurrency: 1 });
    const first = world.invoke();
    await expect(world.invoke()).rejects.toMatchObject({ code: 'TooManyRequestsException', status: 429 });
    expect(returned(await first)).toEqual(expect.any(Number));
  });

  it('stay warm after a thrown error', async () => {
    await world.install(
      'let n = 0; export const handler = async () => { n += 1; if (n === 1) throw new TypeError("no"); return n; };',
    );
    expect(thrown(await world.invoke())).toMatchObject({
      errorType: 'TypeError',
      errorMessage: 'no',
      trace: expect.any(Array),
    });
    expect(returned(await world.invoke())).toBe(2);
  });

  it('are killed at the timeout, and replaced', async () => {
    await world.install(
      `export const handler = async (event) => event.hang ? new Promise(() => setInterval(() => {}, 1000)) : process.pid;`,
      { timeoutSeconds: 5 },
    );
    const pid = returned(await world.invoke());
    expect(thrown(await world.invoke({ hang: true }))).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 5\.00 seconds$/),
    });
    expect(() => process.kill(pid as number, 0)).toThrow('ESRCH');
    expect(returned(await world.invoke())).not.toBe(pid);
  });

  it('report a crash with its exit status', async () => {
    await world.install('export const handler = async () => process.exit(7);');
    expect(thrown(await world.invoke())).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Runtime exited with error: exit status 7$/),
    });
  });

  it('report an unhandled rejection as the managed runtime does', async () => {
    await world.install(
      `export const handler = () => { Promise.reject(new Error('lost')); return new Promise(() => setInterval(() => {}, 1000)); };`,
    );
    expect(thrown(await world.invoke())).toMatchObject({
      errorType: 'Runtime.UnhandledPromiseRejection',
      errorMessage: 'lost',
    });
  });

  it.each([
    ['a module that throws', 'throw new RangeError("broken"); export const handler = 1;', 'RangeError', 'broken'],
    [
      'a handler that is not exported',
      'export const other = 1;',
      'Runtime.HandlerNotFound',
      'index.handler is undefined or not exported',
    ],
    [
      'a missing dependency',
      'import "nowhere"; export const handler = () => {};',
      'Runtime.ImportModuleError',
      "Cannot find package 'nowhere'",
    ],
    ['a callback handler', 'export const handler = (a, b, c) => c();', 'Runtime.CallbackHandlerDeprecated', 'callback'],
  ])('report %s as an init error', async (_, source, errorType, message) => {
    await world.install(source);
    expect(thrown(await world.invoke())).toMatchObject({ errorType, errorMessage: expect.stringContaining(message) });
  });

  it('report a zip without the module of the handler', async () => {
    await world.functions.install(definitionOf('subject'), zipOf({ 'other.mjs': '' }));
    expect(thrown(await world.invoke())).toMatchObject({ errorType: 'Runtime.ImportModuleError' });
  });

  it('leave no child, port or file behind after stop', async () => {
    await world.install(
      'export const handler = async () => ({ pid: process.pid, root: process.env.LAMBDA_TASK_ROOT });',
    );
    const { pid, root } = returned(await world.invoke()) as { pid: number; root: string };
    expect(existsSync(root)).toBe(true);
    await world.functions.stop();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(existsSync(root)).toBe(false);
    await expect(world.invoke()).rejects.toThrow('stopped');
  });

  it('end in the middle of an invocation when the cloud stops', async () => {
    await world.install('export const handler = () => new Promise(() => setInterval(() => {}, 1000));');
    const invocation = world.invoke();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await world.functions.stop();
    expect(thrown(await invocation)).toMatchObject({ errorType: 'Runtime.ExitError' });
  });

  it('take newer code from the next invocation on', async () => {
    await world.install('export const handler = async () => 1;');
    await world.invoke();
    await world.install('export const handler = async () => 2;');
    expect(returned(await world.invoke())).toBe(2);
  });

  it('refuse a zip whose paths lead out of it', async () => {
    const zip = zipOf({ '../escape.mjs': '' });
    await expect(world.functions.install(definitionOf('subject'), zip)).rejects.toThrow(
      'leads out of it: ../escape.mjs',
    );
  });
});
