/** What the dns controller says of a zone in its VPCs: the part of the codes.ts beside this file that is about who answers there. Pure. */
import type { Codes } from '../core/codes.ts';
import { DEPLOY } from '../core/standing.ts';

/** Of VPCs in which a zone is to answer, and of names there. */
export const VPC_CODES = {
  HIDES_NAMES: {
    standing: 'stuck',
    severity: 'error',
    text: 'a finding about a VPC, which is not associated: the zone would hide public names there',
    remedy: "claim @ and * in a zone of the service's own private DNS name, or say `hides: acknowledged`",
    command: DEPLOY,
  },
  ANSWERED_ELSEWHERE: {
    standing: 'stuck',
    severity: 'error',
    text: 'a finding about a VPC: a zone, a rule, a Profile or private DNS answers some of the names there, and it is not associated',
    remedy: 'use one of the two in that VPC',
    command: 'aws route53 list-hosted-zones-by-vpc --vpc-id {last} --vpc-region <Region>',
  },
  PROFILE_UNREADABLE: {
    standing: 'stuck',
    severity: 'error',
    text: "a finding about a VPC: a Route 53 Profile brings another account's zone, rule or endpoint there, of which no name can be read; it is not associated",
    remedy: 'ask the other account which names it answers; if it is none below the zone, associate the VPC by hand',
    command:
      'aws route53 associate-vpc-with-hosted-zone --hosted-zone-id {first} --vpc VPCRegion=<Region>,VPCId={last}',
  },
  OUT_OF_REACH: {
    standing: 'stuck',
    severity: 'error',
    text: 'a finding about a VPC: an address of the endpoint has no active route from there, or its security groups do not let the VPC in; it is not associated, or stays so',
    remedy:
      "route the endpoint's addresses from each table, and let the VPC's ranges into the endpoint's security groups",
    command: 'aws ec2 describe-route-tables --filters Name=vpc-id,Values={last}',
  },
  GATEWAY_ENDPOINT_THERE: {
    standing: 'stuck',
    severity: 'error',
    text: 'a finding about a VPC: a gateway endpoint of the service stands there, and what it carries would come by another endpoint; it is not associated, or stays so',
    remedy: 'let the policies take the other endpoint, too, and say `hides: acknowledged`',
    command: DEPLOY,
  },
  NAME_HIDDEN: {
    standing: 'stuck',
    severity: 'error',
    text: 'a finding: the record is right, and something else answers the name',
    remedy: 'take the name, or what answers it, away',
    command: 'aws route53 list-resource-record-sets --hosted-zone-id {first}',
  },
  ANSWER_DIFFERS: {
    standing: 'stuck',
    severity: 'error',
    text: 'a finding: the records are right, and resolvers answer something else; the message says both',
    remedy:
      'see who answers the name on the way that clients take: another zone, a rule, a cache, or a server of your own',
    command: 'dig <name> @<a resolver of the clients>',
  },
  NOT_ASKED: {
    standing: 'fact',
    text: 'Route 53 holds what it should, and nobody was there to ask what clients get: neither `dns.resolvers` nor a function in a VPC of the zone (`dns.network`), or they gave no answer, or the zone was written to a moment ago',
  },
} as const satisfies Codes;
