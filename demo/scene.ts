/** What the scenes of the story are made of. */
import { EC2Client } from '@aws-sdk/client-ec2';
import type { Cloud } from '@waykeeper/local-cloud/cloud';

/** One thing that happens. `act` returns when all that it led to is over. */
export interface Scene {
  readonly title: string;
  act(cloud: Cloud): Promise<void>;
}

/** Ms. */
export const MINUTE = 60_000;

/** EC2 as the operator of the account sees it, or as a consumer of another account does. */
export const ec2 = (cloud: Cloud, user?: string): EC2Client => new EC2Client(cloud.clientConfig(user));
