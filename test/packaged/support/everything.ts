/** A config that uses every feature once, and a world in which there is something to do for each of them. */
import * as make from '@waykeeper/local-cloud/seed';
import type { Account } from '@waykeeper/local-cloud/state';
import { CORP_ZONE, RULE } from '../../../demo/forwarding.ts';
import { SERVICE, VPC, world, ZONE } from '../../../demo/world.ts';

export const PUBLIC_ZONE = 'Z0PAYEXAMPLE';
const OTHER_SERVICE = 'vpce-svc-0other';
const TARGET_GROUP = 'arn:aws:elasticloadbalancing:eu-west-2:999988887777:targetgroup/fw/0123456789abcdef';
const KEY = '/waykeeper/tsig/onprem';
export const GATEWAY = 'vpce-0s3gateway';

/** Where appliances listen, for `startAppliances`. */
export const LISTENERS = ['10.0.101.10:8443', '10.0.102.10:8443'] as const;

/** The features that exclude others of these are in `OTHERWISE`. */
export const EVERYTHING = `version: 1
mode: apply
organizations: { role: "arn:aws:iam::100000000001:role/organization-reader" }
connections:
  - name: payments
    services: { tags: { waykeeper: payments } }
    reject: [{ name: blocked, accounts: ["777788889999"] }]
    accept:
      - { name: partners, accounts: ["111122223333"] }
      - { name: ours, organizationalUnits: [ou-ab12-11111111] }
    permissions: add
dns:
  network: { subnets: [subnet-0dnsa], securityGroups: [sg-0dns] }
  zones:
    - zone: ${ZONE}
      name: s3.eu-west-2.amazonaws.com
      endpoint: { tags: { waykeeper: s3 } }
      records:
        - { name: "@" }
        - { name: "{azId}", to: zonal }
        - { name: addresses, to: addresses }
      vpcs: [vpc-0branch]
      hides: acknowledged
      adopt: true
      staleAliases: delete
  verifications: [{ service: { id: ${SERVICE} }, zone: ${PUBLIC_ZONE} }]
  forwarders:
    - name: onprem
      domains: [s3.eu-west-2.amazonaws.com]
      from: { resolverEndpoint: rslvr-in-0prod }
      publish:
        - { resolverRule: ${RULE} }
        - { record: s3.forwarders.corp.example, zone: ${CORP_ZONE} }
        - { file: bind, to: "s3://corp-dns/s3.conf" }
  answers:
    - name: onprem
      domains: [s3.eu-west-2.amazonaws.com]
      from: { endpoint: { tags: { waykeeper: s3 } }, as: addresses }
      publish: [{ update: zone, server: "127.0.0.1:9", zone: s3.eu-west-2.amazonaws.com, key: "ssm:${KEY}" }]
routes:
  - name: edge
    appliances: [{ name: fw-a, interface: eni-0fwa }, { name: fw-b, interface: eni-0fwb }]
    health:
      alarms: ["{appliance}-failover"]
      targetGroups: ["${TARGET_GROUP}"]
      probe: { from: { subnets: [subnet-0probe], securityGroups: [sg-0probe] }, tcp: 8443, fall: 2, rise: 2 }
    legs:
      - { tables: { tags: { waykeeper: app } }, destinations: ["0.0.0.0/0"], bypass: nat-0spare }
      - { tables: { id: rtb-0edge }, destinations: ["10.0.1.0/24", "10.0.2.0/24"], bypass: local }
    whenNoneHealthy: bypass
gatewayEndpoints:
  - { endpoint: { id: ${GATEWAY} }, tables: { tags: { waykeeper: app } } }
`;

export const RULES = [RULE, 'rslvr-rr-0b', 'rslvr-rr-0c'];

/**
 * Without a role that may read the organization, with more zones and Resolver rules than are read one by one, and with appliances of
 * which their status checks alone tell.
 */
export const OTHERWISE = `version: 1
mode: apply
connections:
  - name: payments
    services: { tags: { waykeeper: payments } }
    accept: [{ name: ours, organizationalUnits: [ou-ab12-11111111] }]
dns:
  zones:
    - { zone: ${ZONE}, name: s3.eu-west-2.amazonaws.com, endpoint: { tags: { waykeeper: s3 } }, records: [{ name: "@" }] }
    - { zone: ${CORP_ZONE}, name: corp.example, endpoint: { tags: { waykeeper: s3 } }, records: [{ name: s3 }] }
  verifications: [{ service: { id: ${SERVICE} }, zone: ${PUBLIC_ZONE} }]
  forwarders:
${RULES.map((id, at) => `    - { name: f${at}, domains: [f${at}.example], from: { resolverEndpoint: rslvr-in-0prod }, publish: [{ resolverRule: ${id} }] }\n`).join('')}routes:
  - name: edge
    appliances: [{ name: fw-a, interface: eni-0fwa }, { name: fw-b, interface: eni-0fwb }]
    legs: [{ tables: { id: rtb-0edge }, destinations: ["10.0.1.0/24", "10.0.2.0/24"] }]
`;

