import { decide } from '../../src/iam/evaluate.ts';
import type { PolicyStatement } from '../../src/services/lambda/state.ts';

const TABLE = 'arn:aws:ec2:eu-west-2:111122223333:route-table/rtb-1';

const statement = (changes: Partial<PolicyStatement> = {}): PolicyStatement => ({
  Effect: 'Allow',
  Action: 'ec2:ReplaceRoute',
  Resource: TABLE,
  ...changes,
});

/** What the statements decide of ReplaceRoute on one table. */
const effect = (statements: readonly PolicyStatement[], context = {}, action = 'ec2:ReplaceRoute', resource = TABLE) =>
  decide([{ Statement: statements }], { action, resource, context }).effect;

const where = (Condition: PolicyStatement['Condition'], context = {}) =>
  effect([statement({ Condition: Condition ?? {} })], context);

describe('actions and resources', () => {
  it('allow nothing that no statement names', () => {
    expect(effect([])).toBe('none');
    expect(effect([statement()])).toBe('allow');
    expect(effect([statement()], {}, 'ec2:CreateRoute')).toBe('none');
    expect(effect([statement()], {}, 'ec2:ReplaceRoute', TABLE.replace('rtb-1', 'rtb-12'))).toBe('none');
    expect(effect([statement({ Resource: 'arn:aws:ec2:*:*:route-table/rtb-?' })])).toBe('allow');
  });

  it('match actions in any case, with wildcards, and resources in their own case', () => {
    expect(effect([statement({ Action: ['s3:*', 'EC2:replaceR*'] })])).toBe('allow');
    expect(effect([statement({ Resource: TABLE.toUpperCase() })])).toBe('none');
  });

  it('of an action without resources are allowed by * alone', () => {
    const describe = 'ec2:DescribeVpcs';
    expect(effect([statement({ Action: describe })], {}, describe, '*')).toBe('none');
    expect(effect([statement({ Action: describe, Resource: '*' })], {}, describe, '*')).toBe('allow');
  });

  it('are denied by one statement whatever the others allow', () => {
    const deny = statement({ Effect: 'Deny', Action: '*', Resource: '*' });
    expect(effect([statement(), deny])).toBe('deny');
    expect(effect([deny, statement()])).toBe('deny');
    expect(effect([statement(), { ...deny, Action: 'ec2:CreateRoute' }])).toBe('allow');
  });

  it('tell by which pairs they allow', () => {
    const both = statement({ Sid: 'Both', Action: ['ec2:ReplaceRoute', 'ec2:*'], Resource: [TABLE, 's3'] });
    const decision = decide([{ Statement: both }], { action: 'ec2:ReplaceRoute', resource: TABLE });
    expect(decision).toMatchObject({
      effect: 'allow',
      by: [
        { action: 'ec2:ReplaceRoute', resource: TABLE, statement: { Sid: 'Both' } },
        { action: 'ec2:*', resource: TABLE },
      ],
    });
  });
});

