/** Tells the day as it is played: what happens, how it ends, and how to look around afterwards. */
import type { Cloud } from '@waykeeper/local-cloud/cloud';
import type { Verdict } from '../lib/core/plan.ts';
import { finalState, lastWord, permissions, told } from './final.ts';
import { FILES } from './forwarding.ts';
import { play } from './play.ts';
import type { Scene } from './scene.ts';
import { clockOf, narrate } from './timeline.ts';
import { ZONE } from './world.ts';
import { widthOf } from './wrap.ts';

const WIDTH = widthOf(process.stdout);

/** What is told. */
interface Told {
  /** What `npm run package` wrote. */
  readonly packageDir: string;
  readonly scenes: readonly Scene[];
  /** 0 takes a free one. */
  readonly port: number;
  /** Go on serving afterwards. */
  readonly keep: boolean;
}

/** Prints the day, and returns its verdict. */
export const tellDay = async ({ packageDir, scenes, port, keep }: Told): Promise<Verdict> => {
  const { cloud, reports, verdict } = await play({ packageDir, scenes, port }, (journal) =>
    narrate(journal, console.log, { width: WIDTH }),
  );
  try {
    console.log(`\n${finalState(cloud.account)}\n\n${lastWord(reports, WIDTH)}`);
    console.log(`${told(cloud.journal, WIDTH)}\n${permissions(cloud.journal, WIDTH)}`);
    if (keep) await serve(cloud);
  } finally {
    await cloud.stop();
  }
  return verdict;
};

const ROUTES_QUERY =
  'RouteTables[].Routes[].[join(`/`,[DestinationCidrBlock||DestinationIpv6CidrBlock,State]),NetworkInterfaceId||NatGatewayId||GatewayId]';

const serve = async (cloud: Cloud): Promise<void> => {
  const { credentials } = cloud.clientConfig();
  const { region } = cloud.account;
  console.log(`
The local cloud keeps serving at ${cloud.url}; Ctrl-C ends it. Its clock says ${clockOf(cloud.now())}, and from here on
minutes are real ones: the hold-down, and the sweep every five minutes. In another terminal:
  export AWS_ENDPOINT_URL=${cloud.url} AWS_REGION=${region} AWS_DEFAULT_REGION=${region}
  export AWS_ACCESS_KEY_ID=${credentials.accessKeyId} AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey}
  aws ec2 describe-route-tables --output text --query '${ROUTES_QUERY}'
  aws route53 list-resource-record-sets --hosted-zone-id ${ZONE}
  aws s3 cp ${FILES.bind} -
  dig @${cloud.dns.host} -p ${cloud.dns.port} +short any-bucket.s3.${region}.amazonaws.com
  aws ec2 stop-instances --instance-ids i-0fwa    # and see here what becomes of its routes; start-instances brings it back
An older AWS CLI wants --endpoint-url ${cloud.url} for some services.
`);
  const { stop } = narrate(cloud.journal, console.log, { live: true, width: WIDTH });
  await new Promise<void>((done) => process.once('SIGINT', done).once('SIGTERM', done));
  stop();
};
