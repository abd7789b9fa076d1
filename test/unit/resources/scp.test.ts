/** The policy that keeps the tags by which the config selects: who may set them, and who may not. */
import { parseConfig } from '../../../lib/config/parse.ts';
import { tagPolicy } from '../../../resources/scp.ts';

const ADMIN = 'arn:aws:iam::111122223333:role/network-admin';
const NAMES = { prefix: 'waykeeper-prod', stage: 'prod', region: 'eu-west-2' };

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: string;
  readonly Condition: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const statementsFor = (text: string, ...principals: readonly string[]): Statement[] =>
  (tagPolicy(parseConfig(`version: 1\n${text}`, 'test.yml'), principals, NAMES) as { readonly Statement: Statement[] })
    .Statement;

const EVERY_SELECTOR = `connections: [{ name: a, services: { tags: { in-connections: x } }, accept: [{ name: all, anyone: true }] }]
dns:
  zones: [{ zone: Z0A, endpoint: { tags: { in-zones: x, second: y } } }]
  answers:
    - name: a
      domains: [a.example]
      from: { endpoint: { tags: { in-answers: x } }, as: addresses }
      publish: [{ file: hosts, to: /tmp/hosts }]
  verifications: [{ service: { tags: { in-verifications: x } }, zone: Z0P }]
routes:
  - name: edge
    appliances:
      - { name: fw-a, interface: { tags: { in-interface: x } } }
      - { name: fw-b, interfaces: { outside: eni-0a, inside: { tags: { "by \${role}": x } } } }
    drain: { tag: out-of-service }
    legs: [{ tables: { tags: { in-tables: x } }, destinations: ["0.0.0.0/0"], interface: outside }]
gatewayEndpoints: [{ endpoint: { tags: { in-gateway: x } }, tables: { tags: { in-gateway-tables: x } } }]
`;

describe('the policy', () => {
  it('keeps the keys of every selector and the drain tags, whatever their case, wherever they are set', () => {
    const [selecting] = statementsFor(EVERY_SELECTOR, ADMIN);
    expect(selecting).toEqual({
      Sid: 'KeepSelectingTags',
      Effect: 'Deny',
      Action: ['ec2:CreateTags', 'ec2:DeleteTags'],
      Resource: '*',
      Condition: {
        'ForAnyValue:StringEqualsIgnoreCase': {
          'aws:TagKeys': [
            `by \${$}{role}`,
            'in-answers',
            'in-connections',
            'in-gateway',
            'in-gateway-tables',
            'in-interface',
            'in-tables',
            'in-verifications',
            'in-zones',
            'out-of-service',
            'second',
          ],
        },
        ArnNotLike: { 'aws:PrincipalArn': [ADMIN] },
      },
    });
  });

  it('keeps what begins with waykeeper: for these principals and the stack’s own roles', () => {
    const own = statementsFor('routes: []', ADMIN).find(({ Sid }) => Sid === 'KeepOwnTags');
    expect(own?.Condition).toEqual({
      'ForAnyValue:StringLike': { 'aws:TagKeys': ['waykeeper:*'] },
      ArnNotLike: {
        'aws:PrincipalArn': [
          ADMIN,
          'arn:aws*:iam::*:role/waykeeper-prod-eu-west-2-routes',
          'arn:aws*:iam::*:role/waykeeper-prod-eu-west-2-reconcile',
        ],
      },
    });
  });

  it('keeps others from taking all tags away in a call that names none', () => {
    const all = statementsFor(EVERY_SELECTOR, ADMIN).find(({ Sid }) => Sid === 'KeepAllTags');
    expect(all).toMatchObject({ Action: ['ec2:DeleteTags'], Condition: { Null: { 'aws:TagKeys': 'true' } } });
  });

  it('says nothing of selectors where none goes by tags', () => {
    expect(statementsFor('routes: []', ADMIN).map(({ Sid }) => Sid)).toEqual(['KeepOwnTags', 'KeepAllTags']);
  });

  it.each([
    ADMIN,
    'arn:aws-cn:iam::111122223333:user/network/ada',
    'arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Network_*',
  ])('takes %s', (principal) => {
    expect(statementsFor('routes: []', principal)).toHaveLength(2);
  });

  it.each([
    '',
    '*',
    'network-admin',
    'arn:aws:iam::111122223333:role/*',
    'arn:aws:iam::*:role/**/*',
    'arn:aws:iam::111122223333:root',
    'arn:aws:iam::1111:role/network-admin',
    'arn:aws:sts::111122223333:assumed-role/network-admin/ada',
    `arn:aws:iam::111122223333:role/\${aws:username}`,
    'arn:aws:iam::111122223333:role/network admin',
  ])('refuses %j as a principal', (principal) => {
    expect(() => statementsFor('routes: []', ADMIN, principal)).toThrow(
      /^--scp: expected the ARN of a role or user .*, found /,
    );
  });

  it('is not made for nobody', () => {
    expect(() => statementsFor('routes: []')).toThrow('expected the ARN of a role or user');
  });

  it('that AWS Organizations would not take is refused, with what to change', () => {
    const principals = Array.from({ length: 60 }, (_, at) => `${ADMIN}-${at}`);
    expect(() => statementsFor('routes: []', ...principals)).toThrow(
      /the policy would have \d+ characters, and AWS Organizations takes 5120: select by fewer tag keys \(found 0\), or name fewer principals \(found 60\)/,
    );
  });
});