describe('conditions', () => {
  const tags = (of: Readonly<Record<string, string>>) => ({ 'aws:ResourceTag/${TagKey}': of });

  it.each([
    ['StringEquals', 'edge', true],
    ['StringEquals', 'EDGE', false],
    ['StringEqualsIgnoreCase', 'EDGE', true],
    ['StringLike', 'e*', true],
    ['StringLike', 'f*', false],
    ['StringNotEquals', 'edge', false],
    ['StringNotEquals', 'core', true],
    ['StringNotEqualsIgnoreCase', 'EDGE', false],
    ['StringNotLike', 'e*', false],
  ])('%s %s on a tag that is edge: %s', (operator, wanted, holds) => {
    const context = tags({ role: 'edge' });
    expect(where({ [operator]: { 'aws:ResourceTag/role': wanted } }, context)).toBe(holds ? 'allow' : 'none');
  });

  it('compare ARNs part by part', () => {
    const context = { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/a:b' };
    expect(where({ ArnLike: { 'aws:PrincipalArn': 'arn:*:iam::*:role/a:?' } }, context)).toBe('allow');
    expect(where({ ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } }, context)).toBe('allow');
    expect(where({ ArnLike: { 'aws:PrincipalArn': 'arn:aws*role/a:b' } }, context)).toBe('none');
    expect(where({ ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } }, context)).toBe('none');
    expect(where({ ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/*' } }, context)).toBe('allow');
  });

  it('hold when one of several values fits, and only when all keys and operators do', () => {
    const context = { ...tags({ a: '1', b: '2' }), 'ec2:Region': 'eu-west-2' };
    const one = { 'aws:ResourceTag/a': ['0', '1'] };
    expect(where({ StringEquals: one }, context)).toBe('allow');
    expect(where({ StringEquals: { ...one, 'aws:ResourceTag/b': '3' } }, context)).toBe('none');
    expect(where({ StringEquals: one, StringLike: { 'ec2:Region': 'us-*' } }, context)).toBe('none');
  });

  it('of a tag that is not there hold for negations and …IfExists alone', () => {
    const key = { 'aws:ResourceTag/role': 'edge' };
    for (const operator of ['StringEquals', 'StringLike', 'ArnLike', 'ForAnyValue:StringEquals']) {
      expect([operator, where({ [operator]: key }, tags({}))]).toEqual([operator, 'none']);
    }
    for (const operator of ['StringNotEquals', 'StringNotLike', 'StringEqualsIfExists', 'ForAllValues:StringEquals']) {
      expect([operator, where({ [operator]: key }, tags({}))]).toEqual([operator, 'allow']);
    }
    expect(where({ StringEqualsIfExists: key }, tags({ role: 'core' }))).toBe('none');
    expect(where({ 'ForAnyValue:StringNotEquals': key }, tags({}))).toBe('none');
  });

  it('Null asks whether a key is there', () => {
    const isAbsent = { Null: { 'aws:ResourceTag/role': 'true' } };
    const isThere = { Null: { 'aws:ResourceTag/role': 'false' } };
    expect([where(isAbsent, tags({})), where(isThere, tags({}))]).toEqual(['allow', 'none']);
    expect([where(isAbsent, tags({ role: '' })), where(isThere, tags({ role: '' }))]).toEqual(['none', 'allow']);
    expect(where(isThere, { 'aws:ResourceTag/role': [] })).toBe('none');
  });

  it('of sets ask for all values, or for any', () => {
    const key = 'route53:ChangeResourceRecordSetsRecordTypes';
    const all = { 'ForAllValues:StringEquals': { [key]: ['A', 'AAAA'] } };
    const any = { 'ForAnyValue:StringEquals': { [key]: ['A', 'AAAA'] } };
    expect([where(all, { [key]: ['A'] }), where(any, { [key]: ['A'] })]).toEqual(['allow', 'allow']);
    expect([where(all, { [key]: ['A', 'TXT'] }), where(any, { [key]: ['A', 'TXT'] })]).toEqual(['none', 'allow']);
    expect([where(all, { [key]: ['TXT'] }), where(any, { [key]: ['TXT'] })]).toEqual(['none', 'none']);
    expect([where(all, { [key]: [] }), where(any, { [key]: [] })]).toEqual(['allow', 'none']);
    expect(where({ 'ForAllValues:StringNotEquals': { [key]: 'TXT' } }, { [key]: ['A', 'TXT'] })).toBe('none');
    expect(where({ 'ForAnyValue:StringNotEquals': { [key]: 'TXT' } }, { [key]: ['A', 'TXT'] })).toBe('allow');
  });

  it('name keys, and tags within them, in any case', () => {
    expect(where({ StringEquals: { 'AWS:resourcetag/ROLE': 'edge' } }, tags({ role: 'edge' }))).toBe('allow');
  });

  it('deny only where they hold', () => {
    const arn = 'arn:aws:lambda:eu-west-2:111122223333:function:f';
    const deny = statement({ Effect: 'Deny', Condition: { ArnEquals: { 'lambda:SourceFunctionArn': arn } } });
    expect(effect([statement(), deny], { 'lambda:SourceFunctionArn': arn })).toBe('deny');
    expect(effect([statement(), deny], { 'lambda:SourceFunctionArn': undefined })).toBe('allow');
  });
});

describe('what the local cloud does not know', () => {
  it.each([
    ['an operator', { Condition: { DateLessThan: { 'ec2:Region': 'x' } } }],
    ['an operator behind a set', { Condition: { 'ForAllValues:NumericEquals': { 'ec2:Region': '1' } } }],
    ['an inherited name for an operator', { Condition: { constructor: { 'ec2:Region': '1' } } }],
    ['a condition key', { Condition: { StringEquals: { 'ec2:Sesame': 'open' } } }],
    ['a key after one that fails', { Condition: { StringEquals: { 'ec2:Region': 'x', 'ec2:Sesame': 'open' } } }],
    ['an element', { NotResource: '*' }],
    ['a variable in a resource', { Resource: `arn:aws:s3:::b/\${aws:PrincipalTag/x}` }],
    ['a variable in a condition', { Condition: { StringEquals: { 'ec2:Region': `\${aws:PrincipalTag/x}` } } }],
    ['several values without a set operator', { Condition: { StringEquals: { 'ec2:Attribute': 'A' } } }],
  ])('throws: %s', (_, changes: Partial<PolicyStatement>) => {
    const context = { 'ec2:Region': 'eu-west-2', 'ec2:Attribute': ['A', 'B'] };
    expect(() => effect([statement(changes)], context)).toThrow(expect.objectContaining({ name: 'PolicyFault' }));
  });
});
