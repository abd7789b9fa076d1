/** Every code that the dns controller says of a thing, with what it means. Pure. */
import { CORE_CODES, type Codes, wordsOf } from '../core/codes.ts';
import { DEPLOY } from '../core/standing.ts';
import { VPC_CODES } from './codes-of-vpcs.ts';

/** Of records in zones, and of what is published, alike. */
export const SHARED_CODES = {
  RECORD_MISSING: { standing: 'change', text: 'created: the name was claimed and nothing was there' },
  ADDRESSES_CHANGED: {
    standing: 'change',
    text: 'the endpoint or the DNS servers have other addresses, or the TTL changed; the message of a forwarder says which come, and which go later',
  },
  ADOPTED: { standing: 'change', text: 'taken over, as `adopt` says' },
  OWNER_MARK: {
    standing: 'change',
    text: 'the TXT record beside a name with addresses: whose they are, and since when and where from',
  },
  IN_ORDER: { standing: 'inOrder', text: 'left: it leads where it should, or waits to let go of an address' },
  CONFLICT: {
    standing: 'stuck',
    text: 'the target or name holds something that is not ours; the message says what, and `adopt` takes it over',
    remedy: 'remove what is there, or let `adopt: true` take it over',
    command: DEPLOY,
  },
  OWNED_BY_OTHERS: {
    standing: 'stuck',
    text: 'the name has a foreign owner: another tool says that it is its own',
    remedy: "take the name out of the config, or remove the other tool's mark",
    command: DEPLOY,
  },
  CLAIMED_TWICE: {
    standing: 'stuck',
    text: "two records of the config, or a record and a forwarder's `record`, become the same name; neither is written",
    remedy: 'let one entry claim the name',
    command: DEPLOY,
  },
  NAME_OUTSIDE_ZONE: {
    standing: 'stuck',
    text: 'the name does not lie in the zone',
    remedy: 'name the zone in which the name lies, or another name',
    command: DEPLOY,
  },
  NAME_REPEATS_ZONE: {
    standing: 'stuck',
    text: "a relative name ends with the zone's own: nobody would ask for it, and nothing is written; a whole name ends with a dot",
    remedy: 'end the name with a dot where it is meant to be whole, or leave the zone off',
    command: DEPLOY,
  },
  NAME_TOO_LONG: {
    standing: 'stuck',
    text: 'the name leaves the owner mark beside it no room: nothing is written',
    remedy: 'choose a shorter name',
    command: DEPLOY,
  },
  ZONE_NOT_PRIVATE: {
    standing: 'stuck',
    text: 'the zone is public: records in it would name private addresses',
    remedy: 'name a private hosted zone',
    command: DEPLOY,
  },
  ZONE_NOT_OURS: {
    standing: 'stuck',
    text: 'the zone is managed by an AWS service',
    remedy: 'name a zone of your own',
    command: DEPLOY,
  },
  NO_ENDPOINT: {
    standing: 'dead',
    text: 'the selector finds no endpoint; what is there stays',
    remedy: 'create the endpoint, or mend its selector',
    command:
      'aws ec2 create-vpc-endpoint --vpc-endpoint-type Interface --vpc-id <vpc-…> --service-name <service> --subnet-ids <subnet-…>',
  },
  NOT_AN_INTERFACE: {
    standing: 'stuck',
    text: 'the endpoint that the config names by its id is of another type than `Interface`; what is there stays',
    remedy: 'name an interface endpoint: no record can follow one of another type',
    command: DEPLOY,
  },
  ZONE_NAMED_OTHERWISE: {
    standing: 'stuck',
    text: 'the zone has another `name` than the config says; its records stay',
    remedy: 'name the zone that is meant, by its id and its name',
    command: DEPLOY,
  },
  STATE_UNKNOWN: {
    standing: 'left',
    text: 'AWS gives an endpoint or a proof a state that this version does not know: what is there stays',
  },
  NO_ENDPOINT_AVAILABLE: {
    standing: 'dead',
    text: 'no selected endpoint is `available`; what is there stays',
    remedy: 'see why no endpoint is available; one that is pending waits for the owner of its service',
    command: 'aws ec2 describe-vpc-endpoints --vpc-endpoint-ids <vpce-…> --query "VpcEndpoints[].[State,LastError]"',
  },
  NO_INTERFACES: {
    standing: 'dead',
    text: 'the endpoint is in no subnet and has no interface, so that nothing answers; what is there stays, unless another selected endpoint of the service has one',
    remedy: 'put the endpoint in a subnet, or let the entry follow another one',
    command: 'aws ec2 modify-vpc-endpoint --vpc-endpoint-id <vpce-…> --add-subnet-ids <subnet-…>',
  },
  AMBIGUOUS_ENDPOINT: {
    standing: 'stuck',
    text: 'the selector finds endpoints of several services or VPCs, or of none that the records lead to; what is there stays, until a selector `{ service, vpc }` or `{ id }` says which is meant',
    remedy: 'say which is meant by a selector `{ service, vpc }` or `{ id }`',
    command: DEPLOY,
  },
  INTERFACES_UNSEEN: {
    standing: 'waiting',
    text: "AWS's answer lacks interfaces or addresses; what is there stays, and the run is tried again",
  },
  ANSWERS_UNSEEN: {
    standing: 'left',
    severity: 'warning',
    text: 'a finding: too few name servers answered to tell which addresses answer',
    remedy:
      'let the function reach port 53 of the name servers (UDP and TCP), or name at least two servers that it can reach in dns.resolvers',
  },
} as const satisfies Codes;

