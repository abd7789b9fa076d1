/** Names of records: relative to the zone, or whole. */
import { regionalName } from '../../../support/aws.ts';
import { type ZoneInput, zoneClaim } from '../../../support/configs.ts';
import { lines } from '../../../support/lines.ts';
import { observedZone, plan } from '../../../support/zones.ts';

const ZONE = 's3.eu-west-2.amazonaws.com';

const planned = (name: string, claim: Partial<ZoneInput> = {}) =>
  plan({ zones: [observedZone([], { name: ZONE })] }, zoneClaim({ records: [{ name }], ...claim }));

describe("a relative name that repeats the zone's own", () => {
  it.each([
    [ZONE, '@'],
    [`*.${ZONE}`, '*'],
    [`bucket.${ZONE.toUpperCase()}`, 'bucket'],
  ])('such as %s is refused, and %s suggested', (name, instead) => {
    const made = planned(name);
    expect(lines(made)).toEqual([`leave Z1/${name.toLowerCase()}.${ZONE}: NAME_REPEATS_ZONE`]);
    expect(made.skips[0]?.reason.message).toContain(`did you mean "${instead}"?`);
  });

  it('is refused as a template of Availability Zones too', () => {
    const made = plan(
      { zones: [observedZone([], { name: ZONE })] },
      zoneClaim({ records: [{ name: `{azId}.${ZONE}`, to: 'zonal' }] }),
    );
    expect(made.changes).toEqual([]);
    expect(new Set(made.skips.map(({ reason }) => reason.code))).toEqual(new Set(['NAME_REPEATS_ZONE']));
    expect(made.skips[0]?.reason.message).toContain('did you mean "{azId}"?');
  });

  it('keeps the zone from being associated with a VPC, whose names it would hide', () => {
    const missingVpcs = [{ id: 'vpc-2', region: 'eu-west-2', own: true, zones: [] }];
    const made = plan(
      { zones: [observedZone([], { name: ZONE })], missingVpcs },
      zoneClaim({ records: [{ name: ZONE }, { name: '*' }], vpcs: ['vpc-2'] }),
    );
    expect(made.changes.map(({ action }) => action)).not.toContain('associate');
  });

  it('is a name like any other where it only shares some labels', () => {
    expect(lines(planned('my-s3.eu-west-2'))).toEqual([
      `create Z1/my-s3.eu-west-2.${ZONE}/A to ${regionalName('vpce-1')}: RECORD_MISSING`,
    ]);
  });
});

describe('a whole name', () => {
  it.each([
    [`${ZONE}.`, ZONE],
    [`bucket.${ZONE}.`, `bucket.${ZONE}`],
    [`${ZONE}.${ZONE}.`, `${ZONE}.${ZONE}`],
  ])('%s is what it says', (name, full) => {
    expect(lines(planned(name))).toEqual([`create Z1/${full}/A to ${regionalName('vpce-1')}: RECORD_MISSING`]);
  });

  it('outside of the zone is refused', () => {
    expect(lines(planned('corp.example.'))).toEqual(['leave Z1/corp.example: NAME_OUTSIDE_ZONE']);
  });

  it('that a relative one comes to as well is claimed twice', () => {
    const records = [{ name: 'bucket' }, { name: `bucket.${ZONE}.` }];
    expect(new Set(lines(planned('bucket', { records })))).toEqual(new Set([`leave Z1/bucket.${ZONE}: CLAIMED_TWICE`]));
  });
});
