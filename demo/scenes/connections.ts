/** Consumers who ask for connections to the account's endpoint service. */
import { CreateVpcEndpointCommand } from '@aws-sdk/client-ec2';
import type { Cloud } from '@waykeeper/local-cloud/cloud';
import { ec2, MINUTE, type Scene } from '../scene.ts';
import { REGION, SERVICE, USERS } from '../world.ts';

export const firstSweep: Scene = {
  name: 'first-sweep',
  needs: [],
  title: 'The stack is deployed; the first sweep looks at everything, and finds a connection of a former partner',
  act: (cloud) => cloud.advance(5 * MINUTE),
};

export const consumersConnect: Scene = {
  name: 'consumers-connect',
  needs: ['first-sweep'],
  title: 'Four ask for a connection: one on the list, one in an allowed unit, one on no list, one that is blocked',
  act: async (cloud) => {
    for (const { name } of Object.values(USERS)) {
      await connect(cloud, name);
      await cloud.settle();
    }
    await cloud.advance(MINUTE);
  },
};

const connect = async (cloud: Cloud, consumer: string): Promise<void> => {
  const subnets = { VpcId: 'vpc-0consumer', SubnetIds: ['subnet-0consumer'] };
  const ServiceName = `com.amazonaws.vpce.${REGION}.${SERVICE}`;
  const command = new CreateVpcEndpointCommand({ VpcEndpointType: 'Interface', ServiceName, ...subnets });
  await ec2(cloud, consumer).send(command);
};
