/** Voluntary moves undo only Waykeeper's own: what the tags of tables and the event history decide, as whole plans. */
import { asksOf } from '../../../lib/routes/model.ts';
import { movedKey, movedOf, movedText } from '../../../lib/routes/moved.ts';
import type { ObservedRoutes } from '../../../lib/routes/types.ts';
import { routeTable, secondsAgo } from '../../support/aws.ts';
import { type GroupInput, group, routesConfig } from '../../support/configs.ts';
import { lines, tagLines } from '../../support/lines.ts';
import { alarms, allOn, movedBy, movedToB, network, plan, tables, written } from '../../support/routing.ts';

const replaced = (world: Partial<ObservedRoutes>, given: Partial<GroupInput> = {}): string[] =>
  lines(plan(world, group(given))).filter((line) => line.startsWith('replace'));

const asked = (world: Partial<ObservedRoutes>, given: Partial<GroupInput> = {}) =>
  asksOf(routesConfig(group(given)), network(world));

const BACK = [
  'replace rtb-a/0.0.0.0/0 to eni-a: FAILBACK, voluntary',
  'replace rtb-b/0.0.0.0/0 to eni-a: FAILBACK, voluntary',
  'replace rtb-edge/10.0.1.0/24 to eni-a: FAILBACK, voluntary',
  'replace rtb-edge/10.0.2.0/24 to eni-a: FAILBACK, voluntary',
];

const ALL = ['rtb-a/0.0.0.0/0', 'rtb-b/0.0.0.0/0', 'rtb-edge/10.0.1.0/24', 'rtb-edge/10.0.2.0/24'];
const OWN = { own: true, who: 'arn:aws:sts::999988887777:assumed-role/waykeeper-prod-routes/x' };

describe('a failover', () => {
  it('tells the tables that it moved from where, to where and when', () => {
    expect(tagLines(plan({ alarms: alarms('ALARM') }))).toEqual(
      ['rtb-a', 'rtb-b', 'rtb-edge'].map(
        (id) => `tag ${id}/waykeeper:moved:fw: from=fw-a to=fw-b at=2026-11-21T03:00:00.000Z`,
      ),
    );
  });

  it('tells it after the routes of the table, and not without them', () => {
    const tag = plan({ alarms: alarms('ALARM') }).changes.find(({ key }) => key === 'rtb-edge/waykeeper:moved:fw');
    expect(tag?.needs).toEqual(['rtb-edge/10.0.1.0/24', 'rtb-edge/10.0.2.0/24']);
  });

  it('asks nobody', () => {
    expect(asked({ alarms: alarms('ALARM') })).toEqual({ routes: [], instances: [] });
  });
});

describe('failback', () => {
  it('goes where the tag stands and the routes are where it says, and takes the tag off', () => {
    expect(replaced({ tables: movedToB() })).toEqual(BACK);
    expect(tagLines(plan({ tables: movedToB() }))).toEqual(
      ['rtb-a', 'rtb-b', 'rtb-edge'].map((id) => `untag ${id}/waykeeper:moved:fw`),
    );
  });

  it.each([
    ['nobody has told who moved the routes', []],
    ['somebody else did', written(allOn('eni-b'))],
    ['the last write that is told of led elsewhere', written(allOn('eni-a'), OWN)],
  ])('waits while %s', (_, writers) => {
    expect(replaced({ tables: allOn('eni-b'), writers })).toEqual([]);
  });

  it('waits where the tag names another place', () => {
    expect(replaced({ tables: movedBy(allOn('eni-b'), 'fw-a', 'fw-c') })).toEqual([]);
  });

  it('says who moved the routes and when, and how to bring them back', () => {
    const { findings } = plan({ tables: allOn('eni-b'), writers: written(allOn('eni-b')) });
    expect(findings.map(({ key, reason, remedy }) => [key, reason, remedy])[0]).toEqual([
      'fw/subnet-a',
      {
        code: 'MOVED_BY_OTHERS',
        message: 'the routes were led to fw-b by arn:aws:iam::999988887777:user/ada at 2026-11-21T01:00:00.000Z',
      },
      'to bring them back ask for it: reconcile { "failback": ["fw"] }',
    ]);
  });

  it('comes when a person asks for it, whoever moved the routes', () => {
    expect(replaced({ tables: allOn('eni-b'), failback: ['fw'], writers: written(allOn('eni-b')) })).toEqual(BACK);
  });

  it('undoes a move of an earlier release, or of a run that ended before its tag: the event history names our role', () => {
    expect(replaced({ tables: allOn('eni-b'), writers: written(allOn('eni-b'), OWN) })).toEqual(BACK);
  });

  it('has the tag written then, where it still waits for the appliance', () => {
    const world = { tables: allOn('eni-b'), writers: written(allOn('eni-b'), OWN) };
    expect(replaced(world, { health: {} })).toEqual([]);
    expect(tagLines(plan(world, group({ health: {} })))).toContain(
      'tag rtb-a/waykeeper:moved:fw: from=fw-a to=fw-b at=2026-11-21T03:00:00.000Z',
    );
  });

  it('asks the event history only where it hangs on it', () => {
    expect(asked({ tables: allOn('eni-b') }).routes).toEqual(ALL);
    expect(asked({}).routes).toEqual([]);
    expect(asked({ tables: movedToB() }).routes).toEqual([]);
    expect(asked({ tables: allOn('eni-b') }, { failback: 'manual' }).routes).toEqual([]);
    expect(asked({ tables: allOn('eni-b'), alarms: alarms(['OK', 10]) }).routes).toEqual([]);
  });

  it('leaves a set alone that was there before, though another set of its table was moved there', () => {
    const edge: GroupInput['legs'] = [{ tables: { id: 'rtb-edge' }, destinations: ['10.0.1.0/24', '10.0.2.0/24'] }];
    const before = tables({ 'rtb-edge/10.0.2.0/24': 'eni-b' });
    const [tag] = tagLines(plan({ tables: before, alarms: alarms('ALARM') }, group({ legs: edge })));
    expect(tag).toMatch(/: from=fw-a to=fw-b at=\S+ except=10\.0\.2\.0\/24$/);
    const after = allOn('eni-b').map((table) =>
      table.id === 'rtb-edge' ? { ...table, tags: { 'waykeeper:moved:fw': tag?.split(': ')[1] ?? '' } } : table,
    );
    expect(replaced({ tables: after }, { legs: edge })).toEqual([BACK[2]]);
  });
});

