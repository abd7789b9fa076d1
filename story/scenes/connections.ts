/** Consumers who ask for connections to the account's endpoint service. */
import { CreateVpcEndpointCommand, CreateVpcEndpointConnectionNotificationCommand } from '@aws-sdk/client-ec2';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Cloud } from '../../local/cloud.ts';
import { ec2, MINUTE, type Scene } from '../scene.ts';
import { REGION, SERVICE, USERS } from '../world.ts';

export const firstSweep: Scene = {
  title: 'The stack is deployed, and endpoint notifications are switched on; the first sweep looks at everything',
  act: async (cloud) => {
    await notifyTopic(cloud);
    await cloud.advance(5 * MINUTE);
  },
};

export const consumersConnect: Scene = {
  title: 'A consumer on the list and one off it ask for a connection',
  act: async (cloud) => {
    for (const { name } of [USERS.AKIALISTED, USERS.AKIAUNLISTED]) await connect(cloud, name);
    await cloud.advance(MINUTE);
  },
};

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
  const place = { VpcId: 'vpc-0consumer', SubnetIds: ['subnet-0consumer'] };
  const ServiceName = `com.amazonaws.vpce.${REGION}.${SERVICE}`;
  const command = new CreateVpcEndpointCommand({ VpcEndpointType: 'Interface', ServiceName, ...place });
  await ec2(cloud, consumer).send(command);
};
