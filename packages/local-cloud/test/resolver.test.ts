/** Endpoints of the simulated Route 53 Resolver, its lists, and what it refuses. */
import { addNetworkInterface } from '../src/services/ec2/seed.ts';
import { addResolverRule } from '../src/services/route53resolver/seed.ts';
import { failure } from './support/failure.ts';
import { ENDPOINT, RULE, TRANSITION, useResolver } from './support/resolver-world.ts';

interface Address {
  readonly IpId: string;
  readonly Ip: string;
  readonly Status: string;
}

const { call, api, account } = useResolver();

const addressesOf = async (id = ENDPOINT): Promise<string[]> => {
  const { IpAddresses } = await call<{ IpAddresses: Address[] }>('ListResolverEndpointIpAddresses', {
    ResolverEndpointId: id,
  });
  return IpAddresses.map(({ Ip, Status }) => `${Ip} ${Status}`);
};
const endpointStatus = async (id = ENDPOINT): Promise<string> =>
  (await call<{ ResolverEndpoint: { Status: string } }>('GetResolverEndpoint', { ResolverEndpointId: id }))
    .ResolverEndpoint.Status;
const associate = (SubnetId: string, Ip?: string) =>
  call('AssociateResolverEndpointIpAddress', { ResolverEndpointId: ENDPOINT, IpAddress: { SubnetId, Ip } });
const disassociate = (Ip: string) =>
  call('DisassociateResolverEndpointIpAddress', { ResolverEndpointId: ENDPOINT, IpAddress: { Ip } });

