/** Asking AWS Organizations: once for each account and unit, and what its answers mean. */
import type { ParentOf } from '../../../lib/aws/organizations/parents.ts';
import type { Parent } from '../../../lib/aws/types.ts';
import { accountsToLookUp } from '../../../lib/connections/accounts.ts';
import { accountPlacer } from '../../../lib/connections/organization.ts';
import { combine } from '../../../lib/connections/policy.ts';
import { connection, NOW } from '../../support/aws.ts';
import { connectionsConfig, type RuleSetInput, ruleSet } from '../../support/configs.ts';
import { lines } from '../../support/lines.ts';
import { decided, planFor } from '../../support/sharing.ts';

const PLACES: Readonly<Record<string, string>> = {
  '111122223333': 'ou-ab12-team0000',
  '222233334444': 'ou-ab12-team0000',
  '333344445555': 'r-ab12',
  'ou-ab12-team0000': 'ou-ab12-prod0000',
  'ou-ab12-prod0000': 'r-ab12',
};

const IDENTITY = { id: 'o-ab12cd34ef', rootId: 'r-ab12' };

const parent = (id: string): Parent => ({ id, root: id.startsWith('r-') });

/** An organization that writes down what it is asked; `failing` ids answer with an error of that name. */
const organization = (failing: Readonly<Record<string, string>> = {}, identifies = false) => {
  const asked: string[] = [];
  let opened = 0;
  const parentOf: ParentOf = async (id) => {
    asked.push(id);
    const name = failing[id];
    if (name) throw Object.assign(new Error('no'), { name, $fault: 'client' });
    const place = PLACES[id];
    return place === undefined ? undefined : parent(place);
  };
  const identify = async () => {
    asked.push('roots');
    if (failing.roots) throw Object.assign(new Error('no'), { name: failing.roots, $fault: 'client' });
    return IDENTITY;
  };
  const open = async () => {
    opened += 1;
    return { parentOf, identify };
  };
  const place = accountPlacer(open, { now: Date.now, identifies });
  return { asked, place, opened: () => opened };
};

const CLOCK = { now: Date.now, identifies: true };

