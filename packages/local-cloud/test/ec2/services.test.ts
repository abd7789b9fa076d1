import { NAME, request, SERVICE, startService, topicMessages } from './support/service.ts';
import { CONSUMER, failure, OWNER, SUBNET_A, startWorld, TOPIC, VPC } from './support/world.ts';

describe('endpoint services', () => {
  it('are shown with AZs by name and id, in PascalCase states', async () => {
    const { client } = await startService({ regions: ['eu-west-1'] });
    const { ServiceConfigurations } = await client.describeVpcEndpointServiceConfigurations({
      Filters: [{ Name: 'tag:waykeeper', Values: ['payments'] }],
    });
    expect(ServiceConfigurations).toEqual([
      expect.objectContaining({
        ServiceId: SERVICE,
        ServiceName: NAME,
        ServiceState: 'Available',
        AcceptanceRequired: true,
        AvailabilityZones: ['eu-west-2a', 'eu-west-2b'],
        AvailabilityZoneIds: ['euw2-az2', 'euw2-az3'],
        SupportedRegions: [{ Region: 'eu-west-1', ServiceState: 'Available' }],
      }),
    ]);
  });

  it('fail the whole call when one id is unknown', async () => {
    const { client } = await startService();
    const call = client.describeVpcEndpointServiceConfigurations({ ServiceIds: [SERVICE, 'vpce-svc-0missing'] });
    expect(await failure(call)).toHaveProperty('name', 'InvalidVpcEndpointServiceId.NotFound');
  });

  it('are created for a load balancer, and take connections within this account', async () => {
    const { client } = await startService();
    const arn = `arn:aws:elasticloadbalancing:eu-west-2:${OWNER}:loadbalancer/net/x/1`;
    const { ServiceConfiguration } = await client.createVpcEndpointServiceConfiguration({
      NetworkLoadBalancerArns: [arn],
      AcceptanceRequired: true,
    });
    const { VpcEndpoint } = await client.createVpcEndpoint({
      VpcId: VPC,
      ServiceName: ServiceConfiguration?.ServiceName,
      VpcEndpointType: 'Interface',
      SubnetIds: [SUBNET_A],
    });
    expect(VpcEndpoint).toMatchObject({ State: 'pendingAcceptance', PrivateDnsEnabled: false });
    expect(await failure(client.createVpcEndpointServiceConfiguration({}))).toHaveProperty(
      'name',
      'InvalidParameterCombination',
    );
  });

  it('are not offered in every AZ', async () => {
    const { client } = await startWorld((account, make) =>
      make.addEndpointService(account, { id: SERVICE, azs: ['eu-west-2b'] }),
    );
    const call = client.createVpcEndpoint({
      VpcId: VPC,
      ServiceName: NAME,
      VpcEndpointType: 'Interface',
      SubnetIds: [SUBNET_A],
    });
    expect(await failure(call)).toHaveProperty('name', 'InvalidParameter');
  });
});

describe('permissions of an endpoint service', () => {
  const ROOT = `arn:aws:iam::${CONSUMER}:root`;

  it('are added once and removed', async () => {
    const { client } = await startService({ principals: [] });
    const added = await client.modifyVpcEndpointServicePermissions({
      ServiceId: SERVICE,
      AddAllowedPrincipals: [ROOT, `arn:aws:iam::${CONSUMER}:role/app`],
    });
    expect(added.ReturnValue).toBe(true);
    expect(added.AddedPrincipals?.map((principal) => principal.PrincipalType)).toEqual(['Account', 'Role']);
    const again = await client.modifyVpcEndpointServicePermissions({
      ServiceId: SERVICE,
      AddAllowedPrincipals: [ROOT],
    });
    expect(again.AddedPrincipals).toEqual([]);
    const found = await client.describeVpcEndpointServicePermissions({
      ServiceId: SERVICE,
      Filters: [{ Name: 'principal-type', Values: ['Account'] }],
    });
    expect(found.AllowedPrincipals).toEqual([
      expect.objectContaining({ Principal: ROOT, PrincipalType: 'Account', ServiceId: SERVICE }),
    ]);
    await client.modifyVpcEndpointServicePermissions({ ServiceId: SERVICE, RemoveAllowedPrincipals: [ROOT] });
    expect((await client.describeVpcEndpointServicePermissions({ ServiceId: SERVICE })).AllowedPrincipals).toHaveLength(
      1,
    );
  });

  it('take no paths and no other text', async () => {
    const { client } = await startService();
    for (const principal of [`arn:aws:iam::${CONSUMER}:role/team/app`, CONSUMER]) {
      const call = client.modifyVpcEndpointServicePermissions({
        ServiceId: SERVICE,
        AddAllowedPrincipals: [principal],
      });
      expect(await failure(call)).toHaveProperty('name', 'InvalidPrincipal');
    }
    const missing = client.describeVpcEndpointServicePermissions({ ServiceId: 'vpce-svc-0missing' });
    expect(await failure(missing)).toHaveProperty('name', 'InvalidVpcEndpointServiceId.NotFound');
  });
});

