import {
  AssociateVPCWithHostedZoneCommand,
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  DisassociateVPCFromHostedZoneCommand,
  GetHostedZoneCommand,
  ListHostedZonesByNameCommand,
  ListHostedZonesByVPCCommand,
  ListHostedZonesCommand,
  ListTagsForResourceCommand,
  ListTagsForResourcesCommand,
} from '@aws-sdk/client-route-53';
import { addHostedZone } from '../src/services/route53/seed.ts';
import { failure } from './support/failure.ts';
import { a, OTHER_VPC, useRoute53, VPC, ZONE } from './support/route53.ts';

const { change, client, api } = useRoute53();

describe('hosted zones', () => {
  const create = (input: object = {}) =>
    client().send(new CreateHostedZoneCommand({ Name: 'new.example', CallerReference: 'one', ...input }));

  it('are created with NS and SOA records', async () => {
    const { HostedZone, Location, DelegationSet } = await create();
    expect(HostedZone).toMatchObject({
      Name: 'new.example.',
      Config: { PrivateZone: false },
      ResourceRecordSetCount: 2,
    });
    expect(HostedZone?.Id).toMatch(/^\/hostedzone\/Z[0-9A-Z]+$/);
    expect(Location).toContain('/2013-04-01/hostedzone/Z');
    expect(DelegationSet?.NameServers).toHaveLength(4);
  });

  it('are private when they have a VPC', async () => {
    const { HostedZone, VPC: vpc } = await create({ VPC });
    expect(HostedZone?.Config?.PrivateZone).toBe(true);
    expect(vpc).toEqual(VPC);
    const zone = await client().send(new GetHostedZoneCommand({ Id: String(HostedZone?.Id) }));
    expect(zone).toMatchObject({ HostedZone: { Name: 'new.example.' }, VPCs: [VPC] });
  });

  it('are created once for a caller reference', async () => {
    await create();
    expect(await failure(create())).toMatchObject({
      name: 'HostedZoneAlreadyExists',
      $metadata: { httpStatusCode: 409 },
    });
  });

  it.each([
    ['a name that is none', { Name: 'a..b' }, 'InvalidDomainName'],
    ['a private zone without VPC', { HostedZoneConfig: { PrivateZone: true } }, 'InvalidInput'],
    ['a VPC that does not exist', { VPC: { ...VPC, VPCId: 'vpc-0f' } }, 'InvalidVPCId'],
    ['a VPC that has a zone of that name', { Name: 'APP.corp.example', VPC }, 'ConflictingDomainExists'],
  ])('are refused with %s', async (_, input, code) => {
    expect(await failure(create(input))).toMatchObject({ name: code });
  });

  it('are deleted when only NS and SOA are left', async () => {
    await change(['CREATE', a('x.app.corp.example', '10.0.0.1')]);
    const remove = () => client().send(new DeleteHostedZoneCommand({ Id: ZONE }));
    expect(await failure(remove())).toMatchObject({ name: 'HostedZoneNotEmpty' });
    await change(['DELETE', a('x.app.corp.example', '10.0.0.1')]);
    expect((await remove()).ChangeInfo?.Status).toBe('PENDING');
    expect(await failure(client().send(new GetHostedZoneCommand({ Id: ZONE })))).toMatchObject({
      name: 'NoSuchHostedZone',
    });
  });

  const idOf = ({ Id }: { Id?: string | undefined }) => String(Id).replace('/hostedzone/', '');

  it('are listed page by page', async () => {
    addHostedZone(api().account, { id: 'Z2', name: 'b.example', private: false });
    addHostedZone(api().account, { id: 'Z3', name: 'c.example', private: true, vpcs: [VPC] });
    const first = await client().send(new ListHostedZonesCommand({ MaxItems: 2 }));
    expect(first).toMatchObject({ IsTruncated: true, NextMarker: 'Z3', MaxItems: 2 });
    const second = await client().send(new ListHostedZonesCommand({ MaxItems: 2, Marker: 'Z3' }));
    expect(second).toMatchObject({ IsTruncated: false, Marker: 'Z3' });
    expect([...(first.HostedZones ?? []), ...(second.HostedZones ?? [])].map(idOf)).toEqual([ZONE, 'Z2', 'Z3']);
  });

  it('are listed by privacy', async () => {
    addHostedZone(api().account, { id: 'Z2', name: 'b.example', private: false });
    const { HostedZones } = await client().send(new ListHostedZonesCommand({ HostedZoneType: 'PrivateHostedZone' }));
    expect(HostedZones?.map(idOf)).toEqual([ZONE]);
  });

  it('are listed by name from a name on', async () => {
    addHostedZone(api().account, { id: 'Z2', name: 'b.example', private: false });
    addHostedZone(api().account, { id: 'Z3', name: 'b.example', private: true, vpcs: [VPC] });
    addHostedZone(api().account, { id: 'Z4', name: 'a.example', private: false });
    const byName = (input: object) => client().send(new ListHostedZonesByNameCommand(input));
    expect((await byName({})).HostedZones?.map(idOf)).toEqual(['Z4', 'Z2', 'Z3', ZONE]);
    const page = await byName({ DNSName: 'b.example', MaxItems: 1 });
    expect(page).toMatchObject({ IsTruncated: true, NextDNSName: 'b.example.', NextHostedZoneId: 'Z3' });
    const next = await byName({ DNSName: page.NextDNSName, HostedZoneId: page.NextHostedZoneId });
    expect(next.HostedZones?.map(idOf)).toEqual(['Z3', ZONE]);
  });

  it('are listed by VPC', async () => {
    addHostedZone(api().account, { id: 'Z3', name: 'c.example', private: true, vpcs: [VPC, OTHER_VPC] });
    const byVpc = (input: object = {}) =>
      client().send(new ListHostedZonesByVPCCommand({ ...VPC, MaxItems: 1, ...input }));
    const first = await byVpc();
    expect(first.HostedZoneSummaries).toEqual([
      { HostedZoneId: ZONE, Name: 'app.corp.example.', Owner: { OwningAccount: '111122223333' } },
    ]);
    const second = await byVpc({ NextToken: first.NextToken });
    expect(second.HostedZoneSummaries?.map(({ HostedZoneId }) => HostedZoneId)).toEqual(['Z3']);
    expect(second.NextToken).toBeUndefined();
    expect(await failure(byVpc({ NextToken: 'made-up' }))).toMatchObject({ name: 'InvalidPaginationToken' });
  });
});

