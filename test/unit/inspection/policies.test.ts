import { parseConfig } from '../../../lib/config/parse.ts';
import { policyFindings } from '../../../lib/inspection/policies.ts';
import { rememberedEndpoints } from '../../../lib/inspection/remembered.ts';

interface Given {
  readonly effect?: string;
  readonly sid?: string;
  readonly remembered?: readonly string[];
}

/** Severities are the codes'; here are codes and messages of a bucket whose policy has one statement of these conditions. */
const ofBucket = (condition: object, { effect = 'Deny', sid, remembered = [] }: Given = {}): string[] => {
  const statement = { ...(sid === undefined ? {} : { Sid: sid }), Effect: effect, Condition: condition };
  return policyFindings({
    endpoints: [
      { id: 'vpce-0here', state: 'available' },
      { id: 'vpce-0deleted', state: 'deleted' },
    ],
    buckets: [['corp-data', JSON.stringify({ Statement: statement })]],
    remembered,
  }).map(({ key, reason: { code, message } }) => `${key} ${code} ${message}`);
};

const NOBODY = "not among this account's endpoints here: nobody gets in, unless of another account or Region";
const unknown = (ids: string): string =>
  `corp-data POLICY_ENDPOINT_UNKNOWN its policy names ${ids}, not among this account's endpoints here: gone, or of another account or Region`;

describe('a policy that denies whoever comes by no endpoint which is there', () => {
  const SHUT = `corp-data POLICY_SHUTS_OUT statement 1 denies whoever does not come by vpce-0gone, ${NOBODY}`;

  it.each([
    'StringNotEquals',
    'StringNotEqualsIgnoreCase',
    'StringNotLike',
    'ForAllValues:StringNotEquals',
    'stringnotequals',
  ])('shuts everybody out by %s', (operator) => {
    for (const key of ['aws:SourceVpce', 'aws:sourceVpce', 'AWS:SOURCEVPCE']) {
      expect(ofBucket({ [operator]: { [key]: 'vpce-0gone' } })).toEqual([SHUT]);
    }
  });

  it('is gone for sure only where something remembers that it was ours', () => {
    const condition = { StringNotEquals: { 'aws:SourceVpce': ['vpce-0gone', 'vpce-0old'] } };
    expect(ofBucket(condition, { sid: 'OnlyByEndpoint', remembered: ['vpce-0gone', 'vpce-0old'] })).toEqual([
      'corp-data POLICY_SHUTS_OUT statement OnlyByEndpoint denies whoever does not come by vpce-0gone, vpce-0old, which are gone',
    ]);
    expect(ofBucket(condition, { remembered: ['vpce-0gone'] })).toEqual([expect.stringContaining(NOBODY)]);
  });

  it('shuts out those to whom its other conditions apply', () => {
    expect(
      ofBucket({
        StringNotEquals: { 'aws:SourceVpce': 'vpce-0gone' },
        ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/admin' },
      }),
    ).toEqual([SHUT.replace('vpce-0gone,', 'vpce-0gone (where its other conditions hold),')]);
  });

  it.each([
    ['another endpoint is there', { StringNotEquals: { 'aws:SourceVpce': ['vpce-0gone', 'vpce-0here'] } }],
    ['a pattern may let somebody in', { StringNotLike: { 'aws:SourceVpce': ['vpce-0gone', 'vpce-0a*'] } }],
    ['who comes by none is not denied', { StringNotEqualsIfExists: { 'aws:SourceVpce': 'vpce-0gone' } }],
    ['no value is not denied', { 'ForAnyValue:StringNotEquals': { 'aws:SourceVpce': ['vpce-0gone'] } }],
    ['it denies those who come by it', { StringEquals: { 'aws:SourceVpce': 'vpce-0gone' } }],
  ])('shuts nobody out where %s', (_, condition) => {
    expect(ofBucket(condition)).toEqual([unknown('vpce-0gone')]);
  });
});

describe('a policy that allows by endpoints', () => {
  const by = (...ids: string[]): object => ({ StringEquals: { 'aws:SourceVpce': ids } });

  it('is told for those that are not there, without a claim that they are gone', () => {
    expect(ofBucket(by('vpce-0here', 'vpce-0gone', 'vpce-0deleted'), { effect: 'Allow' })).toEqual([
      unknown('vpce-0deleted, vpce-0gone'),
    ]);
    expect(ofBucket({ StringNotEquals: { 'aws:SourceVpce': 'vpce-0gone' } }, { effect: 'Allow' })).toEqual([
      unknown('vpce-0gone'),
    ]);
  });

  it('is told as gone for those that are remembered', () => {
    expect(ofBucket(by('vpce-0gone', 'vpce-0else'), { effect: 'Allow', remembered: ['vpce-0gone'] })).toEqual([
      'corp-data POLICY_ENDPOINT_GONE its policy names vpce-0gone, gone',
      unknown('vpce-0else'),
    ]);
  });

  it.each([
    ['those that are there', by('vpce-0here')],
    ['patterns', { StringLike: { 'aws:SourceVpce': 'vpce-0a*' } }],
    ['whether there is one', { Null: { 'aws:SourceVpce': 'true' } }],
    ['VPCs', { StringEquals: { 'aws:SourceVpc': 'vpce-0gone' } }],
    ['services', by('vpce-svc-0gone')],
  ])('is in order where it names %s', (_, condition) => {
    expect(ofBucket(condition, { effect: 'Allow' })).toEqual([]);
  });
});

it('judges the policies of endpoints alike, those without conditions, and none that has no policy', () => {
  const Statement = [
    { Effect: 'Allow' },
    { Effect: 'Deny', Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-0b' } } },
  ];
  const found = policyFindings({
    endpoints: [
      { id: 'vpce-0a', state: 'available', policy: JSON.stringify({ Statement }) },
      { id: 'vpce-0c', state: 'available' },
      { id: 'vpce-0d', state: 'available', policy: JSON.stringify({ Version: '2012-10-17' }) },
    ],
    buckets: [],
    remembered: [],
  });
  expect(found).toMatchObject([
    {
      ...{ key: 'vpce-0a', severity: 'warning' },
      reason: { code: 'POLICY_SHUTS_OUT', message: `statement 2 denies whoever does not come by vpce-0b, ${NOBODY}` },
    },
  ]);
});

it('remembers endpoints of the config and those to which its records lead, and no consumer’s', () => {
  const given = parseConfig(
    'version: 1\ndns: { zones: [{ zone: Z0S3, endpoint: { id: vpce-0config } }] }\nacknowledge: [{ code: STILL_PENDING, key: vpce-svc-0a/vpce-0partner, until: 2030-01-31, reason: CHG-1 }]\n',
    'test.yml',
  );
  const change = (before: object) => ({
    ...{ action: 'upsert', key: 'Z1/a/A', before },
    reason: { code: 'X', message: '' },
  });
  const plan = (controller: 'dns' | 'connections', before: object) => ({
    controller,
    plan: { controller, changes: [change(before)], skips: [], findings: [] },
  });
  expect(
    rememberedEndpoints(given, [
      plan('dns', { alias: { name: 'vpce-0record-abc.s3.eu-west-2.vpce.amazonaws.com' } }),
      plan('connections', { values: ['vpce-0consumer'] }),
    ]),
  ).toEqual(['vpce-0config', 'vpce-0record']);
});
