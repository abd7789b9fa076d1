import type { Cloud } from '@waykeeper/local-cloud/cloud';

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
