/** Roles are split into managed policies by size: 120 files made an inline policy that IAM does not take. */
import { parseConfig } from '../../../lib/config/parse.ts';
import type { Statement } from '../../../resources/iam/policy.ts';
import { type Stack, stackOf } from '../../../resources/stack.ts';
import { NAMES, resourcesOf, statementsOf } from './support.ts';

const stackWith = (text: string): Stack => stackOf(parseConfig(`version: 1\nmode: apply\n${text}`, 'test.yml'), NAMES);

const files = (count: number): string => `dns:
  forwarders:
    - name: f
      domains: [s3.eu-west-2.amazonaws.com]
      from: { addresses: ["10.1.2.3"] }
      publish:
${Array.from({ length: count }, (_, at) => `        - { file: bind, to: "s3://corp-dns-of-a-long-name/branch-${at}/s3.conf" }\n`).join('')}`;

const services = (count: number): string =>
  `connections:\n${Array.from({ length: count }, (_, at) => `  - { name: c${at}, services: { id: vpce-svc-0123456789abc${at} }, accept: [{ name: all, anyone: true }] }\n`).join('')}`;

const records = (count: number): string => {
  const names = Array.from({ length: count }, (_, at) => `{ name: a-name-of-some-length-${at} }`).join(', ');
  return `dns: { zones: [{ zone: Z0A, name: corp.example, endpoint: { id: vpce-0a }, records: [${names}] }] }\n`;
};

/** A policy as AWS gets it in this account, without white space. */
const inAws = (policy: unknown): string =>
  JSON.stringify(policy)
    .replace(/\{"Fn::Sub":"((?:[^"\\]|\\.)*)"\}/g, (_, text: string) =>
      JSON.stringify(
        text
          .replaceAll(`\${AWS::Partition}`, 'aws')
          .replaceAll(`\${AWS::Region}`, 'eu-west-2')
          .replaceAll(`\${AWS::AccountId}`, '111122223333')
          .replaceAll(`\${AWS::URLSuffix}`, 'amazonaws.com'),
      ),
    )
    .replace(/\s/g, '');

const policiesOf = (stack: Stack, role: string): unknown[] =>
  resourcesOf(stack, 'AWS::IAM::ManagedPolicy')
    .filter(({ Properties }) => new RegExp(`-${role}-\\d+$`).test(String(Properties.ManagedPolicyName)))
    .map(({ Properties }) => Properties.PolicyDocument);

describe('a role', () => {
  it('of few statements has one policy, and none inline', () => {
    const stack = stackWith(files(3));
    expect(policiesOf(stack, 'dns')).toHaveLength(1);
    const [role] = resourcesOf(stack, 'AWS::IAM::Role').filter(({ id }) => id === 'DnsRole');
    expect(role?.Properties.ManagedPolicyArns).toEqual([{ Ref: 'DnsRolePolicy1' }]);
    expect(role?.Properties).not.toHaveProperty('Policies');
  });

  it.each([
    ['120 files', 'dns', files(120), 's3:PutObject', 120],
    ['100 endpoint services', 'connections', services(100), 'ec2:AcceptVpcEndpointConnections', 100],
  ])('of %s is split into policies that IAM takes, and loses nothing', (_, name, text, action, count) => {
    const stack = stackWith(text);
    const policies = policiesOf(stack, name);
    expect(policies.length).toBeGreaterThan(2);
    for (const policy of policies) expect(inAws(policy).length).toBeLessThanOrEqual(6_144);
    const granted = statementsOf(stack, name)
      .filter(({ Action }) => [Action].flat().includes(action))
      .flatMap(({ Resource }) => Resource);
    expect(new Set(granted.map((one) => JSON.stringify(one))).size).toBe(count);
    for (const policy of policies) {
      const sids = (policy as { Statement: Statement[] }).Statement.map(({ Sid }) => Sid);
      expect(new Set(sids).size).toBe(sids.length);
    }
  });

  it('is filled well: no policy could take the first statement of the next', () => {
    const policies = policiesOf(stackWith(files(120)), 'dns') as { Statement: Statement[] }[];
    for (const [at, { Statement }] of policies.slice(1).entries()) {
      const before = policies[at] as { Statement: Statement[] };
      // Counted for the longest partition and Region, so that there is some room left here.
      expect(inAws({ ...before, Statement: [...before.Statement, Statement[0]] }).length).toBeGreaterThan(5_500);
    }
  });

  it('that needs more than ten policies is refused, with what to change', () => {
    expect(() => stackWith(services(400))).toThrow(
      /^the role of connections would need \d+ policies of 6144 characters, and IAM takes 10 for one role: claim by tags/,
    );
  });

  it('of 150 zones with names and VPCs is one that IAM takes', () => {
    const zones = Array.from(
      { length: 150 },
      (_, at) =>
        `    - { zone: Z0${at}, name: zone-${at}.corp.example, endpoint: { id: vpce-0a }, adopt: true, vpcs: [vpc-0a] }\n`,
    );
    const stack = stackWith(`dns:\n  zones:\n${zones.join('')}`);
    expect(policiesOf(stack, 'dns').length).toBeLessThanOrEqual(10);
    for (const policy of policiesOf(stack, 'dns')) expect(inAws(policy).length).toBeLessThanOrEqual(6_144);
  });

  it('with a condition that fills a policy by itself is refused, with what to change', () => {
    const tags = Array.from({ length: 30 }, (_, at) => `tag-${at}: ${'x'.repeat(250)}`).join(', ');
    const text = `connections: [{ name: a, services: { tags: { ${tags} } }, accept: [{ name: all, anyone: true }] }]\n`;
    expect(() => stackWith(text)).toThrow(
      /^the role of connections would need \d+ characters for one condition \(\w+\), and IAM takes 6144 for a policy: select by fewer tags$/,
    );
  });

  it('covers the whole zone where the claimed names of one would fill a policy', () => {
    const names = (count: number): unknown =>
      statementsOf(stackWith(records(count)), 'dns').find(({ Sid }) => Sid === 'WriteAddresses')?.Condition?.[
        'ForAllValues:StringLike'
      ]?.['route53:ChangeResourceRecordSetsNormalizedRecordNames'];
    expect(names(50)).toHaveLength(50);
    expect(names(200)).toEqual(['*.corp.example', 'corp.example']);
  });

  it('names many VPCs and many keys in several statements, each in one', () => {
    const ids = Array.from({ length: 120 }, (_, at) => `vpc-0123456789abcde${at}`);
    const zones = stackWith(`dns: { zones: [{ zone: Z0A, endpoint: { id: vpce-0a }, vpcs: [${ids.join(', ')}] }] }\n`);
    const named = statementsOf(zones, 'dns')
      .filter(({ Action }) => Action === 'route53:AssociateVPCWithHostedZone')
      .map(({ Condition }) => Condition?.StringEquals?.['route53:VPCs'] as { readonly 'Fn::Sub': string }[]);
    expect(named.length).toBeGreaterThan(1);
    expect(named.flat().map((one) => one['Fn::Sub'].replace(/^VPCId=|,.*$/g, ''))).toEqual(ids.toSorted());
  });
});
