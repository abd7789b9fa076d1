/** A zone answers in one more VPC only when all its records are in place. */
import type { MissingVpc } from '../../../../lib/dns/zones/types.ts';
import { privateNames } from '../../../../lib/dns/zones/vpc-associations.ts';
import { endpoint, recordSet } from '../../../support/aws.ts';
import { zoneClaim } from '../../../support/configs.ts';
import { lines } from '../../../support/lines.ts';
import { around, entriesIn, holding, plan } from '../../../support/zones.ts';

const claim = zoneClaim({ vpcs: ['vpc-1', 'vpc-2'], hides: 'acknowledged' });
const vpc = (given: Partial<MissingVpc> = {}) => ({
  missingVpcs: [{ ...{ id: 'vpc-2', region: 'eu-west-2', own: true, zones: [] }, ...given }],
  surroundings: [around()],
  endpoints: [endpoint({ interfaceIds: ['eni-1'] })],
});
const inPlace = holding(recordSet('corp.example', 'vpce-1'));

describe('a VPC that the zone lacks', () => {
  it('is added when the records are in place', () => {
    expect(lines(plan({ ...vpc(), ...inPlace }, claim))).toEqual([
      'associate Z1/vpc-2: VPC_MISSING',
      'leave Z1/corp.example/A: IN_ORDER',
    ]);
  });

  it('needs the records that are written in the same run', () => {
    const change = plan(vpc(), claim).changes.find(({ action }) => action === 'associate');
    expect(change?.needs).toEqual(['Z1/corp.example/A']);
  });

  it('rests on the records that are in place already, and on those alone', () => {
    const claims = zoneClaim({ vpcs: ['vpc-2'], records: [{ name: '@' }, { name: '*' }], hides: 'acknowledged' });
    const held = recordSet('corp.example', 'vpce-1');
    const txt = { name: 'corp.example.', type: 'TXT', ttl: 60, values: ['"x"'] };
    const { changes } = plan({ ...vpc(), ...holding(held, txt) }, claims);
    expect(changes.at(-1)).toMatchObject({ action: 'associate', needs: ['Z1/*.corp.example/A'], restsOn: [held] });
  });

  it('waits while a claimed record was skipped', () => {
    const conflict = holding({ name: 'corp.example.', type: 'A', ttl: 60, values: ['192.0.2.1'] });
    expect(lines(plan({ ...vpc(), ...conflict }, claim))).toEqual([
      'leave Z1/corp.example/A: CONFLICT',
      'leave Z1/vpc-2: WAITS_FOR_RECORDS',
    ]);
    expect(lines(plan({ ...vpc(), endpoints: [] }, claim))).toContain('leave Z1/vpc-2: WAITS_FOR_RECORDS');
  });

  it('waits while the zone would hold no record at all', () => {
    const zonal = zoneClaim({ vpcs: ['vpc-2'], records: [{ name: '{azId}', to: 'zonal' }] });
    const elsewhere = [endpoint({ dnsEntries: entriesIn('vpce-1', 'eu-west-2-lon-1a') })];
    const made = plan({ ...vpc(), endpoints: elsewhere }, zonal);
    expect(lines(made)).toEqual(['leave Z1/vpc-2: WAITS_FOR_RECORDS']);
    expect(made.skips[0]?.reason.message).toContain('no record of the config');
  });

  it('that sees the zone already has it, whatever the zone says of itself', () => {
    const zones = [{ zoneId: 'Z1', name: 'corp.example', owner: '111122223333' }];
    expect(lines(plan({ ...vpc({ zones }), ...inPlace }, claim))).toEqual([
      'leave Z1/corp.example/A: IN_ORDER',
      'leave Z1/vpc-2: IN_ORDER',
    ]);
  });

  it('that Route 53 refused to an earlier run is reported in the same words, and left for a while', () => {
    const made = plan({ ...vpc({ refused: { zoneId: 'Z1', why: 'shared by a Profile' } }), ...inPlace }, claim);
    expect(lines(made)).toEqual(['leave Z1/corp.example/A: IN_ORDER', 'error Z1/vpc-2: ZONE_NAME_TAKEN']);
    expect(made.findings[0]?.reason.message).toContain('shared by a Profile');
  });

  it('that Route 53 refused to another zone is added to this one', () => {
    const refused = { refused: { zoneId: 'Z2', why: 'shared by a Profile' } };
    expect(lines(plan({ ...vpc(refused), ...inPlace }, claim))).toContain('associate Z1/vpc-2: VPC_MISSING');
  });

  it('of another account or Region is reported with the commands for both, and no Region made up', () => {
    const { changes, findings } = plan({ ...vpc({ own: false }), ...inPlace }, claim);
    expect(changes).toEqual([]);
    expect(findings[0]).toMatchObject({ key: 'Z1/vpc-2', reason: { code: 'VPC_IN_ANOTHER_ACCOUNT' } });
    const place = '--hosted-zone-id Z1 --vpc VPCRegion=<its Region>,VPCId=vpc-2';
    expect(findings[0]?.remedy).toContain(`aws route53 create-vpc-association-authorization ${place}`);
    expect(findings[0]?.remedy).toContain(
      `of this account, in another Region: aws route53 associate-vpc-with-hosted-zone ${place}`,
    );
    expect(findings[0]?.remedy).toContain(`in the VPC's account: aws route53 associate-vpc-with-hosted-zone ${place}`);
  });

  it('that sees another zone of the name is reported, never fought', () => {
    const zones = [{ zoneId: 'Z9', name: 'corp.example', owner: 'vpce.amazonaws.com' }];
    expect(lines(plan({ ...vpc({ zones }), ...inPlace }, claim))).toEqual([
      'leave Z1/corp.example/A: IN_ORDER',
      'error Z1/vpc-2: ZONE_NAME_TAKEN',
    ]);
  });

  it('that could not be looked at is left, and the records are kept all the same', () => {
    const unseen = [{ key: 'Z1/vpcs', code: 'AccessDenied', error: 'no', retryable: false }];
    expect(lines(plan({ unseen }, claim)).slice(1)).toEqual(['leave Z1/vpc-2: AccessDenied']);
  });

  it('is never removed when the config no longer names it', () => {
    expect(plan(inPlace, zoneClaim({ vpcs: [] })).changes).toEqual([]);
  });
});

