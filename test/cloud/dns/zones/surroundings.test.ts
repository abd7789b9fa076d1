/** A VPC is associated by what AWS's own answers say of it: each obstacle in a world of its own. */
import {
  addGatewayEndpoint,
  addInterfaceEndpoint,
  addPrefixList,
  addProfile,
  addResolverRule,
  addRouteTable,
  addSecurityGroup,
  addSubnet,
  addVpc,
} from '@waykeeper/local-cloud/seed';
import type { Account } from '@waykeeper/local-cloud/state';
import { addZone, S3, startSite, zone } from '../support/site.ts';

const NAME = 's3.eu-west-2.amazonaws.com';
const MORE = 'vpc-0more';

let site: Awaited<ReturnType<typeof startSite>>;
beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

/** vpc-0more has a subnet, and a main table that leads to the endpoint. */
const begin = (prepare: (account: Account) => void = () => {}): Account =>
  site.begin((account) => {
    addZone(account, 'Z1', [], NAME);
    addSubnet(account, { id: 'subnet-0more', vpc: MORE, cidr: '10.1.1.0/24', az: 'eu-west-2a' });
    const routes = [{ destination: '10.0.0.0/16', target: 'pcx-0prod' }];
    addRouteTable(account, { id: 'rtb-0more', vpc: MORE, main: true, routes });
    prepare(account);
  });

const claims = (given: object = {}) => ({ zones: [zone({ vpcs: ['vpc-0prod', MORE], hides: undefined, ...given })] });

const found = async (given: object = {}): Promise<string[]> => {
  const running = site.run(claims(given), 'all', { patience: 20_000 });
  const ticking = setInterval(() => site.advance(30_000), 20);
  const { plan } = await running.finally(() => clearInterval(ticking));
  return plan.findings.map(({ key, reason }) => `${key} ${reason.code}`);
};

const vpcsOf = ({ route53 }: Account): string[] => (route53.zones.Z1?.vpcs ?? []).map(({ VPCId }) => VPCId);

