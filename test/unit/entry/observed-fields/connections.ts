/** What changes the fields that the connections controller observes. */
import type * as aws from '../../../../lib/aws/types.ts';
import type { ObservedConnections } from '../../../../lib/connections/types.ts';
import { BY_AWS, ELSEWHERE, FIXED, NOTIFICATION, sweep, TAGGED, type Table, wakes } from './cause.ts';

const SERVICE_MADE = [wakes('CreateVpcEndpointServiceConfiguration', 'DeleteVpcEndpointServiceConfigurations')];
const SERVICE_CHANGED = [wakes('ModifyVpcEndpointServiceConfiguration')];
const NOTIFICATION_CHANGED = [wakes('ModifyVpcEndpointConnectionNotification')];

/** Nothing is changed about the account's own endpoints. */
const FOUND_LATER = [
  sweep(
    "nothing is done about the account's own endpoints",
    'CreateVpcEndpoint',
    'DeleteVpcEndpoints',
    'ModifyVpcEndpoint',
    'AcceptVpcEndpointConnections',
    'RejectVpcEndpointConnections',
  ),
];

interface OfConnections {
  readonly EndpointService: aws.EndpointService;
  readonly EndpointConnection: aws.EndpointConnection;
  readonly ConnectionNotification: aws.ConnectionNotification;
  readonly Parent: aws.Parent;
  readonly OwnEndpoint: aws.OwnEndpoint;
  readonly ConsumedService: aws.ConsumedService;
  readonly OrganizationIdentity: aws.OrganizationIdentity;
  readonly ObservedConnections: Pick<ObservedConnections, 'principals' | 'loadBalancerAzs'>;
}

/** What the connections controller observes. */
export const connections: Table<OfConnections> = {
  EndpointService: {
    id: SERVICE_MADE,
    name: FIXED,
    state: [...SERVICE_MADE, sweep(BY_AWS)],
    acceptanceRequired: SERVICE_CHANGED,
    managed: FIXED,
    gateway: SERVICE_CHANGED,
    azIds: [...SERVICE_CHANGED, sweep('only a finding is made of it', 'SetSubnets')],
    loadBalancers: SERVICE_CHANGED,
    tags: TAGGED,
  },
  EndpointConnection: {
    serviceId: FIXED,
    endpointId: [wakes(NOTIFICATION)],
    owner: FIXED,
    state: [wakes(NOTIFICATION, 'AcceptVpcEndpointConnections', 'RejectVpcEndpointConnections')],
    createdAt: FIXED,
    region: FIXED,
    addressType: [sweep(ELSEWHERE, 'ModifyVpcEndpoint')],
    tags: [sweep('it is told of a decision, and decides nothing', 'CreateTags', 'DeleteTags')],
  },
  ConnectionNotification: {
    id: [
      wakes('DeleteVpcEndpointConnectionNotifications'),
      sweep('one more harms nobody', 'CreateVpcEndpointConnectionNotification'),
    ],
    serviceId: FIXED,
    topicArn: NOTIFICATION_CHANGED,
    events: NOTIFICATION_CHANGED,
    state: [...NOTIFICATION_CHANGED, sweep(BY_AWS)],
  },
  Parent: {
    id: [sweep(ELSEWHERE, 'MoveAccount', 'RemoveAccountFromOrganization', 'CloseAccount')],
    root: FIXED,
  },
  OwnEndpoint: {
    id: FOUND_LATER,
    serviceName: FIXED,
    serviceRegion: FIXED,
    state: FOUND_LATER,
    createdAt: FIXED,
    privateDns: FOUND_LATER,
  },
  ConsumedService: { name: FIXED, privateName: FOUND_LATER },
  OrganizationIdentity: { id: FIXED, rootId: FIXED },
  ObservedConnections: {
    principals: [wakes('ModifyVpcEndpointServicePermissions')],
    loadBalancerAzs: [sweep('only a finding is made of it', 'SetSubnets')],
  },
};
