/** The part of the demo's world that DNS servers elsewhere look at: an inbound Resolver endpoint, and targets to publish to. */
import {
  addBucket,
  addHostedZone,
  addObject,
  addResolverEndpoint,
  addResolverRule,
  addSubnet,
  addVpc,
} from '@waykeeper/local-cloud/seed';
import type { Account } from '@waykeeper/local-cloud/state';

export const INBOUND = 'rslvr-in-0prod';
export const RULE = 'rslvr-rr-0spokes';
export const CORP_ZONE = 'Z0CORPEXAMPLE';
export const FORWARDER_RECORD = 's3.forwarders.corp.example';
/** @internal Exported for its tests. */
export const BUCKET = 'corp-dns';
export const FILES = { bind: `s3://${BUCKET}/s3.conf`, rpz: `s3://${BUCKET}/rpz.zone` } as const;

/**
 * Beside the targets that the config claims stand others of their kind, which nobody may touch.
 * @internal Exported for its tests.
 */
export const OTHER_RULE = 'rslvr-rr-0others';
/** @internal Exported for its tests. */
export const OTHER_FILE = 'resolv.conf';

/** Another VPC follows the rule, whose target was once copied by hand. */
const SPOKE = 'vpc-0spoke';

/** Adds it to the VPC, whose resolvers these are. */
export const addForwarding = (account: Account, vpc: string): void => {
  const { region } = account;
  for (const [at, az] of ['a', 'b', 'c'].entries()) {
    addSubnet(account, { id: `subnet-0dns${az}`, vpc, cidr: `10.0.${at + 5}.0/24`, az: `${region}${az}` });
  }
  addResolverEndpoint(account, {
    ...{ id: INBOUND, vpc },
    addresses: [
      { subnet: 'subnet-0dnsa', ip: '10.0.5.10' },
      { subnet: 'subnet-0dnsb', ip: '10.0.6.10' },
    ],
  });
  addVpc(account, { id: SPOKE, cidr: '10.8.0.0/16' });
  addResolverRule(account, { id: RULE, domain: `s3.${region}.amazonaws.com`, targets: ['10.0.5.10'], vpcs: [SPOKE] });
  addResolverRule(account, { id: OTHER_RULE, domain: 'corp.example', targets: ['192.0.2.53'], vpcs: [SPOKE] });
  addHostedZone(account, {
    ...{ id: CORP_ZONE, name: 'corp.example', private: true },
    vpcs: [{ VPCId: vpc, VPCRegion: 'eu-west-2' }],
    records: [{ Name: 'www.corp.example', Type: 'A', TTL: 300, ResourceRecords: [{ Value: '192.0.2.80' }] }],
  });
  addBucket(account, BUCKET);
  addObject(account, { bucket: BUCKET, key: OTHER_FILE, body: 'nameserver 192.0.2.53\n' });
};
