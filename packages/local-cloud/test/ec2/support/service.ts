/** An endpoint service with a topic for its connection events, and what tests ask of both. */
import type { Emission } from '../../../src/service.ts';
import { CONSUMER, startWorld, TOPIC } from './world.ts';

export const SERVICE = 'vpce-svc-0pay';
export const NAME = `com.amazonaws.vpce.eu-west-2.${SERVICE}`;

export const startService = (
  service: { acceptanceRequired?: boolean; principals?: string[]; regions?: string[] } = {},
) =>
  startWorld((account, make) => {
    make.addEndpointService(account, {
      id: SERVICE,
      tags: { waykeeper: 'payments' },
      azs: ['eu-west-2a', 'eu-west-2b'],
      ...service,
    });
    make.addConnectionNotification(account, { id: 'vpce-nfn-0a', service: SERVICE, topicArn: TOPIC });
  });
export type World = Awaited<ReturnType<typeof startService>>;

/** Has a consumer create an endpoint, and returns its id. */
export const request = async ({ clientOf }: World, account = CONSUMER): Promise<string> => {
  const input = {
    VpcId: 'vpc-0far',
    ServiceName: NAME,
    VpcEndpointType: 'Interface' as const,
    SubnetIds: ['subnet-0far'],
  };
  const { VpcEndpoint } = await clientOf(account).createVpcEndpoint(input);
  return VpcEndpoint?.VpcEndpointId ?? '';
};

export const stateOf = async ({ client }: World, id: string) => {
  const filter = { Name: 'vpc-endpoint-id', Values: [id] };
  return (await client.describeVpcEndpointConnections({ Filters: [filter] })).VpcEndpointConnections?.[0]
    ?.VpcEndpointState;
};

export const topicMessages = (emissions: readonly Emission[]) =>
  emissions.flatMap((emission) =>
    emission.to === 'topic' ? [{ topic: emission.topicArn, body: JSON.parse(emission.message) }] : [],
  );
