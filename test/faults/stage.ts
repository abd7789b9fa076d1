/** Where scenarios are played: an account behind an API, and a warm process with the built function. */
import { SQSClient } from '@aws-sdk/client-sqs';
import {
  type BareApi,
  clientConfig,
  cloudwatch,
  ec2,
  elbv2,
  events,
  organizations,
  queues,
  route53,
  route53profiles,
  route53resolver,
  s3,
  ssm,
  startBareApi,
  sts,
} from '@waykeeper/local-cloud/api';
import type { Account } from '@waykeeper/local-cloud/state';
import { createHost, type Host } from './host.ts';
import type { Scenario } from './scenario.ts';
import { STATE } from './view.ts';

const TOPIC = 'waykeeper-prod-endpoint-connections';

/** A scenario whose world is in order. */
export interface Prepared {
  readonly scenario: Scenario;
  readonly account: Account;
  /** The folder of the built function. */
  readonly dist: string;
  /** The folder of the one that people invoke. */
  readonly byHand: string;
  /** The folder with the function's config. */
  readonly taskRoot: string;
}

export interface Stage {
  readonly api: BareApi;
  readonly host: Host;
  readonly sqs: SQSClient;
}

/** Starts the API; the process for bundles starts with the first function. */
export const startStage = async (): Promise<Stage> => {
  const waiting: { readonly until: number; readonly resolve: () => void }[] = [];
  const now = (): number => api.now();
  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      host.held(1);
      waiting.push({ until: now() + ms, resolve });
    });
  /** Passes as much time as nobody's slow answer falls into. */
  const leap = (ms: number): number => {
    const step = Math.min(ms, ...waiting.map(({ until }) => Math.max(0, until - now())));
    api.advance(step);
    for (const each of waiting.splice(0)) {
      if (each.until > now()) waiting.push(each);
      else {
        host.held(-1);
        each.resolve();
      }
    }
    return step;
  };
  const host = createHost(leap);
  const services = [
    ec2,
    elbv2,
    route53,
    route53profiles,
    route53resolver,
    s3,
    cloudwatch,
    events,
    ssm,
    sts,
    organizations,
  ];
  const all = [...services, queues(now)];
  const api: BareApi = await startBareApi(all, undefined, undefined, { kill: host.kill, wait });
  api.journal.listen((entry) => {
    if (entry.kind === 'fault' && entry.fault.startsWith('hanging')) host.held(1);
  });
  return { api, host, sqs: new SQSClient(clientConfig(api.url)) };
};

/** The name of the queue that wakes the function. */
export const queueOf = ({ controller }: Scenario): string => `${controller}.fifo`;

const environmentOf = ({ api }: Stage): Record<string, string> => ({
  AWS_ENDPOINT_URL: api.url,
  AWS_REGION: api.account.region,
  AWS_ACCESS_KEY_ID: 'ASIAFUNCTION',
  AWS_SECRET_ACCESS_KEY: 'local',
  WAYKEEPER_STATE: STATE,
  WAYKEEPER_TOPIC_ARN: `arn:aws:sns:${api.account.region}:${api.account.id}:${TOPIC}`,
});

/** Loads the function of a scenario, with nothing remembered. */
export const load = ({ host, ...state }: Stage, { dist, taskRoot }: Prepared, seed: number): Promise<void> =>
  host.load({
    ...{ dist, taskRoot, seed },
    environment: environmentOf({ host, ...state }),
  });