/** Of zones, their records, VPCs and proofs. */
export const ZONE_CODES = {
  ENDPOINT_CHANGED: { standing: 'change', text: 'replaced: the zone now follows another endpoint' },
  HEALTH_CHECKED: {
    standing: 'change',
    text: 'replaced: the alias led to the endpoint already, but evaluated its health or had a health check',
  },
  AZ_LEFT: { standing: 'change', text: 'removed: the endpoint is not in that Availability Zone' },
  TYPE_LEFT: { standing: 'change', text: 'removed: the endpoint has nothing of that type (any more)' },
  STALE_ALIAS: { standing: 'change', text: 'removed: it led to an endpoint that is gone' },
  NO_ZONAL_NAMES: { standing: 'left', text: 'the endpoint shows no zonal names; the records stay' },
  ZONES_UNSEEN: {
    standing: 'waiting',
    text: "AWS's answer lacks Availability Zones; the records stay, and the run is tried again",
  },
  MARKS_UNSEEN: {
    standing: 'left',
    severity: 'info',
    text: 'a finding: a name changed without a look for foreign owners, for which the run had no read left',
    remedy: 'nothing, unless another tool keeps the name: the sweep after its next write finds its mark',
  },
  WAITS_FOR_SWEEP: { standing: 'waiting', text: 'not yet taken over: the next sweep looks for foreign owners first' },
  ZONE_NOT_PUBLIC: {
    standing: 'stuck',
    text: 'the zone is private: a proof in it cannot be read',
    remedy: 'name the public zone of the domain',
    command: DEPLOY,
  },
  VPC_MISSING: { standing: 'change', text: 'associated: the VPC was listed and missing' },
  WAITS_FOR_RECORDS: { standing: 'waiting', text: 'not yet associated or verified: a record is not in place' },
  VPC_IN_ANOTHER_ACCOUNT: { standing: 'left', severity: 'warning', text: 'a finding about a VPC, see above' },
  ZONE_NAME_TAKEN: {
    standing: 'left',
    severity: 'error',
    text: 'a finding about a VPC, see above',
    remedy: 'use that zone, or have it dissociated from the VPC',
    command:
      'aws route53 disassociate-vpc-from-hosted-zone --hosted-zone-id <the other zone> --vpc VPCRegion=<Region>,VPCId={last}',
  },
  ...VPC_CODES,
  S3_INBOUND_ONLY: {
    standing: 'left',
    severity: 'warning',
    text: 'a finding: private DNS of the S3 endpoint is for its inbound Resolver endpoint only, and the zone hides it',
  },
  PRIVATE_DNS_ON: {
    standing: 'left',
    severity: 'warning',
    text: 'a finding: private DNS of the endpoint answers in the VPC already',
  },
  VPC_UNSEEN: { standing: 'waiting', text: 'the VPC was not looked at' },
  NOT_IN_SYNC: { standing: 'waiting', text: 'failed for now: the name servers do not know the records yet' },
  PROOF_MISSING: { standing: 'change', text: 'the TXT record is written' },
  NOT_VERIFIED: { standing: 'change', text: 'verification is started' },
  VERIFICATION_RUNS: {
    standing: 'waiting',
    severity: 'info',
    text: 'AWS has not answered yet',
    remedy: 'nothing: the next sweep looks again',
  },
  SERVICE_NOT_AVAILABLE: {
    standing: 'left',
    text: 'the endpoint service is pending, failed, deleting or deleted: its private DNS name needs no proof',
  },
  NO_PROOF: { standing: 'left', text: 'AWS names no record for the private DNS name' },
  TOO_MANY_REMOVALS: { standing: 'held', text: 'the guard held what the run would have removed from that zone' },
} as const satisfies Codes;

