/** Zonal aliases come and go with the Availability Zones of the endpoint. */
import { endpoint, NAMES_ZONE, recordSet, regionalName } from '../../../support/aws.ts';
import { zoneClaim } from '../../../support/configs.ts';
import { lines } from '../../../support/lines.ts';
import { entriesIn, holding, plan, zonalName } from '../../../support/zones.ts';

const claim = zoneClaim({ records: [{ name: '{azId}', to: 'zonal' }] });
const inAzs = (...names: readonly string[]) => [endpoint({ dnsEntries: entriesIn('vpce-1', ...names) })];
const zonal = (azId: string, azName: string, id = 'vpce-1', type = 'A') =>
  recordSet(`${azId}.corp.example`, id, {
    type,
    alias: { zoneId: NAMES_ZONE, name: `${zonalName(id, azName)}.`, evaluateTargetHealth: false },
  });

describe('a zonal template', () => {
  it('is one alias for each AZ that the endpoint is in, by id although the names of AWS hold letters', () => {
    expect(lines(plan({ endpoints: inAzs('eu-west-2a', 'eu-west-2b') }, claim))).toEqual([
      `create Z1/euw2-az2.corp.example/A to ${zonalName('vpce-1', 'eu-west-2a')}: RECORD_MISSING`,
      `create Z1/euw2-az3.corp.example/A to ${zonalName('vpce-1', 'eu-west-2b')}: RECORD_MISSING`,
    ]);
  });

  it("may hold the AZ's name instead", () => {
    const named = zoneClaim({ records: [{ name: 'x.{az}', to: 'zonal' }] });
    expect(lines(plan({ endpoints: inAzs('eu-west-2c') }, named))).toEqual([
      `create Z1/x.eu-west-2c.corp.example/A to ${zonalName('vpce-1', 'eu-west-2c')}: RECORD_MISSING`,
    ]);
  });

  it('leaves an alias that is right', () => {
    const world = { endpoints: inAzs('eu-west-2a'), ...holding(zonal('euw2-az2', 'eu-west-2a')) };
    expect(lines(plan(world, claim))).toEqual(['leave Z1/euw2-az2.corp.example/A: IN_ORDER']);
  });

  it('loses the alias of an AZ that the endpoint has left', () => {
    const sets = [zonal('euw2-az2', 'eu-west-2a'), zonal('euw2-az3', 'eu-west-2b')];
    const made = plan({ endpoints: inAzs('eu-west-2a'), ...holding(...sets) }, claim);
    expect(lines(made)).toEqual([
      'delete Z1/euw2-az3.corp.example/A: AZ_LEFT',
      'leave Z1/euw2-az2.corp.example/A: IN_ORDER',
    ]);
    expect(made.changes[0]).toMatchObject({ writes: [{ action: 'DELETE', record: sets[1] }] });
  });

  it('moves to the endpoint that takes the place of another', () => {
    const world = { endpoints: inAzs('eu-west-2a'), ...holding(zonal('euw2-az2', 'eu-west-2a', 'vpce-gone')) };
    expect(lines(plan(world, claim))).toEqual([
      `replace Z1/euw2-az2.corp.example/A to ${zonalName('vpce-1', 'eu-west-2a')}: ENDPOINT_CHANGED`,
    ]);
  });

  it('counts as a use of the endpoint that it leads to', () => {
    const newer = endpoint({
      id: 'vpce-2',
      createdAt: Number.MAX_SAFE_INTEGER,
      dnsEntries: entriesIn('vpce-2', 'eu-west-2a'),
    });
    const world = { endpoints: [newer, ...inAzs('eu-west-2a')], ...holding(zonal('euw2-az2', 'eu-west-2a')) };
    expect(lines(plan(world, claim))).toEqual(['leave Z1/euw2-az2.corp.example/A: IN_ORDER']);
  });

  it('leaves a record that is no endpoint alias, in AZs with and without the endpoint', () => {
    const plain = (azId: string) => ({ name: `${azId}.corp.example.`, type: 'A', ttl: 60, values: ['192.0.2.1'] });
    const world = { endpoints: inAzs('eu-west-2a'), ...holding(plain('euw2-az2'), plain('euw2-az3')) };
    expect(lines(plan(world, claim))).toEqual(['leave Z1/euw2-az2.corp.example/A: CONFLICT']);
  });

  it('removes nothing while the endpoint shows no zonal name at all', () => {
    const sets = holding(zonal('euw2-az2', 'eu-west-2a'));
    expect(plan({ endpoints: [endpoint()], ...sets }, claim).changes).toEqual([]);
  });

  it('removes nothing while the Availability Zones could not be seen', () => {
    const sets = holding(zonal('euw2-az2', 'eu-west-2a'));
    expect(lines(plan({ endpoints: inAzs('eu-west-2b'), azs: [], ...sets }, claim))).toEqual([
      'leave Z1: ZONES_UNSEEN',
    ]);
  });

  it('removes nothing while no endpoint is available', () => {
    const sets = holding(zonal('euw2-az2', 'eu-west-2a'), zonal('euw2-az3', 'eu-west-2b'));
    expect(plan({ endpoints: [endpoint({ state: 'deleting' })], ...sets }, claim).changes).toEqual([]);
  });

  it('is left where a plain record claims the same name once the template is filled in', () => {
    const records = [{ name: '{azId}', to: 'zonal' as const }, { name: 'euw2-az2' }];
    expect(lines(plan({ endpoints: inAzs('eu-west-2a', 'eu-west-2b') }, zoneClaim({ records })))).toEqual([
      `create Z1/euw2-az3.corp.example/A to ${zonalName('vpce-1', 'eu-west-2b')}: RECORD_MISSING`,
      'leave Z1/euw2-az2.corp.example: CLAIMED_TWICE',
      'leave Z1/euw2-az2.corp.example: CLAIMED_TWICE',
    ]);
  });
});

describe('an alias of a type that the endpoint no longer answers', () => {
  it('is removed', () => {
    const sets = [recordSet('corp.example', 'vpce-1'), recordSet('corp.example', 'vpce-1', { type: 'AAAA' })];
    expect(lines(plan(holding(...sets)))).toEqual([
      'delete Z1/corp.example/AAAA: TYPE_LEFT',
      'leave Z1/corp.example/A: IN_ORDER',
    ]);
  });

  it('is S3’s star name where the service has one', () => {
    const star = { name: `*.${regionalName('vpce-1')}`, zoneId: NAMES_ZONE };
    expect(lines(plan({ endpoints: [endpoint({ dnsEntries: [star] })] }))).toEqual([
      `create Z1/corp.example/A to *.${regionalName('vpce-1')}: RECORD_MISSING`,
    ]);
  });
});