describe('failback in a window', () => {
  // The worlds are observed on Saturday, 21 November 2026, at 03:00 UTC.
  it.each([
    ['Sat 02:00-04:00 Europe/London', BACK],
    ['Sat 03:30-04:00 Europe/London', []],
    ['Sat 03:30-04:30 Europe/Berlin', BACK],
    ['Sun 02:00-04:00 Europe/London', []],
    ['Fri 22:00-04:00 Europe/London', BACK],
    ['Fri,Sat 23:00-03:00 Europe/London', []],
    ['Fri 21:00-23:00 America/New_York', BACK],
  ])('%s', (window, expected) => {
    expect(replaced({ tables: movedToB() }, { failback: { window } })).toEqual(expected);
  });

  it('asks nobody outside of it, and comes at once when a person asks', () => {
    const failback = { window: 'Sun 02:00-04:00 Europe/London' };
    expect(asked({ tables: allOn('eni-b') }, { failback }).routes).toEqual([]);
    expect(replaced({ tables: movedToB(), failback: ['fw'] }, { failback })).toEqual(BACK);
  });
});

describe('since when an appliance is healthy, without an alarm', () => {
  const given = { health: {} };

  it('is asked for only where a failback hangs on it', () => {
    expect(asked({ tables: movedToB() }, given).instances).toEqual(['i-a']);
    expect(asked({ tables: movedToB() }).instances).toEqual([]);
    expect(asked({ tables: allOn('eni-b') }, given).instances).toEqual([]);
    expect(asked({}, given).instances).toEqual([]);
  });

  it.each([
    [300, BACK],
    [299, []],
  ])('is told by the minutes of its status checks: %s s', (seconds, expected) => {
    const passing = [{ instanceId: 'i-a', since: secondsAgo(seconds) }];
    expect(replaced({ tables: movedToB(), passing }, given)).toEqual(expected);
  });

  it('is not told by minutes that fail', () => {
    expect(replaced({ tables: movedToB(), passing: [{ instanceId: 'i-a' }] }, given)).toEqual([]);
  });
});

describe('a split set', () => {
  const apart = tables({ 'rtb-a/0.0.0.0/0': 'eni-b' });

  it('is mended towards where the tag says that it was moved', () => {
    const young = { tables: movedBy(apart), alarms: alarms(['OK', 10]) };
    expect(replaced(young)).toContain('replace rtb-edge/10.0.1.0/24 to eni-b: MENDED, voluntary');
  });

  it('is mended where failback would bring it from there at once', () => {
    expect(replaced({ tables: movedBy(apart) })).toEqual(['replace rtb-a/0.0.0.0/0 to eni-a: MENDED, voluntary']);
  });

  it.each([
    [10, []],
    [300, ['replace rtb-a/0.0.0.0/0 to eni-a: MENDED, voluntary']],
  ])('without a tag waits until its last write is older than the hold-down: %s s', (seconds, expected) => {
    expect(replaced({ tables: apart, writers: written(apart, { at: secondsAgo(seconds) }) })).toEqual(expected);
  });

  it('waits while no event tells when it was written, and asks', () => {
    expect(replaced({ tables: apart })).toEqual([]);
    expect(asked({ tables: apart }).routes).toEqual(['rtb-a/0.0.0.0/0', 'rtb-edge/10.0.1.0/24']);
    expect(lines(plan({ tables: apart }))).toContain('leave rtb-a/0.0.0.0/0: MEND_WAITS');
  });
});

describe('the tag of a table', () => {
  const moved = { from: ['fw-a'], to: ['fw-b', ':bypass'], at: '2026-11-21T03:00:00.000Z', except: ['::/0'] };

  it('says the same when it is read as when it was written', () => {
    const table = routeTable('rtb-a', { tags: { [movedKey('fw')]: movedText(moved) ?? '' } });
    expect(movedOf(table, 'fw')).toEqual(moved);
  });

  it('says nothing when it is not one of ours', () => {
    expect(movedOf(routeTable('rtb-a', { tags: { [movedKey('fw')]: 'yes' } }), 'fw')).toBeUndefined();
  });

  it('is no longer than AWS takes, and is not written where the exceptions have no room', () => {
    const names = Array.from({ length: 8 }, (_, at) => `${at}`.repeat(64));
    expect(movedText({ ...moved, from: names })?.length).toBeLessThanOrEqual(256);
    expect(movedText({ ...moved, except: names })).toBeUndefined();
  });
});
