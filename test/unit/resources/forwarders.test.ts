/** What the dns controller may do because of forwarders and answers: what the config names, and nothing beside it. */
import { parseConfig } from '../../../lib/config/parse.ts';
import type { Statement } from '../../../resources/iam/policy.ts';
import { type Stack, stackOf } from '../../../resources/stack.ts';
import { actionsOf, NAMES, stackFor, statementsOf } from './support.ts';

const ROLES = ['dns', 'reconcile'];

const stackWith = (dns: string): Stack =>
  stackOf(parseConfig(`version: 1\nmode: apply\ndns:\n${dns}`, 'test.yml'), NAMES);

const forwarder = (from: string, ...publish: readonly string[]): string =>
  `  forwarders: [{ name: f, domains: [s3.eu-west-2.amazonaws.com], from: ${from}, publish: [${publish.join(', ')}] }]\n`;

const answers = (...publish: readonly string[]): string =>
  `  answers: [{ name: a, domains: [s3.eu-west-2.amazonaws.com], from: { endpoint: { id: vpce-0123456789abcdef0 }, as: name }, publish: [${publish.join(', ')}] }]\n`;

const FIXED = '{ addresses: ["10.1.2.3"] }';
const FILE = '{ file: bind, to: /etc/bind/s3.conf }';

/** The statements that allow any of a service's actions, without their names, and without what every function remembers. */
const allowing = (stack: Stack, role: string, service: string): Omit<Statement, 'Sid' | 'Effect'>[] =>
  statementsOf(stack, role)
    .filter(({ Sid }) => Sid !== 'RememberWhatWasTold')
    .filter(({ Action }) => [Action].flat().some((action) => action.startsWith(`${service}:`)))
    .map(({ Sid: _, Effect: __, ...rest }) => rest);

const sub = (text: string) => ({ 'Fn::Sub': text });
const arn = (service: string, resource: string) =>
  sub(`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`);

const DNS_ALONE = ['route53resolver', 's3', 'ssm', 'kms'];

describe.each(ROLES)('the role of %s', (role) => {
  it('knows no Resolver, bucket, parameter or network where the config names none', () => {
    for (const stack of [stackFor(['dns']), stackWith(forwarder(FIXED, FILE))]) {
      for (const service of DNS_ALONE) expect(allowing(stack, role, service)).toEqual([]);
      expect(actionsOf(statementsOf(stack, role))).not.toContain('ec2:CreateNetworkInterface');
    }
  });

  it('looks at the Resolver endpoints that are sources', () => {
    const stack = stackWith(forwarder('{ resolverEndpoint: rslvr-in-0123456789abcdef0 }', FILE));
    expect(allowing(stack, role, 'route53resolver')).toEqual([
      {
        Action: ['route53resolver:GetResolverEndpoint', 'route53resolver:ListResolverEndpointIpAddresses'],
        Resource: arn('route53resolver', 'resolver-endpoint/rslvr-in-0123456789abcdef0'),
      },
    ]);
  });

  it('updates the rules that it publishes to, and looks at them whoever owns them', () => {
    const stack = stackWith(forwarder(FIXED, '{ resolverRule: rslvr-rr-0123456789abcdef0 }'));
    expect(allowing(stack, role, 'route53resolver')).toEqual([
      {
        Action: 'route53resolver:GetResolverRule',
        Resource: sub(
          `arn:\${AWS::Partition}:route53resolver:\${AWS::Region}:*:resolver-rule/rslvr-rr-0123456789abcdef0`,
        ),
      },
      {
        Action: 'route53resolver:ListResolverRuleAssociations',
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestedRegion': { Ref: 'AWS::Region' } } },
      },
      {
        Action: 'route53resolver:UpdateResolverRule',
        Resource: arn('route53resolver', 'resolver-rule/rslvr-rr-0123456789abcdef0'),
      },
    ]);
  });

  it('lists rules where the config names more than are read one by one', () => {
    const rules = (count: number) =>
      Array.from({ length: count }, (_, at) => `{ resolverRule: rslvr-rr-${at} }`).join(', ');
    const listing = (count: number) =>
      actionsOf(statementsOf(stackWith(forwarder(FIXED, rules(count))), role)).includes(
        'route53resolver:ListResolverRules',
      );
    expect([listing(2), listing(3)]).toEqual([false, true]);
  });

  it('reads and writes exactly the objects that are published, and lists their buckets', () => {
    const stack = stackWith(
      forwarder(FIXED, '{ file: bind, to: "s3://corp-dns/bind/s3.conf" }', FILE) +
        answers(
          '{ file: rpz, to: "s3://corp-dns/rpz.zone", origin: rpz.corp.example }',
          '{ file: unbound, to: "s3://b-2/h*$" }',
        ),
    );
    expect(allowing(stack, role, 's3')).toEqual([
      ...['s3:GetObject', 's3:PutObject'].map((Action) => ({
        Action,
        Resource: ['b-2/h??', 'corp-dns/bind/s3.conf', 'corp-dns/rpz.zone'].map((object) =>
          sub(`arn:\${AWS::Partition}:s3:::${object}`),
        ),
      })),
      {
        Action: 's3:ListBucket',
        Resource: ['b-2', 'corp-dns'].map((bucket) => sub(`arn:\${AWS::Partition}:s3:::${bucket}`)),
      },
    ]);
  });

  it('reads exactly the parameters that hold keys, and decrypts through Parameter Store alone', () => {
    const update = (key: string) => `{ update: rpz, server: "10.10.0.53:53", zone: rpz.corp.example, key: "${key}" }`;
    const stack = stackWith(answers(update('ssm:/waykeeper/tsig/onprem')));
    expect(allowing(stack, role, 'ssm')).toEqual([
      { Action: 'ssm:GetParameter', Resource: arn('ssm', 'parameter/waykeeper/tsig/onprem') },
    ]);
    expect(allowing(stack, role, 'kms')).toEqual([
      {
        Action: 'kms:Decrypt',
        Resource: sub(`arn:\${AWS::Partition}:kms:\${AWS::Region}:*:key/*`),
        Condition: {
          StringEquals: {
            'kms:ViaService': sub(`ssm.\${AWS::Region}.\${AWS::URLSuffix}`),
            'kms:EncryptionContext:PARAMETER_ARN': [arn('ssm', 'parameter/waykeeper/tsig/onprem')],
          },
        },
      },
    ]);
    expect(allowing(stackWith(answers(update('file:/etc/tsig.key'))), role, 'ssm')).toEqual([]);
  });
});

