/**
 * Stands in for the SDK's default credential chain in the bundles: on Lambda credentials are in the environment, and
 * the chain's other links (SSO, profiles, processes, instance metadata) would be a fifth of each bundle.
 */
import { fromEnv } from '@aws-sdk/credential-provider-env';

export const defaultProvider = fromEnv;
