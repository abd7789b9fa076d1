/** AWS's default request quotas, for one account and Region, as its documentation stated them in November 2026. */
import type { Quota } from './quotas.ts';

const ec2 = (operations: RegExp, burst: number, perSecond: number, when?: Quota['when']): Quota => ({
  ...{ service: 'ec2', per: 'each', operations, burst, perSecond },
  ...(when ? { when } : {}),
});

/** A listing of everything: neither filters nor ids nor pages. */
const ofEverything = (input: unknown): boolean => {
  const { Filters, MaxResults, ...ids } = input as Readonly<Record<string, unknown>>;
  const given = [Filters, ...Object.values(ids)].filter((value) => Array.isArray(value) && value.length > 0);
  return given.length === 0 && MaxResults === undefined;
};

/** EC2 API Reference, "Request throttling": a bucket for each action, and classes of actions with the same limits. */
const EC2: readonly Quota[] = [
  ec2(/^(Accept|Reject)VpcEndpointConnections$/, 10, 1),
  ec2(/^(Create|Modify|Delete)VpcEndpointServiceConfigurations?$/, 10, 1),
  ec2(/^(CreateVpcEndpoint|ModifyVpcEndpoint|DeleteVpcEndpoints)$/, 4, 0.3),
  ec2(/^(Create|Delete)NetworkInterface$|^ModifyNetworkInterfaceAttribute$/, 100, 5),
  ec2(/^(Create|Delete)Tags$/, 100, 10),
  ec2(/^Describe(Instances|InstanceStatus|NetworkInterfaces)$/, 50, 10, ofEverything),
  ec2(/^(Describe|Get|Search)/, 100, 20),
  ec2(/./, 50, 5),
];

const route53 = (operations: RegExp, burst: number, perSecond: number): Quota => ({
  ...{ service: 'route53', per: 'each', operations, burst, perSecond },
});

interface Batch {
  readonly ChangeBatch?: { readonly Changes?: readonly { readonly Action?: string }[] };
}

/** An UPSERT counts twice. */
const changesIn = (input: unknown): number =>
  ((input as Batch).ChangeBatch?.Changes ?? []).reduce((sum, { Action }) => sum + (Action === 'UPSERT' ? 2 : 1), 0);

/**
 * Route 53 Developer Guide, "Quotas": a request takes a token of the account and one of its action, and record changes
 * those of the change throughput as well (since 2026-07-30). They hold in all Regions together.
 */
const ROUTE53: readonly Quota[] = [
  { service: 'route53', per: 'all', burst: 50, perSecond: 10 },
  {
    ...{ service: 'route53', per: 'all', operations: /^ChangeResourceRecordSets$/, burst: 1_500, perSecond: 100 },
    cost: changesIn,
  },
  route53(/^AssociateVPCWithHostedZone$/, 20, 5),
  route53(/^DisassociateVPCFromHostedZone$/, 10, 5),
  route53(/^CreateHostedZone$/, 40, 2),
  route53(/^DeleteHostedZone$/, 40, 5),
  route53(/./, 50, 10),
];

/**
 * Of the quotas table of Route 53 Resolver: five requests a second. SetAlarmState: three a second, as users report. SSM:
 * GetParameter and the like 40 a second, as its endpoints table says. LookupEvents and other services that no code here
 * comes near to stay without a limit.
 */
const OTHERS: readonly Quota[] = [
  { service: 'route53resolver', per: 'all', burst: 5, perSecond: 5 },
  { service: 'monitoring', per: 'each', operations: /^SetAlarmState$/, burst: 3, perSecond: 3 },
  { service: 'monitoring', per: 'each', operations: /^DescribeAlarms$/, burst: 9, perSecond: 9 },
  { service: 'ssm', per: 'all', operations: /^GetParameter/, burst: 40, perSecond: 40 },
];

/** All of them. `service` selects those of one, by its signing name. */
export const awsQuotas = (service?: string): Quota[] =>
  [...EC2, ...ROUTE53, ...OTHERS].filter((quota) => service === undefined || quota.service === service);
