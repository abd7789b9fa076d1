/** What the roles may do follows from the config: what it claims, and nothing that it leaves off. */
import { parseConfig } from '../../../lib/config/parse.ts';
import type { Statement } from '../../../resources/iam/policy.ts';
import { type Stack, stackOf } from '../../../resources/stack.ts';
import { actionsOf, CONTROLLERS, NAMES, resourcesOf, stackFor, statementsOf } from './support.ts';

const stackWith = (text: string, mode = 'apply'): Stack =>
  stackOf(parseConfig(`version: 1\nmode: ${mode}\n${text}`, 'test.yml'), NAMES);

const arn = (service: string, resource: string) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`,
});

/** The statements of a role that allow an action, without their names. */
const allowing = (stack: Stack, role: string, action: string): Omit<Statement, 'Sid' | 'Effect' | 'Action'>[] =>
  statementsOf(stack, role)
    .filter(({ Action, Effect }) => Effect === 'Allow' && [Action].flat().includes(action))
    .map(({ Resource, Condition }) => ({ Resource, ...(Condition ? { Condition } : {}) }));

const ruleSet = (more: string): string => `connections: [{ name: a, services: { id: vpce-svc-0a }, ${more} }]\n`;
const group = (more: string): string => `routes:
  - name: edge
    appliances: [{ name: fw-a, interface: eni-0a }]
    legs: [{ tables: { id: rtb-0a }, destinations: ["0.0.0.0/0"] }]
    ${more}
