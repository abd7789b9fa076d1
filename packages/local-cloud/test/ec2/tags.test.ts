import { failure, startWorld, VPC } from './support/world.ts';

describe('tags', () => {
  it('are created, overwritten, found and deleted', async () => {
    const { client } = await startWorld();
    await client.createTags({
      Resources: [VPC, 'eni-0a'],
      Tags: [
        { Key: 'team', Value: 'net' },
        { Key: 'Name', Value: 'new' },
      ],
    });
    const { Vpcs } = await client.describeVpcs({ Filters: [{ Name: 'tag:team', Values: ['net'] }] });
    expect(Vpcs?.[0]?.Tags).toEqual([
      { Key: 'Name', Value: 'new' },
      { Key: 'team', Value: 'net' },
    ]);
    const { Tags } = await client.describeTags({ Filters: [{ Name: 'key', Values: ['team'] }] });
    expect(Tags).toEqual([
      { ResourceId: VPC, ResourceType: 'vpc', Key: 'team', Value: 'net' },
      { ResourceId: 'eni-0a', ResourceType: 'network-interface', Key: 'team', Value: 'net' },
    ]);
    await client.deleteTags({ Resources: [VPC], Tags: [{ Key: 'team' }, { Key: 'Name', Value: 'other' }] });
    const after = await client.describeVpcs({ Filters: [{ Name: 'tag-key', Values: ['Name'] }] });
    expect(after.Vpcs?.[0]?.Tags).toEqual([{ Key: 'Name', Value: 'new' }]);
  });

  it('are all deleted when none is named', async () => {
    const { client, account } = await startWorld();
    await client.deleteTags({ Resources: ['eni-0a'] });
    expect(account.ec2.networkInterfaces['eni-0a']?.tags).toEqual({});
  });

  it('change on no resource when one of them does not exist', async () => {
    const { client, account } = await startWorld();
    const call = client.createTags({ Resources: [VPC, 'rtb-0missing'], Tags: [{ Key: 'a', Value: 'b' }] });
    expect(await failure(call)).toHaveProperty('name', 'InvalidRouteTableID.NotFound');
    expect(account.ec2.vpcs[VPC]?.tags).toEqual({ Name: 'main' });
  });

  it.each([
    ['InvalidID', { Resources: ['thing-1'], Tags: [{ Key: 'a', Value: 'b' }] }],
    ['InvalidParameterValue', { Resources: [VPC], Tags: [{ Key: 'aws:x', Value: 'b' }] }],
    [
      'TagLimitExceeded',
      { Resources: [VPC], Tags: Array.from({ length: 50 }, (_, i) => ({ Key: `k${i}`, Value: '' })) },
    ],
  ])('are refused with %s', async (code, input) => {
    const { client } = await startWorld();
    expect(await failure(client.createTags(input))).toHaveProperty('name', code);
  });

  it('may be given to a new thing of the right type only', async () => {
    const { client } = await startWorld();
    const specification = (ResourceType: 'route-table' | 'vpc') => [{ ResourceType, Tags: [{ Key: 'a', Value: 'b' }] }];
    const { RouteTable } = await client.createRouteTable({
      VpcId: VPC,
      TagSpecifications: specification('route-table'),
    });
    expect(RouteTable?.Tags).toEqual([{ Key: 'a', Value: 'b' }]);
    const wrong = client.createRouteTable({ VpcId: VPC, TagSpecifications: specification('vpc') });
    expect(await failure(wrong)).toHaveProperty('name', 'InvalidParameterValue');
  });
});
