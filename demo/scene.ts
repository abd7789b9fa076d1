/** What the scenes of the demo are made of. */
import { EC2Client } from '@aws-sdk/client-ec2';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Cloud } from '@waykeeper/local-cloud/cloud';

/** One thing that happens on a stage, which is the local cloud and what else the day needs. */
export interface Scene<Stage = Cloud> {
  /** What `--scene` calls it. */
  readonly name: string;
  readonly title: string;
  /** Names of scenes before it, without which it would have nothing to show. */
  readonly needs: readonly string[];
  /** Played only when it is asked for by name. */
  readonly aside?: true;
  /** Returns when all that it led to is over. */
  act(stage: Stage): Promise<void>;
}

/** Ms. */
export const MINUTE = 60_000;

/** EC2 as the operator of the account sees it, or as a consumer of another account does. */
export const ec2 = (cloud: Cloud, user?: string): EC2Client => new EC2Client(cloud.clientConfig(user));

/** What a person asks of the function `reconcile`. */
export const askByHand = async (cloud: Cloud, payload: object): Promise<void> => {
  const lambda = new LambdaClient(cloud.clientConfig());
  const Payload = JSON.stringify(payload);
  const answer = await lambda.send(new InvokeCommand({ FunctionName: 'waykeeper-prod-reconcile', Payload }));
  if (answer.FunctionError) throw new Error(`reconcile failed: ${answer.Payload?.transformToString()}`);
  await cloud.settle();
};