describe("AWS's own names", () => {
  const zones = [
    {
      ...inPlace.zones[0],
      zone: {
        id: 'Z1',
        name: 's3.eu-west-2.amazonaws.com',
        private: true,
        vpcs: [{ id: 'vpc-1', region: 'eu-west-2' }],
      },
      records: [],
      whole: false,
    },
  ];

  it.each([
    ['on', 'PRIVATE_DNS_ON'],
    ['inboundOnly', 'S3_INBOUND_ONLY'],
  ] as const)('are a finding while private DNS of an endpoint in the zone’s VPC is %s', (privateDns, code) => {
    const { findings } = plan({ zones, endpoints: [endpoint({ privateDns })] });
    expect(findings.map(({ key, reason }) => `${key} ${reason.code}`)).toEqual([`Z1/vpce-1 ${code}`]);
  });

  it.each([
    ['com.amazonaws.us-gov-west-1.ecr.api', 'api.ecr.us-gov-west-1.amazonaws.com'],
    ['cn.com.amazonaws.cn-north-1.ecr.api', 'api.ecr.cn-north-1.amazonaws.com.cn'],
    ['eu.amazonaws.eusc-de-east-1.ecr.api', 'api.ecr.eusc-de-east-1.amazonaws.eu'],
    ['gov.ic.c2s.us-iso-east-1.ecr.api', 'api.ecr.us-iso-east-1.c2s.ic.gov'],
    ['gov.sgov.sc2s.us-isob-east-1.ecr.api', 'api.ecr.us-isob-east-1.sc2s.sgov.gov'],
    ['uk.adc-e.cloud.eu-isoe-west-1.ecr.api', 'api.ecr.eu-isoe-west-1.cloud.adc-e.uk'],
    ['gov.ic.hci.csp.us-isof-south-1.ecr.api', 'api.ecr.us-isof-south-1.csp.hci.ic.gov'],
  ])('are told by the service %s alone: %s', (serviceName, name) => {
    expect(privateNames(endpoint({ serviceName, dnsEntries: [] }))).toEqual([name]);
  });

  it('are none of AWS’s for a service of somebody else', () => {
    const serviceName = 'cn.com.amazonaws.vpce.cn-north-1.vpce-svc-0a';
    expect(privateNames(endpoint({ serviceName, dnsEntries: [] }))).toEqual([]);
  });

  it('are none in another VPC, for another name, or with private DNS off', () => {
    const elsewhere = [endpoint({ privateDns: 'on', vpcId: 'vpc-9' })];
    expect(plan({ zones, endpoints: elsewhere }).findings).toEqual([]);
    expect(plan({ endpoints: [endpoint({ privateDns: 'on' })] }).findings).toEqual([]);
    expect(plan({ zones }).findings).toEqual([]);
  });
});
