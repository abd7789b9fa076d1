import { createWorld, returned, type World } from './support/functions.ts';
import { definitionOf, zipOf } from './support/package.ts';

/** In ms: clocks that differ by less are the same clock, on the busiest machine, too. */
const HOUR = 3_600_000;

let world: World;
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.functions.stop());

describe('the environment of a function', () => {
  it("holds Lambda's own variables and the function's, and nothing of the machine", async () => {
    await world.install('export const handler = async () => process.env;', { environment: { MODE: 'apply' } });
    const variables = returned(await world.invoke()) as Record<string, string>;
    expect(variables).toMatchObject({
      AWS_REGION: 'eu-west-2',
      AWS_LAMBDA_FUNCTION_NAME: 'subject',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/subject',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_EC2_METADATA_DISABLED: 'true',
      TZ: ':UTC',
      _HANDLER: 'index.handler',
      MODE: 'apply',
    });
    expect(Object.keys(variables).filter((name) => /^(npm_|NODE_|JEST|USER|PWD)/.test(name))).toEqual([]);
    expect(variables.PATH).not.toContain('node_modules');
  });

  it('does not let the function override reserved variables', async () => {
    await world.install('export const handler = async () => process.env.AWS_REGION;', {
      environment: { AWS_REGION: 'mars' },
    });
    expect(returned(await world.invoke())).toBe('eu-west-2');
  });

  it('gives the context that the managed runtime gives', async () => {
    await world.install(`export const handler = async (event, context) => ({
      ...context, left: context.getRemainingTimeInMillis(), event });`);
    expect(returned(await world.invoke({ a: 1 }))).toMatchObject({
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      functionName: 'subject',
      functionVersion: '$LATEST',
      memoryLimitInMB: '256',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-2:111122223333:function:subject',
      logGroupName: '/aws/lambda/subject',
      event: { a: 1 },
    });
  });

  it('counts the remaining time down from the timeout, on the local clock', async () => {
    await world.install('export const handler = async (_, context) => context.getRemainingTimeInMillis();');
    const left = returned(await world.invoke()) as number;
    expect(left).toBeGreaterThan(8000);
    expect(left).toBeLessThanOrEqual(10_000);
  });

  it('answers null for a handler that returns nothing', async () => {
    await world.install('export const handler = () => {};');
    expect(returned(await world.invoke())).toBeNull();
  });

  it('runs CommonJS bundles, in directories too', async () => {
    const zip = zipOf({ 'dist/functions/subject/index.cjs': 'exports.handler = async () => __filename.slice(-10);' });
    await world.functions.install(definitionOf('subject', { handler: 'dist/functions/subject/index.handler' }), zip);
    expect(returned(await world.invoke())).toBe('/index.cjs');
  });
});

describe('local time in a function', () => {
  it('shifts Date and leaves the performance clock and timers alone', async () => {
    await world.install(`export const handler = async () => {
      const before = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 5));
      const made = new Date();
      return { now: Date.now(), made: made.getTime(), text: Date(), waited: performance.now() - before,
        same: made instanceof Date && made.constructor === Date, parsed: new Date('2020-01-01').toISOString(), utc: Date.UTC(2020, 0) };
    };`);
    const seen = returned(await world.invoke()) as Record<string, number>;
    expect(Math.abs((seen.now ?? 0) - world.now())).toBeLessThan(HOUR);
    expect(Math.abs((seen.made ?? 0) - (seen.now ?? 0))).toBeLessThan(HOUR);
    expect(seen.text).toContain('2031');
    expect(seen.waited).toBeLessThan(HOUR);
    expect(seen).toMatchObject({ same: true, parsed: '2020-01-01T00:00:00.000Z', utc: 1_577_836_800_000 });
  });

  it('follows the clock from one invocation to the next in a warm environment', async () => {
    await world.install('export const handler = async () => Date.now();');
    const first = returned(await world.invoke()) as number;
    world.clock.offset += HOUR;
    const second = returned(await world.invoke()) as number;
    expect(second - first).toBeGreaterThanOrEqual(HOUR);
    expect(second - first).toBeLessThan(2 * HOUR);
  });

  it('is shifted already while the module is loaded', async () => {
    await world.install('const loaded = new Date().getFullYear(); export const handler = async () => loaded;');
    expect(returned(await world.invoke())).toBe(2031);
  });
});

describe('the journal of an invocation', () => {
  it('holds the invocation, its report and lines, and its result, each with its cause', async () => {
    await world.install(`export const handler = async (event) => {
      console.log('plain'); console.error('to stderr');
      console.log(JSON.stringify({ message: 'report', report: { converged: true } }));
      process.stdout.write('no newline'); return 'done'; };`);
    await world.functions.invoke('subject', '{"a":1}', 42);
    const [invocation] = world.entries('invocation');
    expect(invocation).toMatchObject({ function: 'subject', payload: { a: 1 }, cause: 42 });
    expect(world.entries('report')).toEqual([
      expect.objectContaining({ report: { converged: true }, cause: invocation?.id }),
    ]);
    expect(
      world
        .entries('log')
        .map(({ line }) => line)
        .toSorted(),
    ).toEqual(['no newline', 'plain', 'to stderr']);
    expect(world.entries('result')).toEqual([expect.objectContaining({ value: 'done', cause: invocation?.id })]);
    expect(world.journal.entries.at(-1)?.kind).toBe('result');
  });

  it('holds every byte of a long report before the result', async () => {
    await world.install(`export const handler = async () => {
      console.log(JSON.stringify({ message: 'report', report: { text: 'ä'.repeat(200000) } })); };`);
    await world.invoke();
    expect(world.entries('report')).toEqual([expect.objectContaining({ report: { text: 'ä'.repeat(200_000) } })]);
  });

  it("maps an environment's access key to its role and current invocation", async () => {
    await world.install('export const handler = async () => process.env.AWS_ACCESS_KEY_ID;');
    const key = returned(await world.invoke()) as string;
    expect(world.functions.callerOf(key)).toEqual({
      caller: {
        accessKeyId: key,
        accountId: '111122223333',
        region: 'eu-west-2',
        principal: { type: 'role', name: 'subject-role' },
        functionArn: 'arn:aws:lambda:eu-west-2:111122223333:function:subject',
      },
      cause: world.entries('invocation')[0]?.id,
    });
    expect(world.functions.callerOf('AKIAOTHER')).toBeUndefined();
  });
});
