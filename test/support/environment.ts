import { type BareApi, startBareApi } from '@waykeeper/local-cloud/api';
import type { Cloud } from '@waykeeper/local-cloud/cloud';
import { type Account, emptyAccount } from '@waykeeper/local-cloud/state';

/** Lets the clients of lib/, which take where to go from the environment, go to a local cloud: call it before they are imported. */
export const goTo = (cloud: Cloud): void => {
  const { endpoint, region, credentials } = cloud.clientConfig();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  });
};

/**
 * Services of a local cloud for all tests of a file or suite, to which the clients of lib/ go. Its clock is near the real one, since
 * the SDK tries again whatever an API refuses whose clock is off.
 */
export const useBareApi = (
  services: Parameters<typeof startBareApi>[0],
  account: Account = emptyAccount(),
): { readonly account: Account; readonly url: string } => {
  const environment = { ...process.env };
  let api: BareApi | undefined;
  beforeAll(async () => {
    api = await startBareApi(services, account, Date.now());
    const access = { AWS_ACCESS_KEY_ID: 'AKIALOCAL', AWS_SECRET_ACCESS_KEY: 'local' };
    Object.assign(process.env, { AWS_ENDPOINT_URL: api.url, AWS_REGION: 'eu-west-2', ...access });
  });
  afterAll(async () => {
    process.env = environment;
    await api?.stop();
  });
  return {
    account,
    get url() {
      return api?.url ?? '';
    },
  };
};
