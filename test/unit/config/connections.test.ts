import { REGIONS } from '../../../lib/config/schema/regions.ts';
import { ruleSetFaults, sentences } from './support/faults.ts';

const accept = (rule: string): string[] => ruleSetFaults(`accept: [{ name: r, ${rule} }]`);
const CONDITION =
  'expected a condition: one of accounts, organizationalUnits, endpoints (write anyone: true to mean everybody)';

describe('the services of a rule set', () => {
  const services = (selector: string): string[] =>
    sentences(`{ version: 1, connections: [{ name: a, services: ${selector} }] }`);

  it.each(['{ id: vpce-svc-0a }', '{ ids: [vpce-svc-0a, vpce-svc-0123456789abcdef0] }', '{ tags: { a: "", b: c d } }'])(
    'are selected by %s',
    (selector) => expect(services(selector)).toEqual([]),
  );

  const place = 'connections[0].services';
  it.each([
    ['{}', `${place}: expected exactly one of id, ids or tags, found an empty mapping`],
    [
      '{ id: vpce-svc-0a, tags: { a: b } }',
      `${place}: expected exactly one of id, ids or tags, found a mapping with id, tags`,
    ],
    [
      '{ tag: { a: b } }',
      `${place}: expected exactly one of id, ids or tags (did you mean "tags"?), found a mapping with tag`,
    ],
    ['vpce-svc-0a', `${place}: expected exactly one of id, ids or tags, found "vpce-svc-0a"`],
    ['{ tags: {} }', `${place}.tags: expected at least one tag, found an empty mapping`],
    ['{ ids: [] }', `${place}.ids: expected a list of ids, at least one, found an empty list`],
    ['{ id: vpce-0a }', `${place}.id: expected the id of an endpoint service (vpce-svc-…), found "vpce-0a"`],
    ['{ id: "vpce-svc-0A" }', `${place}.id: expected the id of an endpoint service (vpce-svc-…), found "vpce-svc-0A"`],
    [
      '{ tags: { a: 1 } }',
      `${place}.tags.a: expected a tag value (text; matched exactly, so without *, ? and \\), found the number 1 (text needs quotes)`,
    ],
    [
      '{ tags: { a: "prod*" } }',
      `${place}.tags.a: expected a tag value (text; matched exactly, so without *, ? and \\), found "prod*"`,
    ],
    [
      '{ tags: { "a?": b } }',
      `${place}.tags["a?"]: expected a tag key (1 to 128 characters, without *, ? and \\), found the key "a?"`,
    ],
    ['{ id: vpce-svc-0a, role: x }', `${place}.role: expected no role: it is reserved for a later release, found "x"`],
    [
      '{ tags: { a: b }, region: eu-west-1 }',
      `${place}.region: expected no region: it is reserved for a later release, found "eu-west-1"`,
    ],
  ])('are not selected by %s', (selector, sentence) => {
    expect(services(selector)).toEqual([sentence]);
  });
});

describe('the key of the topic', () => {
  const key = (arn: string): string[] => sentences(`{ version: 1, encryption: { key: "${arn}" } }`);
  const kms = 'arn:aws:kms:eu-west-2:999988887777';

  it.each([`${kms}:key/1234abcd-12ab-34cd-56ef-1234567890ab`, `${kms}:alias/team/topics`])('may be %s', (arn) => {
    expect(key(arn)).toEqual([]);
  });

  it.each([`${kms}:alias/aws/sns`, 'alias/topics', '1234abcd-12ab-34cd-56ef-1234567890ab'])('is not %s', (arn) => {
    expect(key(arn)).toEqual([
      `encryption.key: expected the ARN of a customer managed KMS key, or of an alias of one (arn:aws:kms:…:key/…), found "${arn}"`,
    ]);
  });
});

