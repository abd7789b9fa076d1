import type { Resources } from '../../../resources/types.ts';
import { differenceOf, isNone } from '../../../scripts/difference.ts';

const policy = (...statements: object[]) => ({ PolicyDocument: { Statement: statements } });
const allow = (Action: string | string[], Resource: unknown = '*', Condition?: object) => ({
  ...{ Effect: 'Allow', Action, Resource },
  ...(Condition && { Condition }),
});
const role = (...statements: object[]): Resources => ({
  DnsRole: {
    Type: 'AWS::IAM::Role',
    Properties: { RoleName: 'dns', ManagedPolicyArns: [{ Ref: 'DnsPolicy1' }], Policies: [] },
  },
  DnsPolicy1: { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName: 'dns-1', ...policy(...statements) } },
});
const rule = (source: string): Resources => ({
  DnsRule: { Type: 'AWS::Events::Rule', Properties: { Description: 'Wakes dns', EventPattern: { source: [source] } } },
});
const lambda = (S3Key: string, Timeout = 60): Resources => ({
  DnsLambdaFunction: {
    Type: 'AWS::Lambda::Function',
    Properties: { FunctionName: 'dns', Timeout, Code: { S3Key } },
  },
});

describe('what a deployment changes', () => {
  it('is nothing where only the place of the code differs, or the order of keys', () => {
    expect(isNone(differenceOf({ ...lambda('1') }, { ...lambda('2') }))).toBe(true);
    const turned = { Q: { Type: 'T', Properties: { b: 1, a: { d: 1, c: 2 } } } };
    expect(isNone(differenceOf(turned, { Q: { Properties: { a: { c: 2, d: 1 }, b: 1 }, Type: 'T' } }))).toBe(true);
  });

  it('is each right that a role gains or loses, whichever policy it moved to', () => {
    const before = role(allow('ec2:A', ['x', 'y']), allow('ec2:B'));
    const after = role(allow(['ec2:B', 'ec2:A'], '*'), allow('ec2:A', 'x'));
    const { granted, withdrawn, changed } = differenceOf(before, after);
    expect(granted).toEqual(['DnsRole: ec2:A on *']);
    expect(withdrawn).toEqual(['DnsRole: ec2:A on y']);
    expect(changed).toEqual([]);
  });

  it('is a right that another condition holds for now, and a deny that goes', () => {
    const deny = { ...allow('ec2:A'), Effect: 'Deny' };
    const { granted, withdrawn } = differenceOf(
      role(allow('ec2:A', '*', { Bool: { a: 'true' } }), deny),
      role(allow('ec2:A')),
    );
    expect(granted).toEqual(['DnsRole: ec2:A on *']);
    expect(withdrawn).toEqual(['DnsRole: ec2:A on * if {"Bool":{"a":"true"}}', 'DnsRole: not ec2:A on *']);
  });

  it('is a rule that wakes for more, apart from all else', () => {
    const { triggers, changed } = differenceOf(rule('aws.ec2'), rule('aws.s3'));
    expect(triggers).toEqual(['Events Rule DnsRule (Wakes dns)']);
    expect(changed).toEqual([]);
  });

  it('is what comes, changes and goes, each by its name; everything, where nothing was', () => {
    const { added, changed, removed } = differenceOf(
      { ...lambda('1'), ...rule('a') },
      { ...lambda('1', 30), ...role() },
    );
    expect(added).toEqual(['IAM Role DnsRole (dns)']);
    expect(changed).toEqual(['Lambda Function DnsLambdaFunction (dns)']);
    expect(removed).toEqual(['Events Rule DnsRule (Wakes dns)']);
    expect(differenceOf(undefined, lambda('1')).added).toEqual(['Lambda Function DnsLambdaFunction (dns)']);
  });
});
