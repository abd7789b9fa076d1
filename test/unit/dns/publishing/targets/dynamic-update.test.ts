/** Names of dynamic zones: what is written, under which conditions, and what is left alone. */
import { updateNames } from '../../../../../lib/dns/publishing/keys.ts';
import { planUpdate } from '../../../../../lib/dns/publishing/targets/dynamic-update.ts';
import { ownerMarkText } from '../../../../../lib/dns/record-sets/owner-mark.ts';
import type { AnswerData } from '../../../../../lib/dns-files/types.ts';
import type { Rrset } from '../../../../../lib/dns-update/types.ts';
import { withBetween } from '../../../../../lib/net/dns-name.ts';

const DOMAIN = 's3.eu-west-2.amazonaws.com';
const KEY = '10.10.0.53:53/rpz.corp.example/s3.eu-west-2.amazonaws.com';
const publisher = {
  ...{ update: 'rpz' as const, server: '10.10.0.53:53', zone: 'rpz.corp.example', key: 'ssm:/tsig' },
  ...{ ttl: 60, adopt: false },
};
const { name: APEX, below: BELOW, ownerMark: MARK } = updateNames(publisher, DOMAIN);
const NAMED: AnswerData = { cname: 'vpce-1.s3.eu-west-2.vpce.amazonaws.com' };
const set = (name: string, type: Rrset['type'], ...values: readonly string[]): Rrset => ({
  name,
  type,
  ttl: 60,
  values,
});
const OURS = '111122223333/eu-west-2/prod';
const mark = (entry = 'onprem', by: string | undefined = OURS): Rrset =>
  set(MARK, 'TXT', ownerMarkText({ entry, by, at: 0 }));

const planned = (data: AnswerData, rrsets: readonly Rrset[], over: Partial<typeof publisher> = {}) =>
  planUpdate({ entry: 'onprem', by: OURS }, { ...publisher, ...over }, DOMAIN, data, { key: KEY, rrsets }, 0);

const updateOf = (part: ReturnType<typeof planned>) => {
  if (!('action' in part) || part.target.kind !== 'update')
    throw new Error(`expected an update, found ${part.reason.code}`);
  return part.target;
};

describe('a domain of a policy zone', () => {
  it('stands below the zone, itself and all below it, with an owner mark beside it', () => {
    expect(APEX).toBe('s3.eu-west-2.amazonaws.com.rpz.corp.example');
    const { adds, deletes } = updateOf(planned(NAMED, []));
    expect(deletes).toEqual([]);
    expect(adds.map(({ name, type, values }) => `${name} ${type} ${values}`)).toEqual([
      `${APEX} CNAME vpce-1.s3.eu-west-2.vpce.amazonaws.com`,
      `${BELOW} CNAME vpce-1.s3.eu-west-2.vpce.amazonaws.com`,
      `${MARK} TXT ${ownerMarkText({ entry: 'onprem', by: OURS, at: 0 })}`,
    ]);
  });

  it('is written only if everything is still as it was found', () => {
    const rrsets = [set(APEX, 'A', '10.0.1.1'), mark()];
    const { prerequisites, deletes, adds } = updateOf(planned({ addresses: ['10.0.1.2', 'fd00::2'] }, rrsets));
    expect(prerequisites).toContainEqual({ kind: 'holds', name: APEX, type: 'A', values: ['10.0.1.1'] });
    expect(prerequisites).toContainEqual({ kind: 'lacks', name: APEX, type: 'CNAME' });
    expect(prerequisites).toContainEqual({ kind: 'lacks', name: BELOW, type: 'A' });
    expect(prerequisites).toContainEqual({ kind: 'holds', name: MARK, type: 'TXT', values: mark().values });
    expect(deletes).toEqual([
      { name: APEX, type: 'A' },
      { name: MARK, type: 'TXT' },
    ]);
    expect(adds.map(({ name, type }) => `${name} ${type}`)).toEqual([
      ...[`${APEX} A`, `${APEX} AAAA`, `${BELOW} A`, `${BELOW} AAAA`, `${MARK} TXT`],
    ]);
  });

  it('is in order when it answers the same in whatever order and spelling', () => {
    const rrsets = [set(APEX, 'A', '10.0.1.2', '10.0.1.1'), set(BELOW, 'A', '10.0.1.1', '10.0.1.2'), mark()];
    expect(planned({ addresses: ['10.0.1.1', '10.0.1.2'] }, rrsets).reason.code).toBe('IN_ORDER');
  });

  it('is left alone when somebody else put something there, unless it is to be adopted', () => {
    const theirs = [set(BELOW, 'A', '10.9.9.9')];
    expect(planned(NAMED, theirs).reason).toEqual({
      code: 'CONFLICT',
      message: `the zone holds something that is not ours: ${BELOW} A 10.9.9.9; adopt: true takes it over`,
    });
    expect(updateOf(planned(NAMED, theirs, { adopt: true })).deletes).toEqual([{ name: BELOW, type: 'A' }]);
    expect(planned(NAMED, [mark('other')]).reason.message).toContain('published for other');
  });
});