describe('a VPC that a zone is to answer in', () => {
  it('is associated when nothing stands against it', async () => {
    const account = begin();
    expect(await found()).toEqual([]);
    expect(vpcsOf(account)).toEqual(['vpc-0prod', MORE]);
  });

  it.each<[string, string, (account: Account) => void]>([
    [
      'a more specific zone',
      'ANSWERED_ELSEWHERE',
      (account) => {
        addZone(account, 'Z9', [], `logs.${NAME}`).vpcs = [{ VPCId: MORE, VPCRegion: 'eu-west-2' }];
      },
    ],
    [
      'a forwarding rule',
      'ANSWERED_ELSEWHERE',
      (account) =>
        void addResolverRule(account, { id: 'rslvr-rr-1', domain: NAME, targets: ['10.9.9.9'], vpcs: [MORE] }),
    ],
    [
      'private DNS of an endpoint there',
      'ANSWERED_ELSEWHERE',
      (account) =>
        addInterfaceEndpoint(account, {
          ...{ id: 'vpce-0own', vpc: MORE, service: S3, privateDns: true },
          subnets: [{ subnet: 'subnet-0more', ip: '10.1.1.9' }],
        }),
    ],
    [
      "a Profile's more specific zone",
      'ANSWERED_ELSEWHERE',
      (account) => {
        addZone(account, 'Z9', [], `logs.${NAME}`);
        addProfile(account, { id: 'rp-0a', vpcs: [MORE], zones: ['Z9'] });
      },
    ],
    [
      "a Profile's forwarding rule",
      'ANSWERED_ELSEWHERE',
      (account) => {
        addResolverRule(account, { id: 'rslvr-rr-1', domain: NAME, targets: ['10.9.9.9'] });
        addProfile(account, { id: 'rp-0a', vpcs: [MORE], rules: ['rslvr-rr-1'] });
      },
    ],
    [
      "private DNS of a Profile's endpoint",
      'ANSWERED_ELSEWHERE',
      (account) => {
        addVpc(account, { id: 'vpc-0shared', cidr: '10.7.0.0/16' });
        addSubnet(account, { id: 'subnet-0shared', vpc: 'vpc-0shared', cidr: '10.7.1.0/24', az: 'eu-west-2a' });
        addInterfaceEndpoint(account, {
          ...{ id: 'vpce-0shared', vpc: 'vpc-0shared', service: S3, privateDns: true },
          subnets: [{ subnet: 'subnet-0shared', ip: '10.7.1.9' }],
        });
        addProfile(account, { id: 'rp-0a', vpcs: [MORE], endpoints: ['vpce-0shared'] });
      },
    ],
    [
      "another account's things in a Profile",
      'PROFILE_UNREADABLE',
      (account) => addProfile(account, { id: 'rp-0a', vpcs: [MORE], zones: ['Z0THEIRS'] }),
    ],
    [
      'a table without a route',
      'OUT_OF_REACH',
      (account) => addRouteTable(account, { id: 'rtb-0lost', vpc: MORE, subnets: ['subnet-0more'] }),
    ],
    [
      'security groups of the endpoint',
      'OUT_OF_REACH',
      (account) => {
        addSecurityGroup(account, { id: 'sg-0shut', vpc: 'vpc-0prod', ingress: [{ cidr: '10.0.0.0/16' }] });
        const endpoint = account.ec2.endpoints['vpce-0s3'];
        if (endpoint) endpoint.groups = ['sg-0shut'];
      },
    ],
    [
      'a gateway endpoint of the service',
      'GATEWAY_ENDPOINT_THERE',
      (account) => addGatewayEndpoint(account, { id: 'vpce-0gw', vpc: MORE, service: S3 }),
    ],
  ])('is kept out by %s', async (_, code, prepare) => {
    const account = begin(prepare);
    expect(await found()).toContain(`Z1/${MORE} ${code}`);
    expect(vpcsOf(account)).toEqual(['vpc-0prod']);
  });

  it('is associated in spite of Profiles that are of other VPCs, or of other names', async () => {
    const account = begin((it) => {
      addZone(it, 'Z8', [], 'corp.example');
      addZone(it, 'Z9', [], `logs.${NAME}`);
      addProfile(it, { id: 'rp-0a', vpcs: [MORE], zones: ['Z8'] });
      addProfile(it, { id: 'rp-0b', vpcs: ['vpc-0prod'], zones: ['Z9'] });
    });
    await found();
    expect(vpcsOf(account)).toEqual(['vpc-0prod', MORE]);
  });

  /** The endpoint's only group lets in its own VPC, and what a prefix list of another account names. */
  const listed = (...cidrs: string[]) =>
    begin((it) => {
      const rules = [{ cidr: '10.0.0.0/16' }, { prefixList: 'pl-0a' }];
      addSecurityGroup(it, { id: 'sg-0list', vpc: 'vpc-0prod', ingress: rules });
      if (cidrs.length > 0) addPrefixList(it, { id: 'pl-0a', ownerId: '999988887777', cidrs });
      const endpoint = it.ec2.endpoints['vpce-0s3'];
      if (endpoint) endpoint.groups = ['sg-0list'];
    });

  it('is associated where a prefix list lets it in, on whatever page', async () => {
    const others = Array.from({ length: 150 }, (_, at) => `10.200.${at}.0/24`);
    const account = listed(...others, '10.1.0.0/16');
    await found();
    expect(vpcsOf(account)).toEqual(['vpc-0prod', MORE]);
  });

  it.each([[['10.9.0.0/16']], [[]]])('is kept out where the prefix list names %j', async (cidrs) => {
    const account = listed(...cidrs);
    expect(await found()).toContain(`Z1/${MORE} OUT_OF_REACH`);
    expect(vpcsOf(account)).toEqual(['vpc-0prod']);
  });

  it('is kept out while the prefix list cannot be read', async () => {
    const account = listed('10.1.0.0/16');
    const operation = 'GetManagedPrefixListEntries';
    site.faults.set([{ kind: 'refused', operation, code: 'UnauthorizedOperation', status: 403, times: Infinity }]);
    await site.run(claims());
    site.faults.clear();
    expect(vpcsOf(account)).toEqual(['vpc-0prod']);
  });

  it('is kept out by names that the config does not claim, until that is acknowledged', async () => {
    const account = begin();
    expect(await found({ records: [{ name: '@' }] })).toEqual([`Z1/${MORE} HIDES_NAMES`]);
    expect(vpcsOf(account)).toEqual(['vpc-0prod']);
    expect(await found({ records: [{ name: '@' }], hides: 'acknowledged' })).toEqual([]);
    expect(vpcsOf(account)).toEqual(['vpc-0prod', MORE]);
  });

  it.each([
    'DescribeRouteTables',
    'DescribeSubnets',
    'DescribeSecurityGroupRules',
    'DescribeVpcEndpointServices',
    'ListResolverRules',
    'ListResolverRuleAssociations',
    'ListHostedZonesByVPC',
    'ListProfileAssociations',
    'ListProfileResourceAssociations',
    'ListHostedZones',
  ])('is kept out while %s cannot be read, and the records are kept all the same', async (operation) => {
    const account = begin((it) => {
      addZone(it, 'Z8', [], 'corp.example');
      addProfile(it, { id: 'rp-0a', vpcs: [MORE], zones: ['Z8'] });
    });
    site.faults.set([{ kind: 'refused', operation, code: 'AccessDenied', status: 403, times: Infinity }]);
    await site.run(claims());
    site.faults.clear();
    expect(vpcsOf(account)).toEqual(['vpc-0prod']);
    expect(account.route53.zones.Z1?.records.some(({ AliasTarget }) => AliasTarget)).toBe(true);
  });
});

describe('a VPC that a zone answers in', () => {
  const spoil = (account: Account): void =>
    void addResolverRule(account, { id: 'rslvr-rr-1', domain: NAME, targets: ['10.9.9.9'], vpcs: [MORE] });
  const READS = ['DescribeRouteTables', 'DescribeSecurityGroupRules', 'ListResolverRules', 'ListProfileAssociations'];
  const around = (): string[] => site.calls().filter((operation) => READS.includes(operation));

  it('is looked at by the first sweep of an hour, by no other, and what was found is told by all of them', async () => {
    begin((account) => {
      account.route53.zones.Z1?.vpcs.push({ VPCId: MORE, VPCRegion: 'eu-west-2' });
      spoil(account);
    });
    const hidden = [`Z1/*.${NAME} NAME_HIDDEN`, `Z1/${NAME} NAME_HIDDEN`];
    expect(await found()).toEqual(hidden);
    expect(around()).toEqual(expect.arrayContaining(READS));
    site.forgetCalls();
    expect(await found()).toEqual(hidden);
    expect(around()).toEqual([]);
    site.forgetWarm();
    await found();
    expect(around()).toEqual(expect.arrayContaining(READS));
  });
});
