/** What stands at a claimed name and is somebody else's. */
import type { RecordSet } from '../../../../lib/aws/types.ts';
import { isRecordSetChange } from '../../../../lib/dns/record-sets/types.ts';
import { endpoint, recordSet, regionalName } from '../../../support/aws.ts';
import { zoneClaim } from '../../../support/configs.ts';
import { lines } from '../../../support/lines.ts';
import { holding, plan } from '../../../support/zones.ts';

const adopting = zoneClaim({ adopt: true, records: [{ name: 'app' }] });
const plain = (name: string, type: string, ...values: string[]): RecordSet => ({
  ...{ name: `${name}.`, type, ttl: 300, values },
});
const writes = (...args: Parameters<typeof plan>): string[][] =>
  plan(...args)
    .changes.filter(isRecordSetChange)
    .map((change) => change.writes.map(({ action, record }) => `${action} ${record.type}`));

/** A nonce, a sealed zipped mark of external-dns and its tag, of which anybody else can read nothing. */
const SEALED = Buffer.from(Array.from({ length: 93 }, (_, at) => (at * 37 + 11) % 256)).toString('base64');

describe('adopt', () => {
  it('takes a plain set over', () => {
    const world = holding(plain('app.corp.example', 'A', '192.0.2.1'));
    expect(lines(plan(world, adopting))).toEqual([
      `replace Z1/app.corp.example/A to ${regionalName('vpce-1')}: ADOPTED`,
    ]);
  });

  it('takes a CNAME over once, with the first set that takes its place', () => {
    const endpoints = [endpoint({ recordTypes: ['A', 'AAAA'] })];
    expect(writes({ endpoints, ...holding(plain('app.corp.example', 'CNAME', 'x.example.')) }, adopting)).toEqual([
      ['DELETE CNAME', 'CREATE A'],
      ['CREATE AAAA'],
    ]);
  });

  it('takes nothing over that has an identifier', () => {
    const world = holding({ ...plain('app.corp.example', 'A', '192.0.2.1'), setIdentifier: 'blue' });
    expect(lines(plan(world, adopting))).toEqual(['leave Z1/app.corp.example/A: CONFLICT']);
  });

  it('touches nothing of another type', () => {
    expect(writes(holding(plain('app.corp.example', 'TXT', '"x"')), adopting)).toEqual([['CREATE A']]);
  });
});

describe('an alias to a name that only begins like that of an endpoint', () => {
  it('is a conflict', () => {
    const alias = { zoneId: 'Z1', name: 'vpce-9-aaa.vpce.amazonaws.com.corp.example.', evaluateTargetHealth: false };
    const world = holding({ name: 'app.corp.example.', type: 'A', alias });
    expect(lines(plan(world, zoneClaim({ records: [{ name: 'app' }] })))).toEqual([
      'leave Z1/app.corp.example/A: CONFLICT',
    ]);
  });
});

describe('a plain set that only shares the TTL of a claim', () => {
  const claim = zoneClaim({ records: [{ name: 'app', to: 'addresses', ttl: 60 }] });
  const byHand = holding(
    { ...plain('app.corp.example', 'A', '192.0.2.7'), ttl: 60 },
    { ...plain('app.corp.example', 'AAAA', '2001:db8::7'), ttl: 60 },
  );

  it('is neither overwritten nor removed', () => {
    expect(plan(byHand, claim).changes).toEqual([]);
  });
});

describe('a foreign owner', () => {
  it.each([
    [
      'external-dns at the name',
      'app.corp.example',
      '"heritage=external-dns,external-dns/owner=prod"',
      'external-dns (owner prod)',
    ],
    [
      'external-dns beside the name',
      'a-app.corp.example',
      '"heritage=external-dns,external-dns/owner=prod,x=y"',
      'external-dns (owner prod)',
    ],
    ['octodns', '_owner.a.app.corp.example', '"*octodns*"', 'octodns'],
    ['a registry that is sealed', 'a-app.corp.example', `"${SEALED}"`, 'another tool, in a text that is sealed'],
    [
      'one whose text comes in several strings',
      'cname-app.corp.example',
      `"${SEALED.repeat(2).slice(0, 200)}" "${SEALED.slice(0, 56)}"`,
      'another tool, in a text that is sealed',
    ],
  ])('leaves the name to %s, even with adopt', (_, name, value, owner) => {
    const world = holding(recordSet('app.corp.example', 'vpce-gone'), plain(name, 'TXT', value));
    const made = plan(world, adopting);
    expect(lines(made)).toEqual(['leave Z1/app.corp.example/A: OWNED_BY_OTHERS']);
    expect(made.skips[0]?.reason.message).toContain(`belongs to ${owner}`);
  });

  it('of a wildcard is found', () => {
    const record = plain('_owner.a._wildcard.corp.example', 'TXT', '"*octodns*"');
    expect(lines(plan(holding(record), zoneClaim({ records: [{ name: '*' }] })))).toEqual([
      'leave Z1/*.corp.example/A: OWNED_BY_OTHERS',
    ]);
  });

  it.each([
    ['the token of a proof', '"vpce:lqmY+3kJVkd1/8gYyWzQ=="'],
    ['a key that says what it is', `"v=DKIM1; k=rsa; p=${SEALED}"`],
    ['words', `"${'these are words '.repeat(8)}"`],
  ])('is none: %s', (_, value) => {
    expect(plan(holding(plain('a-app.corp.example', 'TXT', value)), adopting).changes).toHaveLength(1);
  });

  it('is none for another name', () => {
    const record = plain('a-other.corp.example', 'TXT', '"heritage=external-dns,external-dns/owner=prod"');
    expect(lines(plan(holding(record), adopting))).toEqual([
      `create Z1/app.corp.example/A to ${regionalName('vpce-1')}: RECORD_MISSING`,
    ]);
  });
});
