/** What can be made to happen to functions: they are killed around their calls, and their clocks are wrong. */
import { startTestCloud, type TestCloud } from '../support/cloud.ts';
import { functionResources, queueResources } from '../support/package.ts';

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await startTestCloud();
});
afterEach(() => cloud.stop());

const CALL = `const call = () => fetch(process.env.AWS_ENDPOINT_URL, { method: 'POST', body: 'Action=GetCallerIdentity&Version=2011-06-15',
    headers: { 'content-type': 'application/x-www-form-urlencoded',
      authorization: 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/20260101/eu-west-2/sts/aws4_request' } })`;

describe('a function', () => {
  it.each([
    ['before', 1],
    ['after', 2],
  ] as const)('that is killed %s a call is run anew by its queue', async (when, calls) => {
    const source = `${CALL}; export const handler = async () => { await call(); console.log('came through'); };`;
    await cloud.deployStack({ ...functionResources('f'), ...queueResources('f') }, { f: source });
    cloud.faults.set([{ kind: 'killed', when, service: 'sts', principal: 'f-role' }]);
    const client = cloud.sqs();
    const { SendMessageCommand } = await import('@aws-sdk/client-sqs');
    await client.send(new SendMessageCommand({ QueueUrl: cloud.queueUrl('f'), MessageBody: '{}' }));
    await cloud.settle();
    expect(cloud.entries('result')).toMatchObject([
      { error: { type: 'Runtime.ExitError', message: expect.stringContaining('signal: killed') } },
    ]);
    await cloud.advance(30_000);
    expect(cloud.entries('result')).toHaveLength(2);
    expect(cloud.entries('log').map(({ line }) => line)).toEqual(['came through']);
    expect(cloud.entries('call').filter(({ service }) => service === 'sts')).toHaveLength(calls);
  });

  it('can have a clock that is wrong, of which its remaining time knows nothing', async () => {
    const source = `export const handler = async (_, context) =>
      ({ now: Date.now(), remaining: context.getRemainingTimeInMillis() });`;
    const resources = { ...functionResources('f'), ...functionResources('g') };
    await cloud.deployStack(resources, { f: source, g: source });
    cloud.faults.set([{ kind: 'skewed', function: 'f', ms: -3_600_000 }]);
    type Told = { readonly now: number; readonly remaining: number };
    const [f, g] = (await Promise.all([cloud.invoke('f', {}), cloud.invoke('g', {})])) as [Told, Told];
    expect(Math.abs(g.now - f.now - 3_600_000)).toBeLessThan(60_000);
    expect(Math.abs(cloud.now() - g.now)).toBeLessThan(60_000);
    for (const { remaining } of [f, g]) {
      expect(remaining).toBeGreaterThan(1_000);
      expect(remaining).toBeLessThanOrEqual(5_000);
    }
  });
});