describe('VPCs of a zone', () => {
  const associate = (vpc: object, HostedZoneId = ZONE) =>
    client().send(new AssociateVPCWithHostedZoneCommand({ HostedZoneId, VPC: vpc }));
  const disassociate = (vpc: object) =>
    client().send(new DisassociateVPCFromHostedZoneCommand({ HostedZoneId: ZONE, VPC: vpc }));

  it('are added and taken away, but for the last', async () => {
    await associate(OTHER_VPC);
    expect((await client().send(new GetHostedZoneCommand({ Id: ZONE }))).VPCs).toEqual([VPC, OTHER_VPC]);
    await disassociate(VPC);
    expect(await failure(disassociate(OTHER_VPC))).toMatchObject({ name: 'LastVPCAssociation' });
  });

  it('see one zone of a name only', async () => {
    expect(await failure(associate(VPC))).toMatchObject({ name: 'ConflictingDomainExists' });
  });

  it('have to exist', async () => {
    expect(await failure(associate({ ...VPC, VPCId: 'vpc-0f' }))).toMatchObject({ name: 'InvalidVPCId' });
  });

  it('are for private zones', async () => {
    addHostedZone(api().account, { id: 'Z2', name: 'b.example', private: false });
    expect(await failure(associate(VPC, 'Z2'))).toMatchObject({ name: 'PublicZoneVPCAssociation' });
  });

  it('cannot be taken away when they are not there', async () => {
    expect(await failure(disassociate(OTHER_VPC))).toMatchObject({ name: 'VPCAssociationNotFound' });
  });
});

describe('tags of a zone', () => {
  const tags = async () =>
    (await client().send(new ListTagsForResourceCommand({ ResourceType: 'hostedzone', ResourceId: ZONE })))
      .ResourceTagSet?.Tags;

  it('are added and removed', async () => {
    const edit = (input: object) =>
      client().send(new ChangeTagsForResourceCommand({ ResourceType: 'hostedzone', ResourceId: ZONE, ...input }));
    await edit({
      AddTags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    });
    await edit({ AddTags: [{ Key: 'b', Value: '3' }], RemoveTagKeys: ['a'] });
    expect(await tags()).toEqual([{ Key: 'b', Value: '3' }]);
  });

  it('are listed for several zones', async () => {
    addHostedZone(api().account, { id: 'Z2', name: 'b.example', private: false, tags: { team: 'edge' } });
    const { ResourceTagSets } = await client().send(
      new ListTagsForResourcesCommand({ ResourceType: 'hostedzone', ResourceIds: [ZONE, 'Z2'] }),
    );
    expect(ResourceTagSets?.map(({ ResourceId, Tags }) => [ResourceId, Tags])).toEqual([
      [ZONE, []],
      ['Z2', [{ Key: 'team', Value: 'edge' }]],
    ]);
  });

  it('need a zone that exists', async () => {
    const error = await failure(
      client().send(new ListTagsForResourceCommand({ ResourceType: 'hostedzone', ResourceId: 'ZNONE' })),
    );
    expect(error).toMatchObject({ name: 'NoSuchHostedZone' });
  });
});
