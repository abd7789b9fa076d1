import { holds, NO_VALUE, resolve, type Scope } from '../src/template/intrinsics.ts';

const scope: Scope = {
  ref: (name) => {
    if (name === 'AWS::NoValue') return NO_VALUE;
    if (name === 'Queue') return 'https://queue';
    if (name === 'Count') return 3;
    throw new Error(`there is no ${name}`);
  },
  attribute: (logicalId, name) => `${logicalId}/${name}`,
  condition: (name) => name === 'Yes',
};

describe('intrinsic functions', () => {
  it.each([
    ['Ref', { Ref: 'Queue' }, 'https://queue'],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'Queue/Arn'],
    ['Fn::GetAtt as text', { 'Fn::GetAtt': 'Queue.Endpoint.Address' }, 'Queue/Endpoint.Address'],
    [
      'Fn::Sub',
      { 'Fn::Sub': `\${Queue}-\${Queue.Arn}-\${Count}-\${!Literal}` },
      `https://queue-Queue/Arn-3-\${Literal}`,
    ],
    [
      'Fn::Sub with variables',
      { 'Fn::Sub': [`\${a}/\${Queue}`, { a: { 'Fn::GetAtt': ['X', 'Y'] } }] },
      'X/Y/https://queue',
    ],
    ['Fn::Join', { 'Fn::Join': [':', ['a', { Ref: 'Count' }, { Ref: 'Queue' }]] }, 'a:3:https://queue'],
    ['Fn::Select', { 'Fn::Select': ['1', ['a', 'b']] }, 'b'],
    ['Fn::Split', { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'Queue' }] }] }, 'queue'],
    ['Fn::If', { 'Fn::If': ['Yes', 'then', { 'Fn::Nope': 1 }] }, 'then'],
    ['AWS::NoValue', { a: { Ref: 'AWS::NoValue' }, b: [1, { Ref: 'AWS::NoValue' }] }, { b: [1] }],
    ['nested values', { a: [{ b: { Ref: 'Count' } }] }, { a: [{ b: 3 }] }],
    ['objects with more than one key as they are', { Ref: 'Queue', other: 1 }, { Ref: 'Queue', other: 1 }],
  ])('evaluates %s', (_, value, expected) => {
    expect(resolve(value, scope)).toEqual(expected);
  });

  it.each([
    [{ 'Fn::ImportValue': 'x' }, 'Fn::ImportValue is not supported; supported are Ref, Fn::GetAtt'],
    [{ 'Fn::Join': ['-', 'text'] }, 'Fn::Join expects a list, found "text"'],
    [{ 'Fn::Select': [4, ['a']] }, 'Fn::Select finds nothing at index 4'],
    [{ Ref: 'Nowhere' }, 'there is no Nowhere'],
    [{ 'Fn::Sub': `\${Nowhere}` }, 'there is no Nowhere'],
  ])('says what is wrong with %j', (value, message) => {
    expect(() => resolve(value, scope)).toThrow(message);
  });

  it('evaluates conditions', () => {
    const equal = { 'Fn::Equals': [{ Ref: 'Count' }, 3] };
    expect(holds(equal, scope)).toBe(true);
    expect(holds({ 'Fn::Not': [equal] }, scope)).toBe(false);
    expect(holds({ 'Fn::And': [equal, { Condition: 'No' }] }, scope)).toBe(false);
    expect(holds({ 'Fn::Or': [{ Condition: 'No' }, { Condition: 'Yes' }] }, scope)).toBe(true);
    expect(() => holds({ 'Fn::Contains': [] }, scope)).toThrow('a condition must be one of');
  });
});
