/** Who answers a name in a VPC, case by case. */
import { answererOf, contradicting, type Source } from '../../../../lib/dns/resolution/answerer.ts';

const zone = (id: string, domain: string, given: object = {}): Source => ({ kind: 'zone', id, domain, ...given });
const rule = (domain: string, type: 'FORWARD' | 'SYSTEM' | 'DELEGATE' | 'RECURSIVE', given: object = {}): Source => ({
  ...{ kind: 'rule', id: `${type} ${domain}`, domain, type },
  ...given,
});
const endpoint = (domain: string, given: object = {}): Source => ({
  kind: 'privateDns',
  id: 'vpce-1',
  domain,
  ...given,
});

const NAME = 'app.s3.example';
const SHARED = { profile: 'rp-1' };

describe('a name is answered by', () => {
  it.each<[string, readonly Source[], string | undefined]>([
    ['nobody of the VPC where nothing fits', [zone('Z1', 's3.exampl'), zone('Z2', 'x.app.s3.example')], undefined],
    ['the most specific zone', [zone('Z1', 'example'), zone('Z2', 's3.example')], 'Z2'],
    [
      'a rule before a zone of its name',
      [zone('Z1', 's3.example'), rule('s3.example', 'FORWARD')],
      'FORWARD s3.example',
    ],
    ['a more specific zone before a rule', [zone('Z1', 's3.example'), rule('example', 'FORWARD')], 'Z1'],
    ['a rule for all names where nothing else fits', [rule('.', 'FORWARD'), zone('Z1', 'corp')], 'FORWARD .'],
    [
      'the zone above a SYSTEM rule',
      [zone('Z1', 'example'), rule('example', 'FORWARD'), rule('s3.example', 'SYSTEM')],
      'Z1',
    ],
    [
      'nobody of the VPC where a SYSTEM rule takes it back',
      [rule('.', 'FORWARD'), rule('s3.example', 'SYSTEM')],
      undefined,
    ],
    [
      'a rule below a SYSTEM rule',
      [rule('s3.example', 'SYSTEM'), rule('app.s3.example', 'FORWARD')],
      'FORWARD app.s3.example',
    ],
    [
      'the zone where a rule is for what NS sets hand over',
      [zone('Z1', 'example'), rule('s3.example', 'DELEGATE')],
      'Z1',
    ],
    ['the zone beside the rule that Resolver itself has', [zone('Z1', 'example'), rule('.', 'RECURSIVE')], 'Z1'],
    ['a zone before private DNS of its name', [endpoint('s3.example'), zone('Z1', 's3.example')], 'Z1'],
    ['private DNS that is more specific', [endpoint('s3.example'), zone('Z1', 'example')], 'vpce-1'],
    ["the VPC's own zone before a Profile's", [zone('Z2', 's3.example', SHARED), zone('Z1', 's3.example')], 'Z1'],
    [
      "the VPC's own zone before a Profile's rule",
      [rule('s3.example', 'FORWARD', SHARED), zone('Z1', 's3.example')],
      'Z1',
    ],
    ["a Profile's zone that is more specific", [zone('Z2', 's3.example', SHARED), rule('example', 'FORWARD')], 'Z2'],
  ])('%s', (_, sources, expected) => {
    expect(answererOf(NAME, sources).source?.id).toBe(expected);
    expect(answererOf(NAME, sources.toReversed()).source?.id).toBe(expected);
  });

  it('a type of rule that this version does not know, as one that forwards', () => {
    const odd: Source = { kind: 'rule', id: 'rslvr-rr-1', domain: 's3.example', type: 'NEW' as 'FORWARD' };
    expect(answererOf(NAME, [zone('Z1', 's3.example'), odd]).source?.id).toBe('rslvr-rr-1');
  });

  it('other name servers where an NS set in the zone stands at the name or above it', () => {
    const delegating = (...delegations: string[]) => [zone('Z1', 's3.example', { delegations })];
    expect(answererOf(NAME, delegating('app.s3.example')).delegation).toBe('app.s3.example');
    expect(answererOf(`x.${NAME}`, delegating('other.s3.example', NAME)).delegation).toBe(NAME);
    expect(answererOf(NAME, delegating(`x.${NAME}`)).delegation).toBeUndefined();
  });
});

describe('a zone is contradicted', () => {
  const own = zone('Z1', 's3.example');

  it('by what answers its name or names below it, and by nothing above it', () => {
    const against = [
      ...[zone('Z2', 's3.example'), zone('Z3', 'app.s3.example'), rule('s3.example', 'FORWARD')],
      endpoint('bucket.s3.example'),
    ];
    const beside = [zone('Z4', 'example'), rule('example', 'FORWARD'), rule('.', 'FORWARD'), endpoint('as3.example')];
    expect(contradicting(own, [own, ...against, ...beside])).toEqual(against);
  });

  it('by no rule that leaves its names to Resolver', () => {
    const harmless = (['SYSTEM', 'DELEGATE', 'RECURSIVE'] as const).map((type) => rule('app.s3.example', type));
    expect(contradicting(own, harmless)).toEqual([]);
  });
});