`;
const zone = (more: string): string => `dns: { zones: [{ zone: Z0A, endpoint: { id: vpce-0a }${more} }] }\n`;

describe('a feature that the config leaves off', () => {
  const UNIT = '{ name: ours, organizationalUnits: [ou-ab12-11111111]';
  const ACCEPT = 'accept: [{ name: all, anyone: true }]';
  it.each([
    [
      'no accept rule',
      ruleSet('reject: [{ name: no, accounts: ["111122223333"] }]'),
      'ec2:AcceptVpcEndpointConnections',
    ],
    ['no reject rule', ruleSet(ACCEPT), 'ec2:RejectVpcEndpointConnections'],
    ['permissions: leave', ruleSet(ACCEPT), 'ec2:ModifyVpcEndpointServicePermissions'],
    ['no account to add', ruleSet(`${ACCEPT}, permissions: add`), 'ec2:ModifyVpcEndpointServicePermissions'],
    ['endpoints: leave', ruleSet(ACCEPT), 'ec2:DescribeVpcEndpoints'],
    ['endpoints: leave, too', ruleSet(ACCEPT), 'ec2:DescribeVpcEndpointServices'],
    ['no organizational unit', ruleSet(ACCEPT), 'organizations:ListParents'],
    ['neither a root nor an organization', ruleSet(`accept: [${UNIT} }]`), 'organizations:ListRoots'],
    ['no gatewayEndpoints', group(''), 'ec2:ModifyVpcEndpoint'],
    ['no endpoint', group(''), 'ec2:DescribeVpcEndpoints'],
    ['no NAT gateway', group(''), 'ec2:DescribeNatGateways'],
    ['no target group', group(''), 'elasticloadbalancing:DescribeTargetHealth'],
    ['no alarm', group(''), 'cloudwatch:DescribeAlarms'],
    ['fixSourceDestCheck: false', group('fixSourceDestCheck: false'), 'ec2:ModifyNetworkInterfaceAttribute'],
    ['no verifications', zone(''), 'ec2:StartVpcEndpointServicePrivateDnsVerification'],
    ['no vpcs', zone(''), 'route53:AssociateVPCWithHostedZone'],
    ['no vpcs, too', zone(''), 'route53:ListHostedZonesByVPC'],
    ['no vpcs to reach', zone(''), 'ec2:DescribeRouteTables'],
    ['no vpcs to let in', zone(''), 'ec2:DescribeSecurityGroupRules'],
    ['no vpcs to let in by list', zone(''), 'ec2:GetManagedPrefixListEntries'],
    ['no vpcs with rules', zone(''), 'route53resolver:ListResolverRules'],
    ['no vpcs with Profiles', zone(''), 'route53profiles:ListProfileAssociations'],
    ['no vpcs with zones of Profiles', zone(''), 'route53:ListHostedZones'],
    ['nobody to ask', zone(''), 'ec2:DescribeVpcEndpointServices'],
    ['nothing that rests on records', zone(''), 'route53:GetChange'],
    ['no addresses', zone(''), 'ec2:DescribeNetworkInterfaces'],
    ['no zonal name', zone(''), 'ec2:DescribeAvailabilityZones'],
    ['no publisher', zone(''), 's3:PutObject'],
    ['no key', zone(''), 'kms:Decrypt'],
    ['no network', zone(''), 'ec2:CreateNetworkInterface'],
  ])('grants nothing: with %s there is no %3$s', (_, text, action) => {
    expect(actionsOf(statementsOf(stackWith(text), 'reconcile'))).not.toContain(action);
  });

  it('grants what is asked: who of a whole organization may connect, and which principals are to be added', () => {
    const asking = (more: string) => actionsOf(statementsOf(stackWith(ruleSet(more)), 'connections'));
    const root = 'accept: [{ name: all, organizationalUnits: [r-ab12] }]';
    expect(asking(root)).toContain('organizations:ListRoots');
    expect(asking(`accept: [${UNIT}, organization: o-ab12cd34ef }]`)).toContain('organizations:ListRoots');
    expect(actionsOf(statementsOf(stackWith('endpoints: tell\n'), 'connections'))).toContain(
      'ec2:DescribeVpcEndpointServices',
    );
    const principals = 'principals: ["arn:aws:iam::111122223333:role/app"]';
    expect(asking(`${ACCEPT}, permissions: add, ${principals}`)).toContain('ec2:ModifyVpcEndpointServicePermissions');
  });

  it('grants nothing of groups where there are none', () => {
    const only = 'gatewayEndpoints: [{ endpoint: { id: vpce-0a }, tables: { id: rtb-0a } }]\n';
    expect(actionsOf(statementsOf(stackWith(only), 'routes')).filter((one) => one.startsWith('ec2:'))).toEqual([
      'ec2:DescribeRouteTables',
      'ec2:DescribeVpcEndpoints',
      'ec2:ModifyVpcEndpoint',
    ]);
  });
});

const WRITES = /^(?!sqs:|logs:|events:|ssm:PutParameter).*:(?!Describe|Get(?!Change)|List|Lookup|AssumeRole|Decrypt)/;
const writesOf = (stack: Stack, role: string): string[] =>
  actionsOf(statementsOf(stack, role)).filter((action) => WRITES.test(action));

describe('a controller in mode plan', () => {
  const all = `${ruleSet('accept: [{ name: all, anyone: true }], revoke: true')}${zone(', vpcs: [vpc-0a], adopt: true')}${group('')}`;

  it.each(CONTROLLERS)('has no writes in the function of %s, and all of them in reconcile, by hand', (name) => {
    const others = CONTROLLERS.filter((one) => one !== name).map((one) => `${one}: apply`);
    const planning = stackWith(all, `{ ${name}: plan, ${others.join(', ')} }`);
    const applying = stackWith(all);
    expect(writesOf(applying, name).length).toBeGreaterThan(1);
    expect(writesOf(planning, name)).toEqual([]);
    expect(statementsOf(planning, 'reconcile')).toEqual(statementsOf(applying, 'reconcile'));
    for (const other of CONTROLLERS.filter((one) => one !== name)) {
      expect(statementsOf(planning, other)).toEqual(statementsOf(applying, other));
    }
  });
});

describe('what tags select', () => {
  it('is told by the tags of the resource, all of them, and not by its id', () => {
    const stack = stackWith(
      group('')
        .replace('{ id: rtb-0a }', '{ tags: { tier: edge, "a b": "x$${y}" } }')
        .replace('eni-0a', '{ tags: { role: fw } }'),
    );
    expect(allowing(stack, 'routes', 'ec2:ReplaceRoute')).toEqual([
      {
        Resource: arn('ec2', 'route-table/*'),
        Condition: { StringEquals: { 'aws:ResourceTag/a b': `x\${$}{y}`, 'aws:ResourceTag/tier': 'edge' } },
      },
    ]);
    expect(allowing(stack, 'routes', 'ec2:ModifyNetworkInterfaceAttribute')).toEqual([
      {
        Resource: arn('ec2', 'network-interface/*'),
        Condition: { StringEquals: { 'ec2:Attribute': 'SourceDestCheck', 'aws:ResourceTag/role': 'fw' } },
      },
    ]);
  });

  it('stands beside what ids name, in a statement of its own', () => {
    const text = `connections:
  - { name: a, services: { ids: [vpce-svc-0b, vpce-svc-0a] }, accept: [{ name: all, anyone: true }] }
  - { name: b, services: { tags: { team: net } }, accept: [{ name: all, anyone: true }] }
  - { name: c, services: { tags: { team: sec } }, reject: [{ name: all, anyone: true }] }
