/** What becomes of the S3 endpoint, and of the records that lead to it. */
import { CreateVpcEndpointCommand, DeleteVpcEndpointsCommand, ModifyVpcEndpointCommand } from '@aws-sdk/client-ec2';
import {
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import type { Cloud } from '@waykeeper/local-cloud/cloud';
import { ec2, MINUTE, type Scene } from '../scene.ts';
import { APP_SUBNETS, OLD_ENDPOINT, S3, SPARE_SUBNET, VPC, ZONE } from '../world.ts';

export const azAdded: Scene = {
  name: 'az-added',
  needs: ['first-sweep'],
  title: 'The S3 endpoint gains an Availability Zone',
  act: async (cloud) => {
    const change = { VpcEndpointId: OLD_ENDPOINT, AddSubnetIds: [SPARE_SUBNET] };
    await ec2(cloud).send(new ModifyVpcEndpointCommand(change));
    await cloud.advance(MINUTE);
  },
};

export const azWithdrawn: Scene = {
  name: 'az-withdrawn',
  needs: ['az-added'],
  title: 'The S3 endpoint is taken out of one of its Availability Zones',
  act: async (cloud) => {
    const change = { VpcEndpointId: OLD_ENDPOINT, RemoveSubnetIds: [APP_SUBNETS[1]] };
    await ec2(cloud).send(new ModifyVpcEndpointCommand(change));
    await cloud.advance(MINUTE);
  },
};

export const endpointReplaced: Scene = {
  name: 'endpoint-replaced',
  needs: ['first-sweep'],
  title: 'The S3 endpoint is replaced: a new one is made, then the old one is deleted',
  act: async (cloud) => {
    await ec2(cloud).send(
      new CreateVpcEndpointCommand({
        VpcEndpointType: 'Interface',
        VpcId: VPC,
        ServiceName: S3,
        SubnetIds: [...APP_SUBNETS],
        PrivateDnsEnabled: false,
        TagSpecifications: [{ ResourceType: 'vpc-endpoint', Tags: [{ Key: 'waykeeper', Value: 's3' }] }],
      }),
    );
    await cloud.advance(MINUTE);
    await ec2(cloud).send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [OLD_ENDPOINT] }));
    await cloud.advance(MINUTE);
  },
};

/** Deletes the wildcard record by hand. */
export const deleteWildcard = async (cloud: Cloud): Promise<void> => {
  const route53 = new Route53Client(cloud.clientConfig());
  const { ResourceRecordSets = [] } = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: ZONE }));
  const wildcard = ResourceRecordSets.find(({ Name }) => Name?.startsWith('\\052.'));
  if (!wildcard) return;
  const Changes = [{ Action: 'DELETE' as const, ResourceRecordSet: wildcard }];
  await route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: ZONE, ChangeBatch: { Changes } }));
};
