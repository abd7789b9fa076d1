import { ENI_A, ENI_B, FIREWALL_A, FIREWALL_B, failure, SUBNET_A, SUBNET_B, startWorld, VPC } from './support/world.ts';

describe('network interfaces', () => {
  it('are shown with AZ, addresses and attachment', async () => {
    const { client } = await startWorld();
    const { NetworkInterfaces } = await client.describeNetworkInterfaces({ NetworkInterfaceIds: [ENI_A] });
    expect(NetworkInterfaces).toEqual([
      expect.objectContaining({
        NetworkInterfaceId: ENI_A,
        InterfaceType: 'interface',
        Status: 'in-use',
        SubnetId: SUBNET_A,
        AvailabilityZone: 'eu-west-2a',
        AvailabilityZoneId: 'euw2-az2',
        PrivateIpAddress: '10.0.1.10',
        SourceDestCheck: false,
        RequesterManaged: false,
        TagSet: [{ Key: 'role', Value: 'firewall' }],
        Attachment: expect.objectContaining({ InstanceId: FIREWALL_A, DeviceIndex: 0, Status: 'attached' }),
        Association: expect.objectContaining({ PublicIp: '203.0.113.10' }),
      }),
    ]);
  });

  it.each([
    ['tag:role', 'firewall', [ENI_A]],
    ['tag-key', 'role', [ENI_A]],
    ['network-interface-id', ENI_B, [ENI_B]],
    ['subnet-id', SUBNET_B, [ENI_B]],
    ['status', 'available', []],
    ['attachment.instance-id', FIREWALL_A, [ENI_A]],
    ['addresses.private-ip-address', '10.0.2.10', [ENI_B]],
    ['availability-zone-id', 'euw2-az3', [ENI_B]],
    ['interface-type', 'interface', [ENI_A, ENI_B]],
  ])('are found by %s', async (Name, value, ids) => {
    const { client } = await startWorld();
    const { NetworkInterfaces } = await client.describeNetworkInterfaces({ Filters: [{ Name, Values: [value] }] });
    expect(NetworkInterfaces?.map((item) => item.NetworkInterfaceId)).toEqual(ids);
  });

  it("are found by the VPC, a NAT gateway's own one among them", async () => {
    const { client } = await startWorld();
    const { NetworkInterfaces } = await client.describeNetworkInterfaces({
      Filters: [{ Name: 'vpc-id', Values: [VPC] }],
    });
    expect(NetworkInterfaces?.map((item) => item.InterfaceType)).toEqual(['nat_gateway', 'interface', 'interface']);
  });

  it('fail the whole call when one id is missing, but not as a filter', async () => {
    const { client } = await startWorld();
    const ids = [ENI_A, 'eni-0missing'];
    expect(await failure(client.describeNetworkInterfaces({ NetworkInterfaceIds: ids }))).toMatchObject({
      name: 'InvalidNetworkInterfaceID.NotFound',
      message: "The networkInterface ID 'eni-0missing' does not exist",
    });
    const filtered = await client.describeNetworkInterfaces({
      Filters: [{ Name: 'network-interface-id', Values: ids }],
    });
    expect(filtered.NetworkInterfaces).toHaveLength(1);
  });

  it('refuse ids together with pages', async () => {
    const { client } = await startWorld();
    const call = client.describeNetworkInterfaces({ NetworkInterfaceIds: [ENI_A], MaxResults: 5 });
    expect(await failure(call)).toHaveProperty('name', 'InvalidParameterCombination');
  });

  it('change one attribute per call', async () => {
    const { client, account } = await startWorld();
    await client.modifyNetworkInterfaceAttribute({ NetworkInterfaceId: ENI_A, SourceDestCheck: { Value: true } });
    await client.modifyNetworkInterfaceAttribute({ NetworkInterfaceId: ENI_A, Description: { Value: 'eth0' } });
    expect(account.ec2.networkInterfaces[ENI_A]).toMatchObject({ sourceDestCheck: true, description: 'eth0' });
    const two = { SourceDestCheck: { Value: false }, Description: { Value: 'x' } };
    const call = client.modifyNetworkInterfaceAttribute({ NetworkInterfaceId: ENI_A, ...two });
    expect(await failure(call)).toHaveProperty('name', 'InvalidParameterCombination');
    expect(account.ec2.networkInterfaces[ENI_A]?.sourceDestCheck).toBe(true);
    const missing = client.modifyNetworkInterfaceAttribute({
      NetworkInterfaceId: 'eni-0missing',
      SourceDestCheck: { Value: false },
    });
    expect(await failure(missing)).toHaveProperty('name', 'InvalidNetworkInterfaceID.NotFound');
  });

  it('are created in a subnet, attached, detached and deleted', async () => {
    const { client } = await startWorld();
    const { NetworkInterface } = await client.createNetworkInterface({
      SubnetId: SUBNET_A,
      PrivateIpAddress: '10.0.1.77',
    });
    expect(NetworkInterface).toMatchObject({
      Status: 'available',
      PrivateIpAddress: '10.0.1.77',
      SourceDestCheck: true,
    });
    const NetworkInterfaceId = NetworkInterface?.NetworkInterfaceId ?? '';
    const { AttachmentId } = await client.attachNetworkInterface({
      NetworkInterfaceId,
      InstanceId: FIREWALL_A,
      DeviceIndex: 1,
    });
    expect(await failure(client.deleteNetworkInterface({ NetworkInterfaceId }))).toHaveProperty(
      'name',
      'InvalidParameterValue',
    );
    await client.detachNetworkInterface({ AttachmentId: AttachmentId ?? '' });
    await client.deleteNetworkInterface({ NetworkInterfaceId });
    expect(await failure(client.deleteNetworkInterface({ NetworkInterfaceId }))).toHaveProperty(
      'name',
      'InvalidNetworkInterfaceID.NotFound',
    );
  });

  it.each([
    ['10.0.1.10', 'InvalidIPAddress.InUse'],
    ['10.0.9.9', 'InvalidParameterValue'],
  ])('are not created at %s', async (PrivateIpAddress, code) => {
    const { client } = await startWorld();
    expect(await failure(client.createNetworkInterface({ SubnetId: SUBNET_A, PrivateIpAddress }))).toHaveProperty(
      'name',
      code,
    );
  });

  it('are not attached where they cannot be', async () => {
    const { client } = await startWorld();
    const { NetworkInterface } = await client.createNetworkInterface({ SubnetId: SUBNET_A });
    const NetworkInterfaceId = NetworkInterface?.NetworkInterfaceId ?? '';
    const attach = (id: string, InstanceId: string, DeviceIndex: number) =>
      failure(client.attachNetworkInterface({ NetworkInterfaceId: id, InstanceId, DeviceIndex }));
    expect(await attach(NetworkInterfaceId, FIREWALL_B, 1)).toHaveProperty('name', 'InvalidParameterCombination');
    expect(await attach(NetworkInterfaceId, FIREWALL_A, 0)).toHaveProperty('name', 'InvalidParameterValue');
    expect(await attach(ENI_B, FIREWALL_A, 1)).toHaveProperty('name', 'InvalidParameterValue');
  });

  it('at device index 0 and those of AWS services cannot be detached', async () => {
    const { client, account } = await startWorld();
    const detach = (id: string) => failure(client.detachNetworkInterface({ AttachmentId: id }));
    const attachmentOf = (id: string) => account.ec2.networkInterfaces[id]?.attachment?.id ?? '';
    expect(await detach(attachmentOf(ENI_A))).toHaveProperty('name', 'OperationNotPermitted');
    const nat = account.ec2.natGateways['nat-0a']?.interfaceId ?? '';
    expect(await detach(attachmentOf(nat))).toHaveProperty('name', 'OperationNotPermitted');
    expect(await detach('eni-attach-0missing')).toHaveProperty('name', 'InvalidAttachmentID.NotFound');
  });
});