`;
    const stack = stackWith(text);
    expect(allowing(stack, 'connections', 'ec2:AcceptVpcEndpointConnections')).toEqual([
      { Resource: [arn('ec2', 'vpc-endpoint-service/vpce-svc-0a'), arn('ec2', 'vpc-endpoint-service/vpce-svc-0b')] },
      {
        Resource: arn('ec2', 'vpc-endpoint-service/*'),
        Condition: { StringEquals: { 'aws:ResourceTag/team': 'net' } },
      },
    ]);
    expect(allowing(stack, 'connections', 'ec2:RejectVpcEndpointConnections')).toEqual([
      {
        Resource: arn('ec2', 'vpc-endpoint-service/*'),
        Condition: { StringEquals: { 'aws:ResourceTag/team': 'sec' } },
      },
    ]);
  });

  it('is associated with gateway endpoints table by table', () => {
    const text = 'gatewayEndpoints: [{ endpoint: { id: vpce-0a }, tables: { tags: { tier: private } } }]\n';
    expect(allowing(stackWith(text), 'routes', 'ec2:ModifyVpcEndpoint')).toEqual([
      { Resource: arn('ec2', 'vpc-endpoint/vpce-0a') },
      { Resource: arn('ec2', 'route-table/*'), Condition: { StringEquals: { 'aws:ResourceTag/tier': 'private' } } },
    ]);
  });
});

describe('every role', () => {
  const stack = stackFor(CONTROLLERS);
  const ROLES = [...CONTROLLERS, 'reconcile'];

  it.each(ROLES)('of %s reads EC2 in its own Region alone, and stands on every resource for nothing else', (role) => {
    for (const { Action, Resource, Condition } of statementsOf(stack, role).filter(
      ({ Resource }) => Resource === '*',
    )) {
      expect(Resource).toBe('*');
      for (const action of [Action].flat()) expect(action).toMatch(/:(Describe|Get|List|Lookup)/);
      expect(JSON.stringify(Condition)).toMatch(/"(ec2:Region|aws:RequestedRegion)":\{"Ref":"AWS::Region"\}/);
    }
  });

  it.each(ROLES)('of %s publishes on one bus, as Waykeeper alone', (role) => {
    expect(allowing(stack, role, 'events:PutEvents')).toEqual([
      {
        Resource: arn('events', 'event-bus/default'),
        Condition: {
          'ForAllValues:StringEquals': { 'events:source': ['waykeeper'] },
          Null: { 'events:source': 'false' },
        },
      },
    ]);
  });

  it.each(CONTROLLERS)('of %s remembers in the one parameter of the stack', (role) => {
    const resources = { Resource: arn('ssm', 'parameter/waykeeper-prod/state') };
    for (const action of ['ssm:GetParameter', 'ssm:PutParameter']) {
      expect(allowing(stack, role, action)).toEqual([resources]);
    }
  });

  it.each(CONTROLLERS)(
    'of reconcile has of %s all that needs no queue and no memory, and nothing of the others',
    (only) => {
      const alone = stackFor([only]);
      const mine = actionsOf(statementsOf(alone, only)).filter((action) => !/^(?:sqs|ssm):/.test(action));
      expect(actionsOf(statementsOf(alone, 'reconcile'))).toEqual(mine);
    },
  );

  it('of the schedules may send to the queues and do nothing else', () => {
    expect(statementsOf(stack, 'schedules')).toEqual([
      {
        Sid: 'SendSweeps',
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Resource: ['ConnectionsQueue', 'DnsQueue', 'RoutesQueue', 'UndeliveredQueue'].map((id) => ({
          'Fn::GetAtt': [id, 'Arn'],
        })),
      },
    ]);
  });

  it('names each statement once in a policy', () => {
    for (const { Properties } of resourcesOf(stack, 'AWS::IAM::ManagedPolicy')) {
      const sids = (Properties.PolicyDocument as { Statement: Statement[] }).Statement.map(({ Sid }) => Sid);
      expect(new Set(sids).size).toBe(sids.length);
      for (const sid of sids) expect(sid).toMatch(/^[A-Za-z0-9]+$/);
    }
  });
});
