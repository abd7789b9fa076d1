/** Dynamic updates against a real BIND. */

import { errorCode } from '../../../lib/aws/errors.ts';
import { queryGroups } from '../../../lib/dns-update/client.ts';
import { parseTsigKey } from '../../../lib/dns-update/key.ts';
import type { Rrset } from '../../../lib/dns-update/types.ts';
import { dig } from '../../support/dig.ts';
import { NAMED, type NameServer, stopNameServers } from '../../support/name-servers.ts';
import { describeWith } from '../../support/programs.ts';
import { KEYS, primaryAt, refusalOf, startPrimary } from './support/primary.ts';

let server: NameServer;
afterAll(stopNameServers);

const DIG = { name: 'dig', debianPackage: 'bind9-dnsutils' };
const HOUR_MS = 3_600_000;

const at = (given: Parameters<typeof primaryAt>[1] = {}) => primaryAt(server, given);
const keyed = (name: keyof typeof KEYS) => at({ key: parseTsigKey(KEYS[name], 'test') });
const serial = async (): Promise<string | undefined> =>
  (await dig(server.port, '+short', '+norec', 'corp.example', 'SOA'))[0]?.split(' ')[2];

let count = 0;
/** A name that no other test writes. */
const fresh = (): string => {
  count += 1;
  return `n${count}.corp.example`;
};
const a = (name: string, ...values: readonly string[]): Rrset => ({ name, type: 'A', ttl: 60, values });