/** The world before anything was done. */
export const everythingWorld = (): Account => {
  const account = world();
  make.addEndpointService(account, { id: OTHER_SERVICE, tags: { waykeeper: 'payments' }, principals: [] });
  make.addVpc(account, { id: 'vpc-0branch', cidr: '10.9.0.0/16' });
  make.addPrefixList(account, { id: 'pl-0corp', cidrs: ['10.9.0.0/16'] });
  make.addHostedZone(account, { id: 'Z0SHARED', name: 'shared.example', private: true, vpcs: [] });
  make.addProfile(account, { id: 'rp-0branches', vpcs: ['vpc-0branch'], zones: ['Z0SHARED'] });
  make.addHostedZone(account, { id: PUBLIC_ZONE, name: 'pay.example', private: false });
  make.addParameter(account, {
    name: KEY,
    type: 'SecureString',
    keyId: 'arn:aws:kms:eu-west-2:999988887777:key/tsig',
    value: KEY_FILE,
  });
  make.addTargetGroup(account, {
    arn: TARGET_GROUP,
    targets: ['i-0fwa', 'i-0fwb'].map((id) => ({ id, port: 8443, state: 'healthy' as const })),
  });
  make.addGatewayEndpoint(account, {
    id: GATEWAY,
    vpc: VPC,
    service: 'com.amazonaws.eu-west-2.s3',
    routeTables: ['rtb-0appa'],
  });
  make.addSubnet(account, { id: 'subnet-0probe', vpc: VPC, cidr: '10.0.200.0/24', az: 'eu-west-2a' });
  make.addTransitGatewayAttachment(account, {
    ...{ id: 'tgw-attach-0hub', transitGateway: 'tgw-0hub', vpc: VPC, subnets: ['subnet-0probe'], applianceMode: true },
  });
  make.addRouteTable(account, { id: 'rtb-0probe', vpc: VPC, subnets: ['subnet-0probe'] });
  for (const [at, service] of ['monitoring', 'ec2'].entries()) {
    make.addInterfaceEndpoint(account, {
      ...{ id: `vpce-0${service}`, vpc: VPC, service: `com.amazonaws.eu-west-2.${service}`, privateDns: true },
      subnets: [{ subnet: 'subnet-0probe', ip: `10.0.200.${at + 10}` }],
    });
  }
  for (const id of RULES.slice(1))
    make.addResolverRule(account, { id, domain: `f${RULES.indexOf(id)}.example`, targets: ['10.0.5.10'] });
  make.addToAutoScalingGroup(account, 'i-0fwb', 'firewalls');
  const spot = account.ec2.instances['i-0fwb'];
  if (spot) spot.spot = { requestId: 'sir-0fwb', status: 'fulfilled' };
  for (const { ingress } of Object.values(account.ec2.securityGroups))
    ingress.push({ protocol: '-1', from: -1, to: -1, prefixList: 'pl-0corp' });
  for (const spoil of Object.values(SPOILS)) spoil(account);
  // Runs wait for name servers in real time.
  account.route53.propagationMs = 400;
  return account;
};

/** A TSIG key as `tsig-keygen` writes it. */
const KEY_FILE = 'key "onprem" { algorithm hmac-sha256; secret "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0MTI="; };';

const pending = (account: Account, owner: string): void =>
  make.addEndpointConnection(account, {
    ...{ service: SERVICE, owner, state: 'pendingAcceptance', createdAt: 0 },
    endpoint: `vpce-0${owner}x${Object.keys(account.ec2.endpoints).length}`,
  });

const LEFT_MARK = '_waykeeper.s3.eu-west-2.amazonaws.com.';

const notifications = (account: Account) => Object.values(account.ec2.connectionNotifications);

/**
 * Nothing published is there, and no alias of the zone but one that leads to an endpoint which nobody knows any more. Beside the
 * zone's own name the mark of addresses is left, which have become an alias.
 */
const spoilRecords = ({ route53 }: Account): void => {
  const [zone, corp] = [route53.zones[ZONE], route53.zones[CORP_ZONE]];
  if (corp) corp.records = corp.records.filter(({ Name }) => !/s3\.(forwarders|corp)\./.test(Name));
  const proofs = route53.zones[PUBLIC_ZONE];
  if (proofs) proofs.records = proofs.records.filter(({ Type }) => Type !== 'TXT');
  if (!zone) return;
  const stale = {
    HostedZoneId: 'Z7K1066E3PUKB',
    DNSName: 'vpce-0123456789abcdef0-abcdefgh.s3.eu-west-2.vpce.amazonaws.com.',
    EvaluateTargetHealth: false,
  };
  const left = `"heritage=waykeeper,entry=${ZONE},changed=2026-01-01T00:00:00.000Z"`;
  zone.records = [
    ...zone.records.filter(({ AliasTarget, Name }) => !AliasTarget && Name !== LEFT_MARK),
    { Name: LEFT_MARK, Type: 'TXT', TTL: 60, ResourceRecords: [{ Value: left }] },
    { Name: 'old.s3.eu-west-2.amazonaws.com.', Type: 'A', AliasTarget: stale },
  ];
};

