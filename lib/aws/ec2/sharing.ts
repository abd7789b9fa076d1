/** Who is told of the connections to an endpoint service, who may ask for one, and the Availability Zones of its load balancers. */
import {
  CreateVpcEndpointConnectionNotificationCommand,
  DescribeNetworkInterfacesCommand,
  DescribeVpcEndpointConnectionNotificationsCommand,
  DescribeVpcEndpointServicePermissionsCommand,
  ModifyVpcEndpointConnectionNotificationCommand,
  ModifyVpcEndpointServicePermissionsCommand,
} from '@aws-sdk/client-ec2';
import { write } from '../clients.ts';
import { readState } from '../states.ts';
import type { ConnectionNotification } from '../types.ts';
import { ec2, filterable, listAll } from './client.ts';
import { NOTIFICATION_STATES } from './states.ts';

/** The connection notifications of the given services. */
export const describeNotifications = async (serviceIds: readonly string[]): Promise<ConnectionNotification[]> => {
  const lists = await Promise.all(
    filterable(serviceIds).map((Values) =>
      listAll(
        (page) =>
          new DescribeVpcEndpointConnectionNotificationsCommand({ Filters: [{ Name: 'service-id', Values }], ...page }),
        ({ ConnectionNotificationSet }) => ConnectionNotificationSet,
      ),
    ),
  );
  return lists.flat().map((found) => ({
    id: found.ConnectionNotificationId ?? '',
    serviceId: found.ServiceId ?? '',
    topicArn: found.ConnectionNotificationArn ?? '',
    events: found.ConnectionEvents ?? [],
    state: readState(NOTIFICATION_STATES, found.ConnectionNotificationState),
  }));
};

/** Has the service's connection events published to a topic. */
export const notifyTopic = async (ServiceId: string, topicArn: string, events: readonly string[]): Promise<void> => {
  const input = { ServiceId, ConnectionNotificationArn: topicArn, ConnectionEvents: [...events] };
  await write(ec2.send(new CreateVpcEndpointConnectionNotificationCommand(input)));
};

/** Changes which events a notification tells of. */
export const changeNotification = async (id: string, events: readonly string[]): Promise<void> => {
  const input = { ConnectionNotificationId: id, ConnectionEvents: [...events] };
  await write(ec2.send(new ModifyVpcEndpointConnectionNotificationCommand(input)));
};

/** The principals that may ask for a connection to the service: ARNs, or `*`. */
export const describePrincipals = async (ServiceId: string): Promise<string[]> => {
  const found = await listAll(
    (page) => new DescribeVpcEndpointServicePermissionsCommand({ ServiceId, ...page }),
    ({ AllowedPrincipals }) => AllowedPrincipals,
  );
  return found.flatMap(({ Principal }) => Principal ?? []);
};

/** Lets more principals ask for a connection, in one call. Those that may already stay as they are. */
export const addPrincipals = async (ServiceId: string, principals: readonly string[]): Promise<void> => {
  const input = { ServiceId, AddAllowedPrincipals: [...principals] };
  await write(ec2.send(new ModifyVpcEndpointServicePermissionsCommand(input)));
};

/** A load balancer's interfaces tell its name and id, as its ARN does: `ELB net/<name>/<id>`. */
const descriptionOf = (arn: string): string => `ELB ${arn.split(':loadbalancer/')[1] ?? arn}`;

/** The ids of the Availability Zones in which each load balancer (by ARN) has an interface; one without any is left out. */
export const describeLoadBalancerAzs = async (
  arns: readonly string[],
): Promise<Readonly<Record<string, readonly string[]>>> => {
  const lists = await Promise.all(
    filterable(arns.map(descriptionOf)).map((Values) =>
      listAll(
        (page) => new DescribeNetworkInterfacesCommand({ Filters: [{ Name: 'description', Values }], ...page }),
        ({ NetworkInterfaces }) => NetworkInterfaces,
      ),
    ),
  );
  const interfaces = Map.groupBy(lists.flat(), ({ Description = '' }) => Description);
  return Object.fromEntries(
    arns.flatMap((arn) => {
      const found = interfaces.get(descriptionOf(arn)) ?? [];
      const ids = [...new Set(found.flatMap(({ AvailabilityZoneId }) => AvailabilityZoneId ?? []))].sort();
      return ids.length > 0 ? [[arn, ids]] : [];
    }),
  );
};
