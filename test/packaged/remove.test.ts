import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { world } from '../../demo/world.ts';

const ROOT = join(import.meta.dirname, '../..');

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud({ account: world() });
  await cloud.deploy(join(ROOT, '.serverless'));
  await cloud.settle();
});
afterAll(() => cloud.stop());

const remove = async (...args: readonly string[]): Promise<{ code: number; text: string }> => {
  const { endpoint, region, credentials } = cloud.clientConfig();
  const { accessKeyId, secretAccessKey } = credentials;
  const env = {
    ...{ PATH: process.env.PATH, HOME: '/nonexistent', NO_COLOR: '1', AWS_ENDPOINT_URL: endpoint, AWS_REGION: region },
    ...{ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
  };
  return new Promise((done) => {
    const running = execFile(process.execPath, [join(ROOT, 'scripts/remove.ts'), ...args], { env }, (error, out, err) =>
      done({ code: Number(error?.code ?? 0), text: `${out}${err}` }),
    );
    running.stdin?.end();
  });
};

const topics = (): string[] =>
  Object.values(cloud.account.ec2.connectionNotifications).map(({ topicArn }) => topicArn.split(':').at(-1) ?? '');

describe('removal', () => {
  it('deletes the notifications that the functions made, and none of anybody else', async () => {
    const [own] = Object.values(cloud.account.ec2.connectionNotifications);
    if (!own) throw new Error('the functions made no notification');
    const other = { ...own, id: 'vpce-nfn-0other', topicArn: own.topicArn.replace(/[^:]+$/, 'theirs') };
    cloud.account.ec2.connectionNotifications[other.id] = other;
    const made = topics().length - 1;
    expect(topics()).toContain('waykeeper-prod-endpoint-connections');

    const asked = await remove('--keep-stack');
    expect(asked.code).toBe(1);
    expect(asked.text).toContain('pass --yes to remove without a question');
    expect(topics()).toHaveLength(made + 1);

    // As when the stack is gone: its functions would make them anew.
    for (const mapping of Object.values(cloud.account.lambda.mappings)) mapping.enabled = false;
    const { code, text } = await remove('--keep-stack', '--yes');
    expect(text).toContain('What stays as it is: accepted and rejected connections');
    expect(text).toMatch(new RegExp(`${made} notifications? deleted`));
    expect([code, topics()]).toEqual([0, ['theirs']]);
  });

  it('leaves the notifications while the stack stays, whose functions would make them anew', async () => {
    const { code, text } = await remove('--yes');
    // The local cloud has no CloudFormation: osls comes as far as asking it, without a package.
    expect(text).toContain('Removing waykeeper from stage prod (eu-west-2)');
    expect(text).toContain('osls did not remove the stack, so that the notifications stay, too');
    expect(code).toBe(1);
  });

  it('refuses another account than was said', async () => {
    const { code, text } = await remove('--account', '999900009999', '--yes');
    expect(text).toContain('and --account says 999900009999');
    expect(code).toBe(1);
  });
});
