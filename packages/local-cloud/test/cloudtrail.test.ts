import * as ec2 from '@aws-sdk/client-ec2';
import * as route53 from '@aws-sdk/client-route-53';
import type { FinishedCall } from '../src/api.ts';
import { trailDetail } from '../src/delivery/cloudtrail.ts';
import { finishedCall, messagingAccount, serviceOf } from './support/delivered.ts';

const services = { ec2: serviceOf('ec2', ec2), route53: serviceOf('route53', route53) };

const call = (operation: string, input: object, output: object = {}, more: Partial<FinishedCall> = {}): FinishedCall =>
  finishedCall(services.ec2, operation, input, output, more);

/** The parts of a call's event that samples of real ones show. */
const shown = (finished: FinishedCall, account = messagingAccount()) => {
  const detail = trailDetail(account, finished)?.detail as Record<string, unknown> | undefined;
  return [detail?.requestParameters, detail?.responseElements];
};

const xmlns = 'http://ec2.amazonaws.com/doc/2016-11-15/';

describe("CloudTrail's older EC2 shape", () => {
  it.each([
    [
      'CreateRoute',
      { RouteTableId: 'rtb-1', DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1' },
      { Return: true },
      { routeTableId: 'rtb-1', destinationCidrBlock: '0.0.0.0/0', natGatewayId: 'nat-1' },
      { requestId: 'req-1', _return: true },
    ],
    [
      'ReplaceRoute',
      { RouteTableId: 'rtb-1', DestinationCidrBlock: '0.0.0.0/0', NetworkInterfaceId: 'eni-1' },
      {},
      { routeTableId: 'rtb-1', destinationCidrBlock: '0.0.0.0/0', networkInterfaceId: 'eni-1' },
      { requestId: 'req-1', _return: true },
    ],
    [
      'DeleteRoute',
      { RouteTableId: 'rtb-1', DestinationCidrBlock: '0.0.0.0/0' },
      {},
      { routeTableId: 'rtb-1', destinationCidrBlock: '0.0.0.0/0' },
      { requestId: 'req-1', _return: true },
    ],
    [
      'AssociateRouteTable',
      { RouteTableId: 'rtb-1', SubnetId: 'subnet-1' },
      { AssociationId: 'rtbassoc-1', AssociationState: { State: 'associated' } },
      { routeTableId: 'rtb-1', subnetId: 'subnet-1' },
      { requestId: 'req-1', associationId: 'rtbassoc-1', associationState: { state: 'associated' } },
    ],
    [
      'DisassociateRouteTable',
      { AssociationId: 'rtbassoc-1' },
      {},
      { associationId: 'rtbassoc-1' },
      { requestId: 'req-1', associationState: { state: 'disassociating' }, _return: true },
    ],
    [
      'CreateNetworkInterface',
      {
        SubnetId: 'subnet-1',
        Groups: [],
        PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.4', Primary: true }],
        TagSpecifications: [{ ResourceType: 'network-interface', Tags: [{ Key: 'k', Value: 'v' }] }],
        Description: 'd',
        ClientToken: 't',
      },
      {
        NetworkInterface: {
          NetworkInterfaceId: 'eni-1',
          Status: 'pending',
          Groups: [{ GroupId: 'sg-1', GroupName: 'g' }],
          PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.4', Primary: true }],
          Ipv6Addresses: [],
          TagSet: [{ Key: 'k', Value: 'v' }],
          SourceDestCheck: true,
        },
        ClientToken: undefined,
      },
      {
        subnetId: 'subnet-1',
        groupSet: {},
        privateIpAddressesSet: { items: [{ privateIpAddress: '10.0.0.4', primary: true }] },
        tagSpecificationSet: {
          items: [{ resourceType: 'network-interface', tagSet: { items: [{ key: 'k', value: 'v' }] } }],
        },
        description: 'd',
        clientToken: 't',
      },
      {
        requestId: 'req-1',
        networkInterface: {
          networkInterfaceId: 'eni-1',
          status: 'pending',
          groupSet: { items: [{ groupId: 'sg-1', groupName: 'g' }] },
          privateIpAddressesSet: { item: [{ privateIpAddress: '10.0.0.4', primary: true }] },
          ipv6AddressesSet: {},
          tagSet: { items: [{ key: 'k', value: 'v' }] },
          sourceDestCheck: true,
        },
      },
    ],
    [
      'DeleteNetworkInterface',
      { NetworkInterfaceId: 'eni-1' },
      {},
      { networkInterfaceId: 'eni-1' },
      { requestId: 'req-1', _return: true },
    ],
  ])('shows %s as real events do', (operation, input, output, requestParameters, responseElements) => {
    expect(shown(call(operation, input, output))).toEqual([requestParameters, responseElements]);
  });
});

describe("CloudTrail's newer EC2 shape", () => {
  it('wraps CreateVpcEndpoint, with a single list element as an object', () => {
    const input = {
      VpcId: 'vpc-1',
      ServiceName: 'com.amazonaws.eu-west-2.s3',
      VpcEndpointType: 'Interface',
      IpAddressType: 'ipv4',
      PrivateDnsEnabled: true,
      DnsOptions: { DnsRecordIpType: 'ipv4' },
      SubnetIds: ['subnet-1'],
      TagSpecifications: [{ ResourceType: 'vpc-endpoint', Tags: [{ Key: 'Name', Value: 'true' }] }],
    };
    const VpcEndpoint = {
      VpcEndpointId: 'vpce-1',
      State: 'pending',
      SubnetIds: ['subnet-1', 'subnet-2'],
      NetworkInterfaceIds: ['eni-1'],
      DnsEntries: [],
    };
    expect(shown(call('CreateVpcEndpoint', input, { VpcEndpoint }))).toEqual([
      {
        CreateVpcEndpointRequest: {
          VpcId: 'vpc-1',
          ServiceName: 'com.amazonaws.eu-west-2.s3',
          VpcEndpointType: 'Interface',
          IpAddressType: 'ipv4',
          PrivateDnsEnabled: true,
          DnsOptions: { DnsRecordIpType: 'ipv4' },
          SubnetId: { tag: 1, content: 'subnet-1' },
          TagSpecification: { tag: 1, ResourceType: 'vpc-endpoint', Tag: { tag: 1, Key: 'Name', Value: true } },
        },
      },
      {
        CreateVpcEndpointResponse: {
          xmlns,
          requestId: 'req-1',
          vpcEndpoint: {
            vpcEndpointId: 'vpce-1',
            state: 'pending',
            subnetIdSet: { item: ['subnet-1', 'subnet-2'] },
            networkInterfaceIdSet: { item: 'eni-1' },
            dnsEntrySet: '',
          },
        },
      },
    ]);
  });

  it('shows several list elements as an array, and an empty list of a response as an empty text', () => {
    const input = { ServiceId: 'vpce-svc-1', VpcEndpointIds: ['vpce-1', 'vpce-2'] };
    expect(shown(call('AcceptVpcEndpointConnections', input))).toEqual([
      {
        AcceptVpcEndpointConnectionsRequest: {
          ServiceId: 'vpce-svc-1',
          VpcEndpointId: [
            { tag: 1, content: 'vpce-1' },
            { tag: 2, content: 'vpce-2' },
          ],
        },
      },
      { AcceptVpcEndpointConnectionsResponse: { xmlns, requestId: 'req-1', unsuccessful: '' } },
    ]);
  });

  it('shows ModifyVpcEndpoint and DeleteVpcEndpoints in the same way', () => {
    const modify = { VpcEndpointId: 'vpce-1', AddSubnetIds: ['subnet-1'], RemoveSubnetIds: [] };
    expect(shown(call('ModifyVpcEndpoint', modify, { Return: true }))).toEqual([
      { ModifyVpcEndpointRequest: { VpcEndpointId: 'vpce-1', AddSubnetId: { tag: 1, content: 'subnet-1' } } },
      { ModifyVpcEndpointResponse: { xmlns, requestId: 'req-1', return: true } },
    ]);
    expect(shown(call('DeleteVpcEndpoints', { VpcEndpointIds: ['vpce-1'] }, { Unsuccessful: [] }))).toEqual([
      { DeleteVpcEndpointsRequest: { VpcEndpointId: { tag: 1, content: 'vpce-1' } } },
      { DeleteVpcEndpointsResponse: { xmlns, requestId: 'req-1', unsuccessful: '' } },
    ]);
  });
});

describe("CloudTrail's Route 53 events", () => {
  const input = {
    HostedZoneId: 'Z1',
    ChangeBatch: {
      Comment: 'c',
      Changes: [
        {
          Action: 'CREATE',
          ResourceRecordSet: { Name: 'a.example.com.', Type: 'A', TTL: 300, ResourceRecords: [{ Value: '192.0.2.1' }] },
        },
        {
          Action: 'UPSERT',
          ResourceRecordSet: {
            Name: 'b.',
            Type: 'A',
            AliasTarget: { HostedZoneId: 'Z2', DNSName: 'x.', EvaluateTargetHealth: false },
          },
        },
      ],
    },
  };
  const SubmittedAt = new Date('2018-01-16T00:41:43Z');
  const output = { ChangeInfo: { Id: '/change/C1', Status: 'PENDING', SubmittedAt, Comment: 'c' } };
  const change = call('ChangeResourceRecordSets', input, output, { service: services.route53 });
  const virginia = messagingAccount({ region: 'us-east-1' });

  it('have the casing of the SDK with only the first letter lowered', () => {
    expect(shown(change, virginia)).toEqual([
      {
        hostedZoneId: 'Z1',
        changeBatch: {
          comment: 'c',
          changes: [
            {
              action: 'CREATE',
              resourceRecordSet: {
                name: 'a.example.com.',
                type: 'A',
                tTL: 300,
                resourceRecords: [{ value: '192.0.2.1' }],
              },
            },
            {
              action: 'UPSERT',
              resourceRecordSet: {
                name: 'b.',
                type: 'A',
                aliasTarget: { hostedZoneId: 'Z2', dNSName: 'x.', evaluateTargetHealth: false },
              },
            },
          ],
        },
      },
      { changeInfo: { id: '/change/C1', status: 'PENDING', submittedAt: 'Jan 16, 2018 12:41:43 AM', comment: 'c' } },
    ]);
    expect(trailDetail(virginia, change)).toMatchObject({
      source: 'aws.route53',
      detail: {
        awsRegion: 'us-east-1',
        eventSource: 'route53.amazonaws.com',
        additionalEventData: { Note: 'Do not use to reconstruct hosted zone' },
      },
    });
  });

  it('exist in us-east-1 only', () => {
    expect(trailDetail(messagingAccount(), change)).toBeUndefined();
  });
});
