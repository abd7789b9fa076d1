/** When a path set is called split, and what a person is told to do about it. */
import type { RouteTable } from '../../../lib/aws/types.ts';
import type { ObservedRoutes } from '../../../lib/routes/types.ts';
import { eni, route } from '../../support/aws.ts';
import { type GroupInput, group } from '../../support/configs.ts';
import { alarms, allOn, plan, tables, written } from '../../support/routing.ts';

const SPLIT = tables({ 'rtb-a/0.0.0.0/0': 'eni-b' });
const BYPASSING = group({
  ...{ whenNoneHealthy: 'bypass', together: 'group' },
  legs: [{ tables: { ids: ['rtb-a', 'rtb-b'] }, destinations: ['0.0.0.0/0'], bypass: 'igw-1' }],
});
const DANGLING = group({
  legs: [...(group().legs ?? []), { tables: { id: 'rtb-none' }, destinations: ['0.0.0.0/0'] }],
});

const found = (all: readonly RouteTable[]): string[] =>
  plan({ tables: all }, group()).findings.map(({ key, reason }) => `${key} ${reason.code}`);

describe('the remedy of a split set', () => {
  const remedyOf = (all: readonly RouteTable[]): string | undefined =>
    plan({ tables: all }).findings.find(({ reason }) => reason.code === 'SPLIT')?.remedy;

  it.each<[string, RouteTable[], string]>([
    ['a missing route', tables({ 'rtb-a/0.0.0.0/0': undefined }), 'create-route'],
    ['one that leads elsewhere', tables({ 'rtb-a/0.0.0.0/0': 'eni-foreign' }), 'replace-route'],
    [
      'one that is announced',
      tables({ 'rtb-a/0.0.0.0/0': { target: 'vgw-1', origin: 'EnableVgwRoutePropagation' } }),
      'create-route',
    ],
  ])('is a command for %s', (_, all, verb) => {
    expect(remedyOf(all)).toBe(
      `aws ec2 ${verb} --route-table-id rtb-a --destination-cidr-block 0.0.0.0/0 --network-interface-id eni-a`,
    );
  });

  const remedyIn = (world: Partial<ObservedRoutes>, ...groups: readonly GroupInput[]): string | undefined =>
    plan({ tables: SPLIT, ...world }, ...groups).findings.find(({ reason }) => reason.code === 'SPLIT')?.remedy;

  it.each<[string, Partial<ObservedRoutes>, GroupInput, RegExp]>([
    ['it waits for the hold-down', {}, group(), /^when their last write is older than the hold-down/],
    [
      'a run moves it, which in mode plan none does',
      { writers: written(SPLIT) },
      group(),
      /^a run in mode apply leads all of them to fw-a; /,
    ],
    [
      'a run sends it to its bypass',
      { alarms: alarms('ALARM', 'ALARM') },
      BYPASSING,
      /^a run in mode apply leads all of them to its bypass; /,
    ],
    ['none is healthy', { alarms: alarms('ALARM', 'ALARM') }, group(), /^bring one of the appliances back/],
    ['an answer lacks a target', { interfaces: [eni('eni-a')] }, group(), /^see what became of eni-b: nothing moves/],
    ['a leg of the group finds no table', { writers: written(SPLIT) }, DANGLING, /^mend the legs that find no table/],
  ])('of routes that are ours says what ends it: %s', (_, world, groups, remedy) => {
    expect(remedyIn(world, groups)).toMatch(remedy);
  });
});

describe('routes on one appliance', () => {
  it('are no split set, even where one of them is carried by a wider route', () => {
    const wide = allOn('eni-a').map((table) =>
      table.id === 'rtb-edge'
        ? {
            ...table,
            routes: [
              ...table.routes.filter(({ destination }) => destination !== '10.0.1.0/24'),
              route('10.0.0.0/17', 'eni-a'),
            ],
          }
        : table,
    );
    expect(found(wide).filter((line) => line.endsWith('SPLIT'))).toEqual([]);
  });
});