describe('with a network', () => {
  const NETWORK = '  network: { subnets: [subnet-0a], securityGroups: [sg-0a] }\n';
  const vpcs = (stack: Stack) =>
    Object.entries(stack.functions).map(([name, it]) => [name, (it as { readonly vpc?: unknown }).vpc]);
  const routes = `routes:
  - name: edge
    appliances: [{ name: fw-a, interface: eni-0123456789abcdef0 }, { name: fw-b, interface: eni-0fedcba9876543210 }]
    legs: [{ tables: { ids: [rtb-0123456789abcdef0] }, destinations: ["0.0.0.0/0"] }]
`;

  it('the function of the dns controller runs there, and nobody else does', () => {
    const vpc = { subnetIds: ['subnet-0a'], securityGroupIds: ['sg-0a'] };
    const stack = stackWith(`${NETWORK}${forwarder(FIXED, FILE)}${routes}`);
    expect(Object.fromEntries(vpcs(stack))).toEqual({ dns: vpc, routes: undefined, reconcile: undefined });
  });

  it('keys are read by the function that is there, and not by reconcile, which has no use for them', () => {
    const keyed = answers(
      '{ update: rpz, server: "10.10.0.53:53", zone: rpz.corp.example, key: "ssm:/waykeeper/tsig/onprem" }',
    );
    const may = (text: string, role: string) =>
      actionsOf(statementsOf(stackWith(text), role)).filter((one) => one === 'kms:Decrypt');
    expect(may(`${NETWORK}${keyed}`, 'dns')).toEqual(['kms:Decrypt']);
    expect(may(`${NETWORK}${keyed}`, 'reconcile')).toEqual([]);
    expect(may(keyed, 'reconcile')).toEqual(['kms:Decrypt']);
  });

  const INTERFACES = /NetworkInterface$|PrivateIpAddresses$/;

  it('Lambda makes the interfaces in its subnets, with its security groups, for the dns function alone', () => {
    const stack = stackWith(`${NETWORK}${forwarder(FIXED, FILE)}`);
    const making = (role: string) => actionsOf(statementsOf(stack, role)).filter((action) => INTERFACES.test(action));
    expect(making('reconcile')).toEqual([]);
    expect(making('dns')).toEqual([
      'ec2:AssignPrivateIpAddresses',
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:UnassignPrivateIpAddresses',
    ]);
    const shared = (id: string) => sub(`arn:\${AWS::Partition}:ec2:\${AWS::Region}:*:${id}`);
    const [create] = statementsOf(stack, 'dns').filter(({ Action }) => Action === 'ec2:CreateNetworkInterface');
    expect(create?.Resource).toEqual([
      arn('ec2', 'network-interface/*'),
      shared('subnet/subnet-0a'),
      shared('security-group/sg-0a'),
    ]);
  });

  it('the function’s own code is denied all of that, and keeps the reads that it needs', () => {
    const denied = (text: string) =>
      statementsOf(stackWith(`${NETWORK}${text}`), 'dns').filter(({ Effect }) => Effect === 'Deny');
    const plain = denied(forwarder(FIXED, FILE));
    expect(plain).toEqual([
      {
        Sid: 'NotTheFunctionItself',
        Effect: 'Deny',
        Action: [
          'ec2:AssignPrivateIpAddresses',
          'ec2:CreateNetworkInterface',
          'ec2:DeleteNetworkInterface',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSubnets',
          'ec2:UnassignPrivateIpAddresses',
        ],
        Resource: '*',
        Condition: { ArnEquals: { 'lambda:SourceFunctionArn': [arn('lambda', 'function:waykeeper-prod-dns')] } },
      },
    ]);
    const [withReads] = denied(answers(FILE.replace('bind', 'hosts')).replace('as: name', 'as: addresses'));
    expect(withReads?.Action).toEqual(
      [plain[0]?.Action ?? []].flat().filter((action) => action !== 'ec2:DescribeNetworkInterfaces'),
    );
  });
});
