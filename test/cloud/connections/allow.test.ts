/** Principals go into one call, which AWS takes or refuses as a whole. */
import { type BareApi, ec2, startBareApi } from '@waykeeper/local-cloud/api';
import { addEndpointService } from '@waykeeper/local-cloud/seed';
import { emptyAccount } from '@waykeeper/local-cloud/state';
import { needsRetry, reconcile } from '../../../lib/core/reconcile.ts';
import { runContext } from '../../../lib/core/run.ts';
import { config } from '../../support/configs.ts';

const GOOD = ['111122223333', '333344445555'];
const CLOSED = '222233334444';
const SERVICE = 'vpce-svc-0a';
const root = (account: string): string => `arn:aws:iam::${account}:root`;

const environment = { ...process.env };
let api: BareApi;
beforeAll(async () => {
  const account = emptyAccount();
  addEndpointService(account, { id: SERVICE, tags: { waykeeper: 'payments' }, principals: [] });
  account.ec2.closedAccounts.push(CLOSED);
  api = await startBareApi([ec2], account, Date.now());
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL: api.url, AWS_REGION: 'eu-west-2' },
    ...{ AWS_ACCESS_KEY_ID: 'AKIALOCAL', AWS_SECRET_ACCESS_KEY: 'local' },
  });
});
afterAll(async () => {
  process.env = environment;
  await api.stop();
});

it('an account that was closed keeps no other out, and nobody is asked to try once more', async () => {
  const { connectionsController } = await import('../../../lib/connections/controller.ts');
  const accept = [{ name: 'partners', accounts: [...GOOD, CLOSED] }];
  const connections = [{ name: 'payments', services: { ids: [SERVICE] }, accept, permissions: 'add' as const }];
  const trigger = { by: 'sweep' as const, what: ['sweep'], scope: 'all' as const };
  const report = await reconcile(
    connectionsController(config({ connections }), Date.now),
    { mode: 'apply', trigger },
    runContext(() => 60_000),
  );
  expect(report.outcomes.map(({ key, status }) => `${key.split('/').at(-1)} ${status}`).sort()).toEqual([
    `${GOOD[0]} applied`,
    `${CLOSED} failed`,
    `${GOOD[1]} applied`,
  ]);
  expect(report.outcomes.find(({ status }) => status === 'failed')).toMatchObject({
    ...{ code: 'InvalidPrincipal', retryable: false },
  });
  expect(needsRetry(report)).toBe(false);
  const allowed = api.account.ec2.endpointServices[SERVICE]?.permissions.map(({ principal }) => principal);
  expect(allowed?.sort()).toEqual(GOOD.map(root));
});
