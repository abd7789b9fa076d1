/** Rules of the simulated Route 53 Resolver, and the VPCs that they hold in. */
import { START } from '../src/bare-api.ts';
import { trailDetail } from '../src/delivery/cloudtrail.ts';
import { addResolverEndpoint, addResolverRule } from '../src/services/route53resolver/seed.ts';
import { failure } from './support/failure.ts';
import { ENDPOINT, RULE, TRANSITION, useResolver } from './support/resolver-world.ts';

const { call, api, account } = useResolver();

const rule = async (id = RULE) =>
  (await call<{ ResolverRule: Record<string, unknown> }>('GetResolverRule', { ResolverRuleId: id })).ResolverRule;
const update = (Config: object, ResolverRuleId = RULE) => call('UpdateResolverRule', { ResolverRuleId, Config });

describe('a Resolver rule', () => {
  it('is shown with what AWS shows', async () => {
    expect(await rule()).toEqual({
      Id: RULE,
      CreatorRequestId: `seed-${RULE}`,
      Arn: `arn:aws:route53resolver:eu-west-2:111122223333:resolver-rule/${RULE}`,
      DomainName: 'corp.example.',
      Status: 'COMPLETE',
      StatusMessage: 'Successfully updated Resolver Rule.',
      RuleType: 'FORWARD',
      TargetIps: [
        { Ip: '10.9.0.1', Port: 53, Protocol: 'Do53' },
        { Ip: '10.9.0.2', Port: 5353, Protocol: 'Do53' },
      ],
      OwnerId: '111122223333',
      ShareStatus: 'NOT_SHARED',
      CreationTime: '2026-01-01T00:00:00.000Z',
      ModificationTime: '2026-01-01T00:00:00.000Z',
    });
  });

  it('has its whole list of targets replaced, is UPDATING meanwhile, and COMPLETE after a while', async () => {
    const { ResolverRule } = await update({ TargetIps: [{ Ip: '10.9.0.3' }, { Ipv6: '2001:db8::1', Port: 53 }] });
    expect(ResolverRule).toMatchObject({ Status: 'UPDATING', ModificationTime: new Date(START).toISOString() });
    api().advance(TRANSITION - 1);
    expect((await rule()).Status).toBe('UPDATING');
    api().advance(1);
    expect(await rule()).toMatchObject({
      Status: 'COMPLETE',
      TargetIps: [
        { Ip: '10.9.0.3', Port: 53, Protocol: 'Do53' },
        { Ipv6: '2001:db8::1', Port: 53, Protocol: 'Do53' },
      ],
    });
  });

  it('keeps what an update leaves out', async () => {
    await update({ Name: 'renamed' });
    expect(await rule()).toMatchObject({ Name: 'renamed', TargetIps: [{ Ip: '10.9.0.1' }, { Ip: '10.9.0.2' }] });
  });

  it('takes no update while it is UPDATING', async () => {
    await update({ TargetIps: [{ Ip: '10.9.0.3' }] });
    expect(await failure(update({ TargetIps: [{ Ip: '10.9.0.4' }] }))).toMatchObject({
      name: 'ResourceUnavailableException',
      message: "[RSLVR-00705] Cannot update Resolver Rule because it's currently updating.",
      status: 400,
    });
    expect((await rule()).TargetIps).toMatchObject([{ Ip: '10.9.0.3' }]);
  });

  const seven = Array.from({ length: 7 }, (_, at) => ({ Ip: `10.9.1.${at}` }));
  it.each([
    ['an empty list', { TargetIps: [] }, 'ValidationException'],
    ['more than six targets', { TargetIps: seven }, 'LimitExceededException'],
    ['a target that is no address', { TargetIps: [{ Ip: '10.9.0.256' }] }, 'InvalidParameterException'],
    ['a target without an address', { TargetIps: [{ Port: 53 }] }, 'InvalidParameterException'],
    ['an unknown protocol', { TargetIps: [{ Ip: '10.9.0.1', Protocol: 'carrier pigeon' }] }, 'ValidationException'],
    ['a list that is none', { TargetIps: 'x' }, 'SerializationException'],
    ['an endpoint that is not outbound', { ResolverEndpointId: ENDPOINT }, 'InvalidRequestException'],
  ])('refuses %s, and stays as it was', async (_, config, name) => {
    const before = await rule();
    expect(await failure(update(config))).toMatchObject({ name });
    expect(await rule()).toEqual(before);
  });

  it('of another account cannot be changed, only associated', async () => {
    addResolverRule(account(), {
      id: 'rslvr-rr-0b',
      domain: 'x.example',
      targets: ['10.9.0.9'],
      owner: '444455556666',
    });
    expect(await rule('rslvr-rr-0b')).toMatchObject({ OwnerId: '444455556666', ShareStatus: 'SHARED_WITH_ME' });
    const denied = { name: 'AccessDeniedException' };
    expect(await failure(update({ TargetIps: [{ Ip: '10.9.0.3' }] }, 'rslvr-rr-0b'))).toMatchObject(denied);
    expect(await failure(call('DeleteResolverRule', { ResolverRuleId: 'rslvr-rr-0b' }))).toMatchObject(denied);
    await call('AssociateResolverRule', { ResolverRuleId: 'rslvr-rr-0b', VPCId: 'vpc-0b' });
  });

  it('has targets only when it forwards', async () => {
    addResolverRule(account(), { id: 'rslvr-rr-0s', domain: 'sys.example', type: 'SYSTEM' });
    expect(await rule('rslvr-rr-0s')).not.toHaveProperty('TargetIps');
    const wrong = { name: 'InvalidRequestException' };
    expect(await failure(update({ TargetIps: [{ Ip: '10.9.0.3' }] }, 'rslvr-rr-0s'))).toMatchObject(wrong);
  });

  it('is made with an outbound endpoint, and deleted when no VPC has it', async () => {
    addResolverEndpoint(account(), { id: 'rslvr-out-0a', vpc: 'vpc-0a', direction: 'OUTBOUND', addresses: [] });
    const input = { CreatorRequestId: 'c1', RuleType: 'FORWARD', DomainName: 'new.example' };
    expect(await failure(call('CreateResolverRule', input))).toMatchObject({ name: 'InvalidRequestException' });
    const whole = { ...input, TargetIps: [{ Ip: '10.9.0.1' }], ResolverEndpointId: 'rslvr-out-0a' };
    const { ResolverRule } = await call<{ ResolverRule: { Id: string } }>('CreateResolverRule', whole);
    expect(ResolverRule).toMatchObject({ DomainName: 'new.example.', Status: 'COMPLETE', ShareStatus: 'NOT_SHARED' });
    expect(await failure(call('CreateResolverRule', whole))).toMatchObject({ name: 'ResourceExistsException' });
    const place = { ResolverRuleId: ResolverRule.Id, VPCId: 'vpc-0b' };
    await call('AssociateResolverRule', place);
    expect(await failure(call('DeleteResolverRule', place))).toMatchObject({ name: 'ResourceInUseException' });
    await call('DisassociateResolverRule', place);
    api().advance(TRANSITION);
    await call('DeleteResolverRule', { ResolverRuleId: ResolverRule.Id });
    api().advance(TRANSITION);
    expect(await failure(rule(ResolverRule.Id))).toMatchObject({
      name: 'ResourceNotFoundException',
      message: `[RSLVR-00703] Resolver rule with ID "${ResolverRule.Id}" does not exist.`,
    });
  });

  it('is told of by CloudTrail in flat lower camel', async () => {
    await update({ Name: 'n', TargetIps: [{ Ip: '10.9.0.3', Port: 53 }] });
    const [finished] = api().finished;
    const trail = finished && trailDetail(account(), finished);
    expect(trail?.source).toBe('aws.route53resolver');
    expect(trail?.detail).toMatchObject({
      eventSource: 'route53resolver.amazonaws.com',
      eventName: 'UpdateResolverRule',
      requestParameters: { resolverRuleId: RULE, config: { name: 'n', targetIps: [{ ip: '10.9.0.3', port: 53 }] } },
      responseElements: { resolverRule: { id: RULE, status: 'UPDATING', domainName: 'corp.example.' } },
    });
  });
});