describe('an accept rule', () => {
  const place = 'connections[0].accept[0]';
  it.each([
    [
      'accounts: [111122223333]',
      `${place}.accounts[0]: expected a 12-digit account id, found the number 111122223333 (text needs quotes)`,
    ],
    ['accounts: ["1111 2222 3333"]', `${place}.accounts[0]: expected a 12-digit account id, found "1111 2222 3333"`],
    ['accounts: []', `${place}.accounts: expected a list of account ids, at least one, found an empty list`],
    [
      'accounts: ["111122223333"], maxPerAccount: 0',
      `${place}.maxPerAccount: expected a whole number of at least 1, found the number 0`,
    ],
    [
      'accounts: ["111122223333"], regions: [eu-west-9]',
      `${place}.regions[0]: expected a known AWS Region such as eu-west-2, found "eu-west-9"`,
    ],
    [
      'accounts: ["111122223333"], ipAddressTypes: [ipv5]',
      `${place}.ipAddressTypes[0]: expected "ipv4" or "ipv6" or "dualstack", found "ipv5"`,
    ],
    [
      'organizationalUnits: [ou-1]',
      `${place}.organizationalUnits[0]: expected the id of an organizational unit (ou-xxxx-xxxxxxxx) or of the root (r-xxxx), found "ou-1"`,
    ],
    ...['2027-02-30', '2027-1-31', '31.01.2027', '2027-13-01'].map((day): [string, string] => [
      `accounts: ["111122223333"], until: ${day}`,
      `${place}.until: expected a day such as 2027-01-31, found "${day}"`,
    ]),
    [
      'accounts: ["111122223333"], until: 2027',
      `${place}.until: expected a day such as 2027-01-31, found the number 2027`,
    ],
    [
      'accounts: ["111122223333"], reason: ""',
      `${place}.reason: expected text of at most 200 characters in one line, found empty text`,
    ],
    ['endpoints: [vpce-svc-0a]', `${place}.endpoints[0]: expected the id of an endpoint (vpce-…), found "vpce-svc-0a"`],
    [
      'anyone: true, account: ["1"]',
      `${place}.account: expected a known key (did you mean "accounts"?), found the unknown key "account"`,
    ],
    [
      'anyone: true, accounts: ["111122223333"]',
      `${place}.anyone: expected either anyone: true or a list of who, found anyone: true beside accounts`,
    ],
    [
      'accounts: ["111122223333"], organization: o-ab12cd34ef',
      `${place}.organization: expected organizationalUnits beside it (the root, r-xxxx, for the whole organization), found organization alone`,
    ],
    [
      'organizationalUnits: [r-ab12], organization: r-ab12',
      `${place}.organization: expected the id of an organization (o-xxxxxxxxxx), found "r-ab12"`,
    ],
    ['anyone: false', `${place}.anyone: expected true, or no such key, found false`],
    ['', `${place}: ${CONDITION}, found a rule without any`],
    ['maxPerAccount: 3', `${place}: ${CONDITION}, found a rule with only maxPerAccount`],
    ['regions: [eu-west-2]', `${place}: ${CONDITION}, found a rule with only regions`],
  ])('has exactly one fault with { %s }', (rule, sentence) => {
    expect(accept(rule)).toEqual([sentence]);
  });

  it('may name the root, for the whole organization, and which one it is', () => {
    expect(accept('organizationalUnits: [r-ab12, ou-ab12-11111111], organization: o-ab12cd34ef')).toEqual([]);
  });

  it('may match everybody only in so many words', () => {
    expect(accept('anyone: true')).toEqual([]);
  });

  it('may name any Region that AWS has', () => {
    expect(accept(`anyone: true, regions: [${REGIONS.join(', ')}]`)).toEqual([]);
  });
});