describe('a principal that there is not', () => {
  it.each([
    ['of a closed account', 'arn:aws:iam::666666666666:root'],
    ['that is no ARN', '666666666666'],
  ])('%s refuses the whole call: nobody beside it is let in, and nobody is removed', async (_, wrong) => {
    const [kept, good] = [`arn:aws:iam::${CONSUMER}:role/kept`, `arn:aws:iam::${CONSUMER}:root`];
    const { client, api } = await startService({ principals: [kept] });
    api.account.ec2.closedAccounts.push('666666666666');
    const call = client.modifyVpcEndpointServicePermissions({
      ...{ ServiceId: SERVICE, AddAllowedPrincipals: [good, wrong], RemoveAllowedPrincipals: [kept] },
    });
    expect(await failure(call)).toHaveProperty('name', 'InvalidPrincipal');
    const { AllowedPrincipals } = await client.describeVpcEndpointServicePermissions({ ServiceId: SERVICE });
    expect(AllowedPrincipals?.map(({ Principal }) => Principal)).toEqual([kept]);
  });
});

describe('connection notifications', () => {
  it('are created, described, changed and deleted', async () => {
    const { client } = await startService();
    const { ConnectionNotification } = await client.createVpcEndpointConnectionNotification({
      ServiceId: SERVICE,
      ConnectionNotificationArn: `${TOPIC}-2`,
      ConnectionEvents: ['Delete', 'Connect'],
    });
    expect(ConnectionNotification).toMatchObject({
      ServiceId: SERVICE,
      ConnectionNotificationType: 'Topic',
      ConnectionNotificationState: 'Enabled',
    });
    const ConnectionNotificationId = ConnectionNotification?.ConnectionNotificationId ?? '';
    await client.modifyVpcEndpointConnectionNotification({ ConnectionNotificationId, ConnectionEvents: ['Accept'] });
    const one = await client.describeVpcEndpointConnectionNotifications({ ConnectionNotificationId });
    expect(one.ConnectionNotificationSet?.[0]?.ConnectionEvents).toEqual(['Accept']);
    const all = await client.describeVpcEndpointConnectionNotifications({
      Filters: [{ Name: 'service-id', Values: [SERVICE] }],
    });
    expect(all.ConnectionNotificationSet).toHaveLength(2);
    const ids = [ConnectionNotificationId, 'vpce-nfn-0missing'];
    const { Unsuccessful } = await client.deleteVpcEndpointConnectionNotifications({ ConnectionNotificationIds: ids });
    expect(Unsuccessful?.map((item) => item.Error?.Code)).toEqual(['InvalidConnectionNotification']);
    const gone = client.describeVpcEndpointConnectionNotifications({ ConnectionNotificationId });
    expect(await failure(gone)).toHaveProperty('name', 'InvalidConnectionNotification');
  });

  it.each([
    [
      'an unknown event',
      { ServiceId: SERVICE, ConnectionNotificationArn: TOPIC, ConnectionEvents: ['Arrive'] },
      'InvalidParameter',
    ],
    [
      'something that is no topic',
      { ServiceId: SERVICE, ConnectionNotificationArn: 'queue', ConnectionEvents: ['Accept'] },
      'InvalidParameter',
    ],
    [
      'neither service nor endpoint',
      { ConnectionNotificationArn: TOPIC, ConnectionEvents: ['Accept'] },
      'InvalidParameterCombination',
    ],
    [
      'an unknown service',
      { ServiceId: 'vpce-svc-0missing', ConnectionNotificationArn: TOPIC, ConnectionEvents: ['Accept'] },
      'InvalidVpcEndpointServiceId.NotFound',
    ],
  ])('are refused for %s', async (_, input, code) => {
    const { client } = await startService();
    expect(await failure(client.createVpcEndpointConnectionNotification(input))).toHaveProperty('name', code);
  });

  it('are sent for the chosen events only', async () => {
    const world = await startService();
    await world.client.modifyVpcEndpointConnectionNotification({
      ConnectionNotificationId: 'vpce-nfn-0a',
      ConnectionEvents: ['Reject'],
    });
    const id = await request(world);
    expect(topicMessages(world.emitted())).toEqual([]);
    await world.client.rejectVpcEndpointConnections({ ServiceId: SERVICE, VpcEndpointIds: [id] });
    expect(topicMessages(world.emitted()).map(({ body }) => body.Event)).toEqual(['Reject']);
  });
});