/** Of what forwarders and answers publish. */
export const PUBLISHING_CODES = {
  CONTENT_CHANGED: { standing: 'change', text: 'a file or a dynamic zone is to say something else' },
  FILE_MISSING: { standing: 'change', text: 'made: nothing was there' },
  FILE_EDITED: { standing: 'change', text: 'made anew: somebody changed the file by hand' },
  LEFT_TO_DNS_FUNCTION: {
    standing: 'left',
    text: 'by hand, with `dns.network`: the `dns` function keeps the dynamic zone, since it alone stands in the network',
  },
  NO_ADDRESSES: {
    standing: 'stuck',
    severity: 'warning',
    text: 'the source has no address in service; everything published stays',
    remedy: 'look after the source',
    command: 'aws route53resolver list-resolver-endpoint-ip-addresses --resolver-endpoint-id <rslvr-in-…>',
  },
  SOURCE_UNFIT: {
    standing: 'stuck',
    severity: 'error',
    text: 'the Resolver endpoint is none that forwarders can ask (for delegation, outbound, or DNS over HTTPS alone); everything published stays',
    remedy: 'name an INBOUND endpoint with protocol Do53',
    command: DEPLOY,
  },
  TARGET_CHANGED: { standing: 'change', text: "a rule's targets are to be asked on the port that the entry states" },
  RULE_BUSY: { standing: 'waiting', text: 'the rule is being updated or deleted and takes no change now' },
  TARGET_UNSEEN: {
    standing: 'left',
    text: "AWS tells no address of one of the rule's targets, which would be lost in writing the others; they stay",
  },
  RULE_NOT_FORWARD: {
    standing: 'stuck',
    severity: 'error',
    text: 'the rule is of another kind; its targets stay',
    remedy: 'name a FORWARD rule under dns.forwarders',
    command: DEPLOY,
  },
  RULE_SHARED: {
    standing: 'stuck',
    severity: 'error',
    text: "the rule is another account's; its targets stay",
    command: DEPLOY,
  },
  RULE_DOMAIN_DIFFERS: {
    standing: 'stuck',
    severity: 'error',
    text: 'the rule is for none of the domains; its targets stay',
    command: DEPLOY,
  },
  RESOLVER_LOOP: {
    standing: 'stuck',
    severity: 'error',
    text: 'an address lies in a VPC that the rule is associated with: refused',
    remedy: 'dissociate the rule from that VPC, or forward to addresses outside of it',
    command: 'aws route53resolver disassociate-resolver-rule --resolver-rule-id {key} --vpc-id <vpc-…>',
  },
  TOO_MANY_ADDRESSES: {
    standing: 'stuck',
    severity: 'error',
    text: 'more than the six that a rule takes',
    remedy: 'take fewer addresses',
    command: DEPLOY,
  },
  NO_ROOM: {
    standing: 'waiting',
    text: 'left: as many addresses are there as the rule takes, and what is to leave may still answer',
  },
  NOT_PRINTABLE: {
    standing: 'stuck',
    severity: 'error',
    text: 'the format cannot say it, or a CNAME would lead back to the name itself; what is there stays',
    command: DEPLOY,
  },
  NO_FOLDER: {
    standing: 'stuck',
    text: "the path's folder is not there: a deployed function needs a file system mounted, or `s3://`; `waykeeper render` writes on the host",
    remedy: 'make the folder where the file is to lie, or publish to `s3://`',
    command: 'mkdir -p <folder>',
  },
} as const satisfies Codes;

const CODES = {
  ...SHARED_CODES,
  ...ZONE_CODES,
  ...PUBLISHING_CODES,
  TOO_MANY_CHANGES: CORE_CODES.TOO_MANY_CHANGES,
} as const satisfies Codes;

/** One of the dns controller's codes. */
export type DnsCode = keyof typeof CODES;

export const { reason, skip, finding, rowOf, standingOf } = wordsOf(CODES);