describe('the rules of a rule set', () => {
  it('have names of their own', () => {
    const rule = '{ name: r, accounts: ["111122223333"] }';
    expect(ruleSetFaults(`accept: [${rule}, ${rule}]`)).toEqual([
      'connections[0].accept[1].name: expected a name that no other entry has, found "r" again',
    ]);
  });

  it('do not accept an account that they reject', () => {
    const rules = 'accounts: ["111122223333", "999999999999"]';
    expect(
      ruleSetFaults(`reject: [{ name: no, accounts: ["999999999999"] }], accept: [{ name: yes, ${rules} }]`),
    ).toEqual([
      'connections[0].accept[0].accounts[1]: expected an account that the rule set does not reject, found "999999999999", rejected by connections[0].reject[0].accounts[0]',
    ]);
  });

  it('may reject by Region alone', () => {
    expect(ruleSetFaults('reject: [{ name: far, regions: [us-east-1] }]')).toEqual([]);
  });

  it.each(['role/team/app', 'root', 'role/a b'])('do not allow arn:aws:iam::111122223333:%s', (name) => {
    const arn = `arn:aws:iam::111122223333:${name}`;
    expect(ruleSetFaults(`permissions: add, principals: ["${arn}"]`)).toEqual([
      `connections[0].principals[0]: expected the ARN of a role or user, without a path (arn:aws:iam::…:role/…), found "${arn}"`,
    ]);
  });

  it('allow roles and users of one partition, where permissions says so', () => {
    const [role, user] = ['arn:aws:iam::111122223333:role/app', 'arn:aws:iam::111122223333:user/a.b@c'];
    expect(ruleSetFaults(`permissions: add, principals: ["${role}", "${user}"]`)).toEqual([]);
    expect(ruleSetFaults(`principals: ["${role}"]`)).toEqual([
      'connections[0].principals: expected `permissions: add` beside it, since nobody is added otherwise, found principals alone',
    ]);
    const cn = 'arn:aws-cn:iam::111122223333:role/app';
    expect(ruleSetFaults(`permissions: add, principals: ["${role}", "${cn}"]`)).toEqual([
      `connections[0].principals[1]: expected an ARN of the partition aws, as the first, found "${cn}"`,
    ]);
  });

  it('take no quota for what they reject', () => {
    expect(ruleSetFaults('reject: [{ name: no, anyone: true, maxPerAccount: 1 }]')).toHaveLength(1);
  });

  it('cannot contradict those of another set for the same service, as far as the text shows', () => {
    const sets = (first: string, second: string): string[] =>
      sentences(`{ version: 1, connections: [{ name: a, ${first} }, { name: b, ${second} }] }`);
    const fault = [
      'connections[1].services: expected services that no other rule set selects, unless both only accept, without maxPerAccount, found services that connections[0] selects, too',
    ];
    const [id, tags] = ['services: { id: vpce-svc-0a }', 'services: { tags: { tier: live } }'];
    const accept = (rule: string): string => `accept: [{ name: r, accounts: ["111122223333"]${rule} }]`;
    expect(sets(id, id)).toEqual([]);
    expect(sets(`${id}, ${accept('')}`, `${id}, ${accept(', regions: [eu-west-2]')}`)).toEqual([]);
    expect(sets(id, `${id}, revoke: true`)).toEqual(fault);
    expect(sets(`${id}, otherwise: reject`, id)).toEqual(fault);
    expect(sets(id, `${id}, reject: [{ name: no, accounts: ["999999999999"] }]`)).toEqual(fault);
    expect(sets(id, `${id}, ${accept(', maxPerAccount: 2')}`)).toEqual(fault);
    expect(sets(id, 'services: { ids: [vpce-svc-0b, vpce-svc-0a] }, revoke: true')).toEqual(fault);
    expect(sets(tags, `${tags}, revoke: true`)).toEqual(fault);
    expect(sets('services: { tags: { tier: live, team: a } }', `${tags}, revoke: true`)).toEqual(fault);
    expect(sets('services: { tags: { tier: test } }', `${tags}, revoke: true`)).toEqual([]);
    expect(sets(id, `${tags}, revoke: true`)).toEqual([]);
  });

  it('belong to a rule set with a name of its own', () => {
    const set = '{ name: a, services: { id: vpce-svc-0a } }';
    expect(sentences(`{ version: 1, connections: [${set}, ${set}] }`)).toEqual([
      'connections[1].name: expected a name that no other entry has, found "a" again',
    ]);
  });
});