describe('an association of a rule', () => {
  const list = async (...Filters: object[]) =>
    (await call<{ ResolverRuleAssociations: object[] }>('ListResolverRuleAssociations', { Filters }))
      .ResolverRuleAssociations;

  it('is CREATING, then COMPLETE, and found by rule and by VPC', async () => {
    addResolverRule(account(), { id: 'rslvr-rr-0b', domain: 'x.example', vpcs: ['vpc-0a'] });
    await call('AssociateResolverRule', { ResolverRuleId: RULE, VPCId: 'vpc-0b', Name: 'ours' });
    const ours = { ResolverRuleId: RULE, VPCId: 'vpc-0b', Name: 'ours' };
    expect(await list({ Name: 'ResolverRuleId', Values: [RULE] })).toMatchObject([{ ...ours, Status: 'CREATING' }]);
    api().advance(TRANSITION);
    expect(await list({ Name: 'VPCId', Values: ['vpc-0b'] })).toMatchObject([{ ...ours, Status: 'COMPLETE' }]);
    expect(await list()).toHaveLength(2);
  });

  it('is refused for a VPC that has a rule of that name, for one that is not there, and for one it would go round in', async () => {
    addResolverRule(account(), { id: 'rslvr-rr-0b', domain: 'corp.example.', vpcs: ['vpc-0a'] });
    const inA = { ResolverRuleId: RULE, VPCId: 'vpc-0a' };
    expect((await failure(call('AssociateResolverRule', inA))).message).toMatch(/^\[RSLVR-00802\].*"rslvr-rr-0b"$/);
    const nowhere = call('AssociateResolverRule', { ...inA, VPCId: 'vpc-0gone' });
    expect(await failure(nowhere)).toMatchObject({ name: 'InvalidParameterException' });
    addResolverRule(account(), { id: 'rslvr-rr-0loop', domain: 'loop.example', targets: ['10.0.0.10'] });
    const loop = await failure(call('AssociateResolverRule', { ResolverRuleId: 'rslvr-rr-0loop', VPCId: 'vpc-0a' }));
    expect(loop.message).toMatch(/^\[RSLVR-00804\]/);
  });
});