describe('the place of an account', () => {
  it('is every unit above it, and the root', async () => {
    const { place } = organization();
    expect(await place(['111122223333', '333344445555'])).toEqual({
      units: { '111122223333': ['ou-ab12-team0000', 'ou-ab12-prod0000', 'r-ab12'], '333344445555': ['r-ab12'] },
      unseen: [],
    });
  });

  it('is asked about once a run, and so is each unit that accounts share', async () => {
    const { asked, place, opened } = organization();
    await place(['111122223333', '222233334444']);
    await place(['111122223333', '222233334444', '333344445555']);
    expect(asked.toSorted()).toEqual(Object.keys(PLACES).toSorted());
    expect(opened()).toBe(1);
  });

  it('is outside when the organization lacks the account', async () => {
    const { place } = organization();
    expect(await place(['999999999999'])).toEqual({ units: { '999999999999': 'outside' }, unseen: [] });
  });

  it('is unknown when it could not be read, which is told once, and leaves the others known', async () => {
    const { place } = organization({
      '222233334444': 'AccessDeniedException',
      '444455556666': 'TooManyRequestsException',
    });
    const { units, unseen } = await place(['111122223333', '222233334444', '444455556666']);
    expect(units).toMatchObject({ '222233334444': 'unknown', '444455556666': 'unknown' });
    expect(Array.isArray(units['111122223333'])).toBe(true);
    expect(unseen).toMatchObject([{ key: 'organizations', code: 'TooManyRequestsException', retryable: true }]);
  });

  it('is unknown when it hangs: the accounts that were found by then stay known, and no more are asked about', async () => {
    const asked: string[] = [];
    const hanging = ['222233334444', '333344445555', '444455556666', '555566667777'];
    const parentOf: ParentOf = (id) => {
      asked.push(id);
      return hanging.includes(id) ? new Promise<never>(() => {}) : Promise.resolve(parent(PLACES[id] ?? 'r-ab12'));
    };
    const identify = () => Promise.reject(new Error('nobody asks'));
    const place = accountPlacer(async () => ({ parentOf, identify }), {
      ...{ now: Date.now, identifies: false, limitMs: 50 },
    });
    const { units, unseen } = await place(['111122223333', ...hanging, '666677778888']);
    expect(Object.values(units).filter((one) => one === 'unknown')).toHaveLength(5);
    expect(Array.isArray(units['111122223333'])).toBe(true);
    expect(unseen).toMatchObject([{ key: 'organizations', code: 'LATE', retryable: true }]);
    expect(asked).not.toContain('666677778888');
  });

  it('is unknown, not outside, when a unit above it is gone', async () => {
    const { place } = organization({ 'ou-ab12-team0000': 'ChildNotFoundException' });
    expect((await place(['111122223333'])).units).toEqual({ '111122223333': 'unknown' });
  });

  it('is unknown for all when Organizations cannot be opened, which is tried once', async () => {
    let opened = 0;
    const place = accountPlacer(async () => {
      opened += 1;
      throw Object.assign(new Error('not authorized to assume'), { name: 'AccessDenied', $fault: 'client' });
    }, CLOCK);
    const { units, unseen } = await place(['111122223333', '222233334444']);
    expect(units).toEqual({ '111122223333': 'unknown', '222233334444': 'unknown' });
    expect(unseen).toMatchObject([{ key: 'organizations', code: 'AccessDenied', retryable: false }]);
    expect(opened).toBe(1);
  });

  it('is not asked about when there is nobody to ask about', async () => {
    const { place, opened } = organization();
    expect(await place([])).toEqual({ units: {}, unseen: [] });
    expect(opened()).toBe(0);
  });
});

describe('which organization it is', () => {
  it('is read once a run where a rule means one, and somebody has to be looked up', async () => {
    const { asked, place } = organization({}, true);
    expect(await place([])).toEqual({ units: {}, unseen: [] });
    expect((await place(['333344445555'])).organization).toEqual(IDENTITY);
    expect((await place(['333344445555', '111122223333'])).organization).toEqual(IDENTITY);
    expect(asked.filter((one) => one === 'roots')).toHaveLength(1);
  });

  it('is not asked where no rule means one', async () => {
    const { asked, place } = organization();
    expect(await place(['333344445555'])).not.toHaveProperty('organization');
    expect(asked).not.toContain('roots');
  });

  it('is unknown when it could not be read, and the places of accounts are known', async () => {
    const { place } = organization({ roots: 'AccessDeniedException' }, true);
    expect(await place(['333344445555'])).toEqual({
      units: { '333344445555': ['r-ab12'] },
      unseen: [{ key: 'organizations', code: 'AccessDeniedException', error: 'no', retryable: false }],
    });
  });
});

