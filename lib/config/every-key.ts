/** Configs that use every key once: what editors and `waykeeper explain` show of a key. Tests hold it in order. */
import { parse } from 'yaml';

/** Its text. An entry stands beside another one where a key goes with one kind of entry alone. */
const EXAMPLE = `
version: 1
mode: { connections: plan, dns: plan, routes: apply }
guard:
  connections: { maxRevoke: 1 }
  dns: { maxChanges: 500, maxRemove: 20, maxRemovePercent: 30 }
  routes: { maxVoluntary: 50 }
  maxUnits: 5
organizations: { role: "arn:aws:iam::111122223333:role/read-organizations" }
log: full
acknowledge:
  - { code: SPLIT, key: edge-firewall/vpc-0old, until: 2027-01-31, reason: "CHG-1742: leaves with the old VPC" }
tags: { team: network }
bus: network-events
encryption: { key: "arn:aws:kms:eu-west-2:111122223333:alias/waykeeper" }
notify: { email: network-operations@example.com, on: [needsPeople, moved] }
endpoints: tell
onPremises: [10.100.0.0/16]
connections:
  - name: payments
    services: { tags: { waykeeper: payments } }
    reject:
      - { name: blocked, accounts: ["999999999999"], reason: "SEC-88: contract ended", until: 2027-01-31 }
      - { name: moved, organizationalUnits: [ou-ab12-22222222], organization: o-a1b2c3d4e5 }
      - { name: far, endpoints: [vpce-0far], regions: [us-east-1], ipAddressTypes: [ipv6] }
    accept:
      - name: partners
        accounts: ["111122223333"]
        regions: [eu-west-2]
        ipAddressTypes: [ipv4]
        maxPerAccount: 5
        until: 2027-01-31
        reason: "CHG-1801: pilot"
      - { name: our-org, organizationalUnits: [ou-ab12-11111111], organization: o-a1b2c3d4e5 }
      - { name: one-off, endpoints: [vpce-0123456789abcdef0] }
    otherwise: leave
    revoke: false
    permissions: add
    principals: ["arn:aws:iam::111122223333:role/consumer"]
  - { name: closed, services: { id: vpce-svc-0internal }, reject: [{ name: everybody, anyone: true }] }
  - { name: open, services: { id: vpce-svc-0status }, accept: [{ name: everybody, anyone: true }] }
  - { name: two, services: { ids: [vpce-svc-0a, vpce-svc-0b] }, accept: [{ name: us, accounts: ["111122223333"] }] }
dns:
  resolvers: ["10.0.0.2"]
  share: 0.5
  network: { subnets: [subnet-0dns], securityGroups: [sg-0dns] }
  zones:
    - zone: Z0123456789ABCDEFGHIJ
      name: s3.eu-west-2.amazonaws.com
      endpoint: { service: com.amazonaws.eu-west-2.s3, vpc: vpc-0hub }
      prefer: newest
      records:
        - { name: "@" }
        - { name: "{azId}", to: zonal }
        - { name: addresses, to: addresses, ttl: 60, answering: true }
      vpcs: [vpc-0spoke]
      hides: acknowledged
      staleAliases: delete
      adopt: true
    - { zone: Z0KMS, endpoint: { id: vpce-0kms } }
    - { zone: Z0STS, endpoint: { ids: [vpce-0stsa, vpce-0stsb] } }
    - { zone: Z0SQS, endpoint: { tags: { waykeeper: sqs } } }
  forwarders:
    - name: onprem-s3
      domains: [s3.eu-west-2.amazonaws.com]
      from: { resolverEndpoint: rslvr-in-0prod }
      port: 53
      publish:
        - { resolverRule: rslvr-rr-0spokes }
        - { record: s3.forwarders.corp.example, zone: Z0CORP, ttl: 60, adopt: true }
        - { file: bind, to: "s3://corp-dns/s3.conf", pullSeconds: 300, adopt: true }
    - { name: by-vpc, domains: [a.example], from: { vpcResolver: vpc-0hub }, publish: [{ file: json, to: out/a.json }] }
    - name: by-address
      domains: [b.example]
      from: { addresses: ["10.1.2.3", "fd00::1"] }
      publish: [{ file: unbound, to: /etc/unbound/b.conf, insecure: true }]
  answers:
    - name: onprem-s3-rpz
      domains: [s3.eu-west-2.amazonaws.com]
      from: { endpoint: { service: com.amazonaws.eu-west-2.s3, vpc: vpc-0hub }, as: addresses, answering: true }
      publish:
        - { file: rpz, to: "s3://corp-dns/rpz.zone", origin: rpz.corp.example, ttl: 60, adopt: true }
        - update: rpz
          server: "10.10.0.53:53"
          zone: rpz.corp.example
          key: "ssm:/waykeeper/tsig/onprem"
          ttl: 60
          adopt: true
    - name: kms
      domains: [kms.eu-west-2.amazonaws.com]
      from: { endpoint: { id: vpce-0kms }, as: name }
      publish: [{ file: unbound, to: /etc/unbound/kms.conf }]
    - name: sts
      domains: [sts.eu-west-2.amazonaws.com]
      from: { endpoint: { ids: [vpce-0stsa, vpce-0stsb] }, as: name }
      publish: [{ file: unbound, to: /etc/unbound/sts.conf }]
    - name: sqs
      domains: [sqs.eu-west-2.amazonaws.com]
      from: { endpoint: { tags: { waykeeper: sqs } }, as: addresses }
      publish: [{ file: hosts, to: /etc/hosts.d/sqs }]
  verifications:
    - { service: { tags: { waykeeper: payments } }, zone: Z0PUBLIC }
    - { service: { id: vpce-svc-0status }, zone: Z0PUBLIC }
    - { service: { ids: [vpce-svc-0a, vpce-svc-0b] }, zone: Z0PUBLIC }
routes:
  - name: edge-firewall
    appliances:
      - { name: fw-a, interfaces: { outside: eni-0aout, inside: eni-0ain } }
      - { name: fw-b, interfaces: { outside: { tags: { role: fw-b-outside } }, inside: { tags: { role: fw-b-inside } } } }
    choose: az
    together: group
    drain: { tag: waykeeper-drain }
    health:
      instanceStatus: true
      alarms: ["{appliance}-failover"]
      targetGroups: ["arn:aws:elasticloadbalancing:eu-west-2:111122223333:targetgroup/fw/0123456789abcdef"]
      probe:
        http: { port: 8080, path: /health, status: 200, tls: true }
        from: { subnets: [subnet-0probe], securityGroups: [sg-0probe] }
        interface: inside
        everySeconds: 1
        fall: 3
        rise: 5
    legs:
      - { tables: { tags: { waykeeper: app } }, destinations: ["0.0.0.0/0", "::/0"], interface: inside, bypass: nat-0a }
      - { tables: { id: rtb-0edge }, destinations: ["10.0.1.0/24"], interface: outside, bypass: local }
    fixSourceDestCheck: true
    failback: { window: "Sun 02:00-04:00 Europe/London" }
    holdDownSeconds: 300
    whenNoneHealthy: bypass
  - name: inspection
    appliances:
      - { name: fw-c, interface: eni-0c }
      - { name: fw-d, interface: { tags: { name: fw-d } } }
    health: { probe: { tcp: 443, from: { subnets: [subnet-0probe], securityGroups: [sg-0probe] } } }
    legs: [{ tables: { ids: [rtb-0a, rtb-0b] }, destinations: [pl-0onprem] }]
  - name: egress
    appliances: [{ name: nfw-a, endpoint: vpce-0nfw }, { name: nat-a, natGateway: nat-0a }]
    failback: manual
    legs: [{ tables: { id: rtb-0c }, destinations: ["0.0.0.0/0"] }]
gatewayEndpoints:
  - { endpoint: { tags: { waykeeper: s3-gateway } }, tables: { tags: { tier: private } } }
  - { endpoint: { id: vpce-0ddb }, tables: { id: rtb-0d } }
  - { endpoint: { ids: [vpce-0gwa] }, tables: { ids: [rtb-0e, rtb-0f] } }
`;

/** What excludes a key of the other one. */
const INSTEAD = `
version: 1
notify: { topic: "arn:aws:sns:eu-west-2:111122223333:network-operations" }
`;

/** The configs as plain data, with nothing filled in. */
export const exampleConfigs = (): readonly unknown[] => [parse(EXAMPLE), parse(INSTEAD)];

/** What stands in configs at a key of the format, such as `dns.zones[].records`; several entries may have the key. */
export const examplesOf = (configs: readonly unknown[], path: string): unknown[] =>
  path
    .replaceAll('[]', '.[]')
    .split('.')
    .filter(Boolean)
    .reduce<unknown[]>((found, step) => found.flatMap((value) => stepsInto(value, step)), [...configs]);

const stepsInto = (value: unknown, step: string): unknown[] => {
  if (Array.isArray(value)) return step === '[]' ? value : [];
  if (typeof value !== 'object' || value === null) return [];
  if (step === '*') return Object.values(value);
  return step in value ? [Reflect.get(value, step)] : [];
};