describe('a Resolver endpoint', () => {
  it('comes up address by address', async () => {
    const { ResolverEndpoint } = await call<{ ResolverEndpoint: { Id: string } }>('CreateResolverEndpoint', {
      ...{ CreatorRequestId: 'c1', Direction: 'INBOUND', SecurityGroupIds: ['sg-0a'], Name: 'to-aws' },
      IpAddresses: [{ SubnetId: 'subnet-0a' }, { SubnetId: 'subnet-0a' }, { SubnetId: 'subnet-0b', Ip: '10.0.1.77' }],
    });
    expect(ResolverEndpoint).toMatchObject({
      Status: 'CREATING',
      HostVPCId: 'vpc-0a',
      IpAddressCount: 3,
      Name: 'to-aws',
    });
    const shown = async () => [await endpointStatus(ResolverEndpoint.Id), ...(await addressesOf(ResolverEndpoint.Id))];
    const all = (status: string) => ['10.0.0.4', '10.0.0.5', '10.0.1.77'].map((ip) => `${ip} ${status}`);
    expect(await shown()).toEqual(['CREATING', ...all('CREATING')]);
    api().advance(10_000);
    expect(await shown()).toEqual(['CREATING', ...all('ATTACHING')]);
    api().advance(20_000);
    expect(await shown()).toEqual(['OPERATIONAL', ...all('ATTACHED')]);
  });

  it('exchanges an address: the new one is attached before the old one goes', async () => {
    await associate('subnet-0c', '10.0.2.10');
    expect(await endpointStatus()).toBe('UPDATING');
    expect(await addressesOf()).toEqual(['10.0.0.10 ATTACHED', '10.0.1.10 ATTACHED', '10.0.2.10 CREATING']);
    api().advance(TRANSITION);
    await disassociate('10.0.0.10');
    expect(await addressesOf()).toEqual(['10.0.0.10 DETACHING', '10.0.1.10 ATTACHED', '10.0.2.10 ATTACHED']);
    api().advance(20_000);
    expect((await addressesOf())[0]).toBe('10.0.0.10 DELETING');
    api().advance(10_000);
    expect(await addressesOf()).toEqual(['10.0.1.10 ATTACHED', '10.0.2.10 ATTACHED']);
    expect(await endpointStatus()).toBe('OPERATIONAL');
  });

  it('keeps two addresses, one of them attached', async () => {
    const kept = { name: 'InvalidRequestException', message: expect.stringContaining('[RSLVR-00506]') };
    expect(await failure(disassociate('10.0.0.10'))).toMatchObject(kept);
    await associate('subnet-0c');
    await disassociate('10.0.0.10');
    await associate('subnet-0c');
    expect(await failure(disassociate('10.0.1.10'))).toMatchObject(kept);
    expect((await addressesOf()).filter((line) => line.endsWith(' ATTACHED'))).toEqual(['10.0.1.10 ATTACHED']);
  });

  it('refuses an address that is elsewhere, taken or one too many, and the removal of one that it does not have', async () => {
    addNetworkInterface(account(), { id: 'eni-0a', subnet: 'subnet-0c', privateIp: '10.0.2.50' });
    const refused = async (name: string, made: Promise<unknown>) => expect(await failure(made)).toMatchObject({ name });
    await refused('InvalidRequestException', associate('subnet-0c', '10.0.1.20'));
    await refused('InvalidRequestException', associate('subnet-0other'));
    await refused('ResourceExistsException', associate('subnet-0c', '10.0.2.50'));
    await refused('ResourceExistsException', associate('subnet-0a', '10.0.0.10'));
    await refused('InvalidParameterException', associate('subnet-0gone'));
    await refused('ResourceNotFoundException', disassociate('10.0.2.50'));
    for (const ip of [20, 21, 22, 23]) await associate('subnet-0c', `10.0.2.${ip}`);
    await refused('LimitExceededException', associate('subnet-0c'));
  });

  it('needs two addresses of one VPC to be made', async () => {
    const make = (...SubnetIds: string[]) =>
      call('CreateResolverEndpoint', {
        ...{ CreatorRequestId: 'c1', Direction: 'INBOUND', SecurityGroupIds: ['sg-0a'] },
        IpAddresses: SubnetIds.map((SubnetId) => ({ SubnetId })),
      });
    expect(await failure(make('subnet-0a'))).toMatchObject({ name: 'InvalidRequestException' });
    expect(await failure(make('subnet-0a', 'subnet-0other'))).toMatchObject({ name: 'InvalidRequestException' });
    expect(Object.keys(account().resolver.endpoints)).toEqual([ENDPOINT]);
  });

  it('goes with all its addresses', async () => {
    await call('DeleteResolverEndpoint', { ResolverEndpointId: ENDPOINT });
    expect(await endpointStatus()).toBe('DELETING');
    expect(await addressesOf()).toEqual(['10.0.0.10 DETACHING', '10.0.1.10 DETACHING']);
    api().advance(TRANSITION);
    expect(await failure(endpointStatus())).toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('a list', () => {
  interface Rules {
    readonly ResolverRules: { readonly Id: string }[];
    readonly NextToken?: string;
  }
  const rules = (input: object = {}) => call<Rules>('ListResolverRules', input);
  const idsOf = ({ ResolverRules }: Rules) => ResolverRules.map(({ Id }) => Id);

  it('comes in pages, which go on with the filters that they began with', async () => {
    for (const at of [1, 2]) addResolverRule(account(), { id: `rslvr-rr-${at}`, domain: `${at}.example` });
    addResolverRule(account(), { id: 'rslvr-rr-9', domain: 'sys.example', type: 'SYSTEM' });
    const Filters = [{ Name: 'TYPE', Values: ['FORWARD'] }];
    const first = await rules({ MaxResults: 2, Filters });
    expect(idsOf(first)).toEqual([RULE, 'rslvr-rr-1']);
    const second = await rules({ MaxResults: 2, Filters, NextToken: first.NextToken });
    expect(idsOf(second)).toEqual(['rslvr-rr-2']);
    expect(second).not.toHaveProperty('NextToken');
    const wrong = { name: 'InvalidNextTokenException' };
    expect(await failure(rules({ MaxResults: 2, NextToken: first.NextToken }))).toMatchObject(wrong);
    expect(await failure(rules({ NextToken: 'nonsense' }))).toMatchObject(wrong);
  });

  it('finds a rule by its name with the trailing dot', async () => {
    const named = (name: string) => rules({ Filters: [{ Name: 'DomainName', Values: [name] }] });
    expect(idsOf(await named('corp.example.'))).toEqual([RULE]);
    expect(idsOf(await named('corp.example'))).toEqual([]);
  });

  it.each([0, 101])('refuses %d items a page', async (MaxResults) => {
    const addresses = call('ListResolverEndpointIpAddresses', { ResolverEndpointId: ENDPOINT, MaxResults });
    expect(await failure(addresses)).toMatchObject({ name: 'ValidationException' });
  });

  it('refuses filters that it does not know', async () => {
    expect(await failure(rules({ Filters: [{ Name: 'Colour', Values: ['blue'] }] }))).toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it('of endpoints can be cut by VPC and direction', async () => {
    const endpoints = async (Name: string, value: string) =>
      (await call<{ ResolverEndpoints: object[] }>('ListResolverEndpoints', { Filters: [{ Name, Values: [value] }] }))
        .ResolverEndpoints.length;
    expect(await endpoints('HostVPCId', 'vpc-0a')).toBe(1);
    expect(await endpoints('HOST_VPC_ID', 'vpc-0b')).toBe(0);
    expect(await endpoints('Direction', 'INBOUND')).toBe(1);
  });
});

describe('a call of Resolver', () => {
  it('without what it needs is refused in the words of the service', async () => {
    expect(await failure(call('GetResolverRule'))).toMatchObject({
      name: 'ValidationException',
      message:
        "1 validation error detected: Value null at 'resolverRuleId' failed to satisfy constraint: Member must not be null",
    });
    expect(await failure(call('GetResolverEndpoint', { ResolverEndpointId: 7 }))).toMatchObject({
      name: 'SerializationException',
    });
  });

  it('that the local cloud lacks is an error', async () => {
    expect(await failure(call('ListFirewallRules'))).toMatchObject({ name: 'NotImplemented', status: 501 });
  });
});