interface Standing {
  /** Where the claimed routes lead. */
  readonly appliance: string;
  /** Whether the first appliance runs. */
  readonly running: boolean;
  /** What the tables say of moves. */
  readonly tags: Readonly<Record<string, string>>;
}

const MOVED = { 'waykeeper:moved:edge': 'from=fw-a to=fw-b at=2026-01-01T00:00:00.000Z' };

const standing = ({ ec2 }: Account, { appliance, running, tags }: Standing): void => {
  const [first, second] = [ec2.instances['i-0fwa'], ec2.instances['i-0fwb']];
  if (first) first.state = running ? 'running' : 'stopped';
  if (second) second.state = 'running';
  for (const id of ['rtb-0appa', 'rtb-0appb', 'rtb-0edge']) {
    const table = ec2.routeTables[id];
    if (!table) continue;
    for (const route of table.routes) if (route.target.startsWith('eni-')) route.target = appliance;
    const { 'waykeeper:moved:edge': _, ...others } = table.tags;
    table.tags = { ...others, ...tags };
  }
};

/** By IAM action: what makes it necessary again, whatever was done before. */
export const SPOILS: Readonly<Record<string, (account: Account) => void>> = {
  'ec2:AcceptVpcEndpointConnections': (account) => pending(account, '111122223333'),
  'sts:AssumeRole': (account) => pending(account, '555566667777'),
  'ec2:RejectVpcEndpointConnections': (account) => pending(account, '777788889999'),
  'ec2:CreateVpcEndpointConnectionNotification': ({ ec2 }) => {
    for (const [id, { serviceId }] of Object.entries(ec2.connectionNotifications))
      if (serviceId === SERVICE) delete ec2.connectionNotifications[id];
  },
  'ec2:ModifyVpcEndpointConnectionNotification': (account) => {
    const kept = notifications(account).find(({ serviceId }) => serviceId === OTHER_SERVICE);
    const topicArn = `arn:aws:sns:eu-west-2:${account.id}:waykeeper-prod-endpoint-connections`;
    if (kept) kept.events = ['Connect'];
    else
      make.addConnectionNotification(account, {
        id: 'vpce-nfn-0other',
        service: OTHER_SERVICE,
        topicArn,
        events: ['Connect'],
      });
  },
  'ec2:ModifyVpcEndpointServicePermissions': ({ ec2 }) => {
    const service = ec2.endpointServices[OTHER_SERVICE];
    if (service) service.permissions = [];
  },
  'route53:ChangeResourceRecordSets': spoilRecords,
  'route53:AssociateVPCWithHostedZone': ({ route53 }) => {
    const zone = route53.zones[ZONE];
    if (zone) zone.vpcs = zone.vpcs.filter(({ VPCId }) => VPCId === VPC);
  },
  'ec2:StartVpcEndpointServicePrivateDnsVerification': ({ ec2 }) => {
    const service = ec2.endpointServices[SERVICE];
    if (service) Object.assign(service, { privateDnsName: 'api.pay.example', privateDnsState: 'pendingVerification' });
  },
  'route53resolver:UpdateResolverRule': ({ resolver }) => {
    for (const id of RULES) {
      const rule = resolver.rules[id];
      if (rule) Object.assign(rule, { targets: rule.targets.slice(0, 1), status: 'COMPLETE' });
    }
  },
  's3:PutObject': ({ s3 }) => {
    const bucket = s3.buckets['corp-dns'];
    if (bucket) delete bucket.objects['s3.conf'];
  },
  // The routes stand on the second appliance, and nothing tells who moved them there.
  'cloudtrail:LookupEvents': (account) => standing(account, { appliance: 'eni-0fwb', running: true, tags: {} }),
  // They were moved there, and where no alarm and no probe tells, only the minutes of its status tell since when the first is well.
  'cloudwatch:GetMetricData': (account) => standing(account, { appliance: 'eni-0fwb', running: true, tags: MOVED }),
  'ec2:DeleteTags': (account) => standing(account, { appliance: 'eni-0fwa', running: true, tags: MOVED }),
  'ec2:CreateTags': (account) => standing(account, { appliance: 'eni-0fwa', running: false, tags: {} }),
  'ec2:ReplaceRoute': (account) => standing(account, { appliance: 'eni-0fwa', running: false, tags: {} }),
  'ec2:ModifyNetworkInterfaceAttribute': ({ ec2 }) => {
    for (const id of ['eni-0fwa', 'eni-0fwb']) {
      const eni = ec2.networkInterfaces[id];
      if (eni) eni.sourceDestCheck = true;
    }
  },
  'ec2:ModifyVpcEndpoint': ({ ec2 }) => {
    const endpoint = ec2.endpoints[GATEWAY];
    if (endpoint) endpoint.routeTableIds = ['rtb-0appa'];
    const table = ec2.routeTables['rtb-0appb'];
    if (table) table.routes = table.routes.filter(({ target }) => target !== GATEWAY);
  },
};