const updates = () => {
  it('creates records at a name that is unused', async () => {
    const name = fresh();
    const adds: Rrset[] = [
      a(name, '10.0.1.165', '10.0.2.19'),
      { name, type: 'AAAA', ttl: 30, values: ['2a05::1'] },
      { name, type: 'TXT', ttl: 60, values: ['it has "quotes", \\ and ü'] },
    ];
    await at().change({ prerequisites: [{ kind: 'unused', name }], adds });
    expect(await at().read(name)).toEqual(adds);
    expect((await dig(server.port, '+short', name, 'A')).sort()).toEqual(['10.0.1.165', '10.0.2.19']);
    expect(await dig(server.port, '+short', name, 'AAAA')).toEqual(['2a05::1']);
  });

  it('replaces exactly what it expects', async () => {
    const name = fresh();
    await at().change({ adds: [a(name, '10.0.0.1', '10.0.0.2')] });
    const deletes = [{ name, type: 'A' }] as const;
    const change = {
      prerequisites: [{ kind: 'holds', name, type: 'A', values: ['10.0.0.2', '10.0.0.1'] }] as const,
      deletes,
      adds: [a(name, '10.0.0.2', '10.0.0.3')],
    };
    await at().change(change);
    expect(await at().read(name)).toEqual([a(name, '10.0.0.2', '10.0.0.3')]);
    await at().change({ deletes });
    expect(await at().read(name)).toEqual([]);
  });

  it('lets one of several win that expect the same', async () => {
    const name = fresh();
    await at().change({ adds: [a(name, '10.0.0.1')] });
    const racing = ['10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5'].map((value) =>
      at().change({
        prerequisites: [{ kind: 'holds', name, type: 'A', values: ['10.0.0.1'] }],
        deletes: [{ name, type: 'A' }],
        adds: [a(name, value)],
      }),
    );
    const ended = await Promise.allSettled(racing);
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const codes = ended.flatMap((one) => (one.status === 'rejected' ? errorCode(one.reason) : []));
    expect(codes).toEqual(['NXRRSET', 'NXRRSET', 'NXRRSET']);
  });

  it('writes CNAMEs, long texts and the names of wildcards', async () => {
    const name = fresh();
    const adds: Rrset[] = [
      { name: `*.${name}`, type: 'CNAME', ttl: 60, values: ['vpce-0a-x.s3.eu-west-2.vpce.amazonaws.com'] },
      { name: `long.${name}`, type: 'TXT', ttl: 60, values: ['x'.repeat(700)] },
    ];
    await at().change({ adds });
    expect(await at().read(`*.${name}`, `long.${name}`)).toEqual(adds);
    expect(await dig(server.port, '+short', '+norec', `any.${name}`, 'CNAME')).toEqual([
      'vpce-0a-x.s3.eu-west-2.vpce.amazonaws.com.',
    ]);
  });

  it('is signed with hmac-sha512 as well', async () => {
    const name = fresh();
    await keyed('long').change({ adds: [a(name, '10.0.0.1')] });
    expect(await keyed('long').read(name)).toEqual([a(name, '10.0.0.1')]);
  });

  it.each([
    ['YXDOMAIN', { kind: 'unused', name: 'www.corp.example' }],
    ['YXRRSET', { kind: 'lacks', name: 'www.corp.example', type: 'A' }],
    ['NXRRSET', { kind: 'holds', name: 'www.corp.example', type: 'A', values: ['10.1.1.2'] }],
    ['NXRRSET', { kind: 'holds', name: 'www.corp.example', type: 'A', values: ['10.1.1.1', '10.1.1.2'] }],
    ['YXRRSET', { kind: 'holds', name: 'www.corp.example', type: 'A', values: [] }],
    ['NXDOMAIN', { kind: 'used', name: 'nobody.corp.example' }],
  ] as const)('changes nothing when a prerequisite fails: %s of %j', async (code, prerequisite) => {
    const name = fresh();
    const error = await refusalOf(at().change({ prerequisites: [prerequisite], adds: [a(name, '10.0.0.1')] }));
    expect([error.code, errorCode(error), error.retryable]).toEqual([code, code, code !== 'YXDOMAIN']);
    expect(error.message).toContain('a prerequisite failed');
    expect(await at().read(name)).toEqual([]);
  });

  it.each([
    ['stranger', 'BADSIG', /signature by key "stranger" \(hmac-sha256\)/],
    ['unknown', 'BADKEY', /does not know the key "unknown" \(hmac-sha256\)/],
    ['short', 'REFUSED', /does not let this key/],
  ] as const)('with the key %s is refused: %s', async (name, code, text) => {
    const error = await refusalOf(keyed(name).change({ adds: [a(fresh(), '10.0.0.1')] }));
    expect([error.code, errorCode(error), error.retryable]).toEqual([code, code, false]);
    expect(error.message).toMatch(text);
    expect(error.message).toContain(`127.0.0.1:${server.port}, update of zone corp.example`);
    expect(error.message).not.toContain(KEYS[name].split(':')[2]);
  });

  it.each([
    ['an address', { type: 'A', values: ['10.0.0.1'] }],
    ['an address of IPv6 below a wildcard', { type: 'AAAA', values: ['2a05::1'] }],
  ] as const)(
    'of %s at a name that no host may have is refused, and the message names check-names',
    async (_, given) => {
      const name = given.type === 'A' ? `my_bucket.${fresh()}` : `*.my_bucket.${fresh()}`;
      const set: Rrset = { name, ttl: 60, ...given };
      const error = await refusalOf(at().change({ adds: [set] }));
      expect(error).toMatchObject({ code: 'REFUSED', retryable: false });
      expect(error.message).toContain(`its check-names refuses ${name} as the name of an address`);
    },
  );

  it('of other types at such a name is made', async () => {
    const name = `my_bucket.${fresh()}`;
    await at().change({ adds: [{ name, type: 'CNAME', ttl: 60, values: ['target.example'] }] });
    expect(await at().read(name)).toHaveLength(1);
  });

  it('that the key may not make says nothing of names that hosts may have', async () => {
    const error = await refusalOf(keyed('short').change({ adds: [a(`*.${fresh()}`, '10.0.0.1')] }));
    expect(error.message).not.toContain('check-names');
  });

  it('is refused when the clocks differ, and says by how much', async () => {
    const now = Math.floor(Date.now() / 1000) * 1000 - HOUR_MS;
    const error = await refusalOf(at({ now }).change({ adds: [a(fresh(), '10.0.0.1')] }));
    expect([error.code, error.retryable]).toEqual(['BADTIME', false]);
    expect(error.message).toContain(`ours ${new Date(now).toISOString().replace('.000Z', 'Z')}`);
    const apart = Number(/\((\d+) seconds apart/.exec(error.message)?.[1]);
    expect(apart).toBeGreaterThanOrEqual(3_600);
  });

  it.each([
    ['other.example', 'REFUSED'],
    ['nowhere.example', 'NOTAUTH'],
  ])('of %s, whose primary it is not, is refused: %s', async (zone, code) => {
    const error = await refusalOf(at({ zone }).change({ adds: [a(`x.${zone}`, '10.0.0.1')] }));
    expect([error.code, error.retryable]).toEqual([code, false]);
  });

  it('with a name outside of the zone is refused', async () => {
    const error = await refusalOf(at().change({ adds: [a('www.elsewhere.example', '10.0.0.1')] }));
    expect([error.code, error.retryable]).toEqual(['NOTZONE', false]);
  });

  it('is one message, or none: what is too large for TCP is not sent', async () => {
    const sets = Array.from({ length: 1_000 }, (_, nr) => a(`host-${nr}.${fresh()}`, '10.0.0.1'));
    const prerequisites = sets.map(({ name }) => ({ kind: 'unused', name }) as const);
    const error = await refusalOf(at().change({ prerequisites, adds: sets }));
    expect([error.code, error.retryable]).toEqual(['TOO_LARGE', false]);
    expect(error.message).toMatch(
      /^update of zone corp\.example: expected at most 65535 bytes.*found \d+; nothing was sent/,
    );
    const before = await serial();
    for (let half = 0; half < sets.length; half += 500) {
      await at().change({ prerequisites: prerequisites.slice(half, half + 500), adds: sets.slice(half, half + 500) });
    }
    expect(Number(await serial())).toBe(Number(before) + 2);
    expect(await at().read(...sets.map(({ name }) => name))).toEqual(sets);
  });
};

const reads = () => {
  it('finds nothing at names that are not there', async () => {
    expect(await at().read('nobody.corp.example', 'corp.example')).toEqual([]);
  });

  it('does not take for a record what a wildcard or a DNAME stands in for', async () => {
    const names = ['any.wild.corp.example', 'www.corp.example', '*.any.wild.corp.example', 'leaf.tree.corp.example'];
    expect(await dig(server.port, '+short', '+norec', 'any.wild.corp.example')).toEqual(['10.3.3.3']);
    expect(await dig(server.port, '+short', '+norec', 'leaf.tree.corp.example')).toContain('leaf.trunk.example.');
    const before = await serial();
    expect(await at().read(...names)).toEqual([a('www.corp.example', '10.1.1.1')]);
    expect(await at().read('*.wild.corp.example')).toEqual([
      a('*.wild.corp.example', '10.3.3.3'),
      { name: '*.wild.corp.example', type: 'TXT', ttl: 60, values: ['wild'] },
    ]);
    expect(await serial()).toBe(before);
  });

  it('reads the other groups when one lies below a delegation, elsewhere, or is too long', async () => {
    const tooLong = `_waykeeper.${'a.'.repeat(118)}corp.example`;
    const groups = [
      ['www.corp.example'],
      ['x.below.corp.example'],
      ['x.elsewhere.test'],
      [tooLong],
      ['nobody.corp.example'],
    ];
    const { address, port } = server;
    const key = parseTsigKey(KEYS.upd, 'test');
    const primary = { server: `${address}:${port}`, zone: 'corp.example', key, now: Date.now(), timeoutMs: 5_000 };
    const read = await queryGroups({ ...primary, groups });
    expect(read.map((one) => (one instanceof Error ? one.code : one))).toEqual([
      ...[[a('www.corp.example', '10.1.1.1')], 'NOTAUTH', 'NOTAUTH', 'MALFORMED', []],
    ]);
  });

  it('takes a key that may write other types alone', async () => {
    expect(await keyed('short').read('www.corp.example')).toEqual([a('www.corp.example', '10.1.1.1')]);
  });

  it('tells a record from the wildcard beside it even when both hold the same', async () => {
    const name = 'same.wild.corp.example';
    await at().change({ adds: [a(name, '10.3.3.3')] });
    expect(await at().read(name, 'other.wild.corp.example')).toEqual([a(name, '10.3.3.3')]);
  });

  it('gives what a prerequisite can hold again, whatever the case of a target', async () => {
    const name = 'mixed.corp.example';
    const [found] = await at().read(name);
    expect(found).toEqual({ name, type: 'CNAME', ttl: 60, values: ['target.example'] });
    const values = found?.values ?? [];
    await at().change({
      prerequisites: [{ kind: 'holds', name, type: 'CNAME', values }],
      deletes: [{ name, type: 'CNAME' }],
    });
    expect(await at().read(name)).toEqual([]);
  });

  it.each([
    ['upd', 'below.corp.example', 'corp.example', 'NOTAUTH', /without authority/],
    ['upd', 'www.elsewhere.example', 'corp.example', 'NOTAUTH', /without authority/],
    ['stranger', 'www.corp.example', 'corp.example', 'BADSIG', /another secret/],
    ['unknown', 'www.corp.example', 'corp.example', 'BADKEY', /does not know/],
  ] as const)('with the key %s of %s in zone %s fails: %s', async (key, name, zone, code, text) => {
    const error = await refusalOf(at({ key: parseTsigKey(KEYS[key], 'test'), zone }).read(name));
    expect([error.code, error.retryable]).toEqual([code, false]);
    expect(error.message).toMatch(text);
  });
};

const policies = () => {
  it('answers by what an update wrote, at the apex and below it', async () => {
    const name = 's3.eu-west-2.amazonaws.com';
    const rpz = at({ zone: 'rpz.example' });
    const adds = [`${name}.rpz.example`, `*.${name}.rpz.example`].map((one) => a(one, '10.0.2.19'));
    await rpz.change({ prerequisites: adds.map((set) => ({ kind: 'unused', name: set.name })), adds });
    expect(await rpz.read(...adds.map((set) => set.name))).toEqual(adds);
    const seen = async () => [
      await dig(server.port, '+short', name),
      await dig(server.port, '+short', `bucket.${name}`),
    ];
    await until(async () => (await seen()).every(([first]) => first === '10.0.2.19'));
    expect(await seen()).toEqual([['10.0.2.19'], ['10.0.2.19']]);
  });
};

const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((done) => setTimeout(done, 50));
};

describeWith([NAMED, DIG], 'a real BIND', () => {
  beforeAll(async () => {
    server = await startPrimary();
  });

  describe('that is sent an update', updates);
  describe('that is read', reads);
  describe('with a policy zone', policies);
});
