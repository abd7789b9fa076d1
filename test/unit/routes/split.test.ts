/** When a path set is called split, and what a person is told to do about it. */
import type { RouteTable } from '../../../lib/aws/types.ts';
import { route } from '../../support/aws.ts';
import { group } from '../../support/configs.ts';
import { allOn, plan, tables } from '../../support/routing.ts';

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

  it('says when it comes right by itself', () => {
    expect(remedyOf(tables({ 'rtb-a/0.0.0.0/0': 'eni-b' }))).toMatch(/older than the hold-down/);
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
