/** A Region without Route 53 Profiles: its address does not exist there. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { VARIABLES } from './support/scripted.ts';

/** No name has labels of 64 letters: no name server is asked. */
const NOWHERE = `http://${'a'.repeat(64)}.example`;

/** In a process of its own: what jest shows of Node's errors is no `Error` to the SDK. */
const asked = async (): Promise<unknown> => {
  const file = new URL('../../../lib/aws/route53profiles/profiles.ts', import.meta.url);
  const code = `const { listProfileVpcs } = await import('${file}'); console.log(JSON.stringify(await listProfileVpcs()))`;
  const env = { ...process.env, ...VARIABLES, AWS_ENDPOINT_URL_ROUTE53PROFILES: NOWHERE };
  const run = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { env });
  return JSON.parse(run.stdout);
};

it('has no Profiles, and that is told, not doubted', async () => {
  expect(await asked()).toEqual([]);
});
