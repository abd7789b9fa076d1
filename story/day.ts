/** The day that `npm start` plays: what people and AWS do, scene by scene. What follows is Waykeeper's doing. */
import {
  CreateVpcEndpointCommand,
  CreateVpcEndpointConnectionNotificationCommand,
  DeleteVpcEndpointsCommand,
  EC2Client,
  ReplaceRouteCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Cloud } from '../local/cloud.ts';
import { APP_SUBNETS, OLD_ENDPOINT, REGION, S3, SERVICE, SPARE_NAT, USERS, VPC, ZONE } from './world.ts';

/** One thing that happens. `act` returns when all that it led to is over. */
export interface Scene {
  readonly title: string;
  act(cloud: Cloud): Promise<void>;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** The whole day. Appliances named in `stopped` are down before fw-a fails. */
export const day = (stopped: readonly string[]): Scene[] => [
  {
    title: 'The stack is deployed, and endpoint notifications are switched on; the first sweep looks at everything',
    act: async (cloud) => {
      await notifyTopic(cloud);
      await cloud.advance(5 * MINUTE);
    },
  },
  {
    title: 'A consumer on the list and one off it ask for a connection',
    act: async (cloud) => {
      for (const { name } of [USERS.AKIALISTED, USERS.AKIAUNLISTED]) await connect(cloud, name);
      await cloud.advance(MINUTE);
    },
  },
  { title: 'The S3 endpoint is replaced: a new one is made, then the old one is deleted', act: replaceEndpoint },
  ...stopped.map(
    (name): Scene => ({
      title: `Appliance ${name} stops`,
      act: async (cloud) => {
        await ec2(cloud).send(new StopInstancesCommand({ InstanceIds: [instanceOf(name)] }));
        await cloud.advance(MINUTE);
      },
    }),
  ),
  {
    title: 'Appliance fw-a stops',
    act: async (cloud) => {
      await ec2(cloud).send(new StopInstancesCommand({ InstanceIds: [instanceOf('fw-a')] }));
      await cloud.advance(MINUTE);
    },
  },
  {
    title: 'fw-a comes back; the routes return when it has been healthy for the hold-down',
    act: async (cloud) => {
      await ec2(cloud).send(new StartInstancesCommand({ InstanceIds: [instanceOf('fw-a')] }));
      await cloud.advance(11 * MINUTE);
    },
  },
  { title: 'Someone changes things by hand while no trail logs it: only the sweep can see that', act: meddle },
  {
    title: 'An operator asks by hand, in mode plan, what is left to do',
    act: async (cloud) => {
      const Payload = JSON.stringify({ mode: 'plan' });
      await new LambdaClient(cloud.clientConfig()).send(
        new InvokeCommand({ FunctionName: 'waykeeper-prod-reconcile', Payload }),
      );
      await cloud.settle();
    },
  },
];

/** The instance of an appliance of the story's world. */
export const instanceOf = (appliance: string): string => `i-0${appliance.replace('-', '')}`;

const ec2 = (cloud: Cloud, user?: string): EC2Client => new EC2Client(cloud.clientConfig(user));

const notifyTopic = async (cloud: Cloud): Promise<void> => {
  const { Topics = [] } = await new SNSClient(cloud.clientConfig()).send(new ListTopicsCommand({}));
  const topic = Topics.find(({ TopicArn }) => TopicArn?.endsWith('-endpoint-connections'));
  if (!topic) return;
  const command = new CreateVpcEndpointConnectionNotificationCommand({
    ServiceId: SERVICE,
    ConnectionNotificationArn: topic.TopicArn,
    ConnectionEvents: ['Connect', 'Accept', 'Reject', 'Delete'],
  });
  await ec2(cloud).send(command);
};

const connect = async (cloud: Cloud, consumer: string): Promise<void> => {
  const ServiceName = `com.amazonaws.vpce.${REGION}.${SERVICE}`;
  await ec2(cloud, consumer).send(
    new CreateVpcEndpointCommand({
      VpcEndpointType: 'Interface',
      VpcId: 'vpc-0consumer',
      ServiceName,
      SubnetIds: ['subnet-0consumer'],
    }),
  );
};

async function replaceEndpoint(cloud: Cloud): Promise<void> {
  const tags = [{ Key: 'waykeeper', Value: 's3' }];
  await ec2(cloud).send(
    new CreateVpcEndpointCommand({
      VpcEndpointType: 'Interface',
      VpcId: VPC,
      ServiceName: S3,
      SubnetIds: [...APP_SUBNETS],
      PrivateDnsEnabled: false,
      TagSpecifications: [{ ResourceType: 'vpc-endpoint', Tags: tags }],
    }),
  );
  await cloud.advance(MINUTE);
  await ec2(cloud).send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [OLD_ENDPOINT] }));
  await cloud.advance(MINUTE);
}

async function meddle(cloud: Cloud): Promise<void> {
  cloud.account.trail = false;
  await deleteWildcard(cloud);
  const redirect = (RouteTableId: string, to: { NetworkInterfaceId: string } | { NatGatewayId: string }) =>
    ec2(cloud).send(new ReplaceRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', ...to }));
  await redirect('rtb-0appa', { NetworkInterfaceId: 'eni-0fwb' });
  await redirect('rtb-0appb', { NatGatewayId: SPARE_NAT });
  cloud.account.trail = true;
  await cloud.advance(5 * MINUTE);
}

const deleteWildcard = async (cloud: Cloud): Promise<void> => {
  const route53 = new Route53Client(cloud.clientConfig());
  const { ResourceRecordSets = [] } = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: ZONE }));
  const wildcard = ResourceRecordSets.find(({ Name }) => Name?.startsWith('\\052.'));
  if (!wildcard) return;
  const Changes = [{ Action: 'DELETE' as const, ResourceRecordSet: wildcard }];
  await route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: ZONE, ChangeBatch: { Changes } }));
};