describe('a rule for one organization', () => {
  const OWNER = '111122223333';
  const rule = (given: object) => [{ name: 'ours', organizationalUnits: ['r-ab12'], ...given }];
  const world = (given: object = {}) => ({
    ...{ units: { [OWNER]: ['ou-ab12-team0000', 'r-ab12'] }, organization: IDENTITY },
    ...given,
  });

  it('matches whoever lies in it, right under the root or anywhere below', () => {
    const accept = rule({});
    for (const units of [['r-ab12'], ['ou-ab12-team0000', 'r-ab12']]) {
      expect(decided({}, { accept }, world({ units: { [OWNER]: units } }))).toEqual([
        'accept vpce-svc-1/vpce-1: RULE_ACCEPTS',
      ]);
    }
    const outside = world({ units: { [OWNER]: 'outside' } });
    expect(decided({}, { accept }, outside)).toEqual(['leave vpce-svc-1/vpce-1: NOT_IN_ORGANIZATION']);
    expect(planFor(world(), ruleSet({ accept })).changes[0]?.reason.message).toBe(
      'rule payments/ours accepts account 111122223333 in r-ab12',
    );
  });

  it('holds where `organization` is the one that is asked', () => {
    const accept = rule({ organizationalUnits: ['ou-ab12-team0000'], organization: IDENTITY.id });
    expect(decided({}, { accept }, world())).toEqual(['accept vpce-svc-1/vpce-1: RULE_ACCEPTS']);
  });

  it.each([
    ['the root of another', { organizationalUnits: ['r-zz99'] }],
    ['a unit, and the root of another', { organizationalUnits: ['ou-ab12-team0000', 'r-zz99'] }],
    ['another', { organization: 'o-zz99yy88xx' }],
  ])('decides nothing where it means %s, and says so: nobody is accepted, rejected or revoked', (_, given) => {
    const rules = { accept: rule(given), otherwise: 'reject', revoke: true } as const;
    for (const state of ['pendingAcceptance', 'available'] as const) {
      for (const units of [{ [OWNER]: ['ou-ab12-team0000', 'r-ab12'] }, { [OWNER]: 'outside' as const }]) {
        const plan = planFor({ connections: [connection({ state })], ...world({ units }) }, ruleSet(rules));
        expect(lines(plan)).toEqual([
          'leave vpce-svc-1/vpce-1: OTHER_ORGANIZATION',
          'error vpce-svc-1: OTHER_ORGANIZATION',
        ]);
      }
    }
    expect(decided({}, { reject: rule(given) }, world())).toEqual(['leave vpce-svc-1/vpce-1: OTHER_ORGANIZATION']);
  });

  it('decides nothing where nobody could tell which organization it is', () => {
    const { organization: _, ...unread } = world();
    expect(decided({}, { accept: rule({}), otherwise: 'reject' }, unread)).toEqual([
      'leave vpce-svc-1/vpce-1: OU_UNREADABLE',
    ]);
  });
});

describe('the accounts that are looked up', () => {
  const UNIT = 'ou-ab12-11111111';
  const inside = { name: 'ours', organizationalUnits: [UNIT] };
  const asked = (rules: Partial<RuleSetInput>, given: Parameters<typeof connection>[0] = {}): boolean => {
    const policy = combine(connectionsConfig(ruleSet(rules)).ruleSets);
    if (!policy) throw new Error('one rule set cannot contradict itself');
    return accountsToLookUp([connection(given)], policy, { region: 'eu-west-2', now: NOW }).length > 0;
  };

  it.each<[boolean, string, Partial<RuleSetInput>, Parameters<typeof connection>[0]]>([
    [true, 'waits and only its unit can let it in', { accept: [inside] }, {}],
    [
      false,
      'is rejected by another rule anyway',
      { reject: [{ name: 'no', endpoints: ['vpce-1'] }], accept: [inside] },
      {},
    ],
    [true, 'may be rejected for its unit', { reject: [inside] }, {}],
    [false, 'is accepted by an earlier rule', { accept: [{ name: 'all', anyone: true }, inside] }, {}],
    [false, 'does not fit the other keys of the rule', { accept: [{ ...inside, regions: ['us-east-1'] }] }, {}],
    [false, 'is established, and nothing revokes', { accept: [inside] }, { state: 'available' }],
    [true, 'is established, and its unit alone keeps it', { accept: [inside], revoke: true }, { state: 'available' }],
    [false, 'is over', { accept: [inside], revoke: true }, { state: 'rejected' }],
    [true, 'counts against a limit', { accept: [{ ...inside, maxPerAccount: 1 }] }, { state: 'available' }],
    [false, 'is not asked about by any rule', {}, {}],
  ])('%s: one whose connection %s', (wanted, _, rules, given) => {
    expect(asked(rules, given)).toBe(wanted);
  });
});