describe('a name that is to become a CNAME', () => {
  const text = set(APEX, 'TXT', 'somebody wrote this');

  it('must be unused where nothing was found, and as it was found elsewhere', () => {
    const rrsets = [set(APEX, 'A', '10.0.1.1'), mark()];
    const { prerequisites } = updateOf(planned(NAMED, rrsets));
    expect(prerequisites).toEqual([
      { kind: 'holds', name: APEX, type: 'A', values: ['10.0.1.1'] },
      ...(['AAAA', 'CNAME', 'TXT'] as const).map((type) => ({ kind: 'lacks', name: APEX, type })),
      { kind: 'unused', name: BELOW },
      { kind: 'holds', name: MARK, type: 'TXT', values: mark().values },
    ]);
  });

  it('is left alone where a text stands, whoever the other records there belong to', () => {
    const reason = {
      code: 'CONFLICT',
      message: `the zone holds something that is not ours: ${APEX} TXT somebody wrote this; adopt: true takes it over`,
    };
    expect(planned(NAMED, [text]).reason).toEqual(reason);
    expect(planned(NAMED, [set(APEX, 'A', '10.0.1.1'), text, mark()]).reason).toEqual(reason);
    expect(updateOf(planned(NAMED, [text, mark()], { adopt: true })).deletes).toContainEqual({
      name: APEX,
      type: 'TXT',
    });
  });

  it('minds no text where it has addresses: it stays', () => {
    const { prerequisites, deletes } = updateOf(planned({ addresses: ['10.0.1.1'] }, [text]));
    expect(deletes).toEqual([]);
    expect(prerequisites).toContainEqual({ kind: 'lacks', name: APEX, type: 'CNAME' });
  });

  it('is not answered with a name below it, which would have no end', () => {
    for (const cname of [DOMAIN, `vpce-1.${DOMAIN}`]) {
      expect(planned({ cname }, [])).toEqual({
        key: KEY,
        severity: 'error',
        reason: {
          code: 'NOT_PRINTABLE',
          message: `expected a CNAME target outside of ${DOMAIN}, found ${cname}; what is there stays`,
        },
        remedy: 'answer for a narrower domain, or as: addresses',
      });
    }
    expect(planned({ cname: `x${DOMAIN}` }, [])).toHaveProperty('action', 'publish');
  });
});

describe('domains of one entry', () => {
  it('that lie apart are answered for with the names between them', () => {
    expect(withBetween(['s3.example', 'a.b.c.s3.example', 'z.s3.example', 'x.other.test'])).toEqual([
      ...['a.b.c.s3.example', 'b.c.s3.example', 'c.s3.example', 's3.example', 'x.other.test', 'z.s3.example'],
    ]);
    expect(withBetween(['b.s3.example', 'a.b.s3.example'])).toEqual(['a.b.s3.example', 'b.s3.example']);
  });
});

describe('a domain of an ordinary zone', () => {
  it('is the name itself', () => {
    expect(updateNames({ ...publisher, update: 'zone' }, 'app.corp.example')).toEqual({
      ...{ name: 'app.corp.example', below: '*.app.corp.example', ownerMark: '_waykeeper.app.corp.example' },
    });
  });
});

describe('a mark of the same entry', () => {
  const held = (by: string | undefined, address = '10.0.1.165') => [
    set(APEX, 'A', address),
    set(BELOW, 'A', address),
    set(MARK, 'TXT', ownerMarkText({ entry: 'onprem', by, at: 0 })),
  ];
  const wanted: AnswerData = { addresses: ['10.0.1.165'] };

  it.each([['111122223333/eu-west-2/test'], ['999988887777/eu-west-2/prod']])(
    'that %s made is not ours to write over, unless it is adopted',
    (by) => {
      expect(planned(wanted, held(by, '10.9.9.9')).reason.code).toBe('CONFLICT');
      expect(planned(wanted, held(by, '10.9.9.9'), { adopt: true })).toMatchObject({ action: 'publish' });
    },
  );

  it('that tells no deployment is ours, and is written once more', () => {
    const { adds } = updateOf(planned(wanted, held(undefined)));
    expect(adds.at(-1)?.values[0]).toContain(`by=${OURS}`);
    expect(planned(wanted, held(OURS)).reason.code).toBe('IN_ORDER');
  });
});
