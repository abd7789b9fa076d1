/** Calls of EC2 about endpoint services, and of who may read the organization for them. */
import type { Config, ConnectionRuleSet } from '../../lib/config/types.ts';
import { meansOrganization } from '../../lib/connections/rules.ts';
import { ALL_OF_EC2, arn, type Permission, selected, these, when } from './permission.ts';

/** The endpoint services of the rule sets that ask for something. */
const servicesWhere =
  (asks: (ruleSet: ConnectionRuleSet) => boolean) =>
  ({ connections }: Config) =>
    selected(
      'vpc-endpoint-service',
      connections.filter(asks).map(({ services }) => services),
    );

const accepts = ({ accept }: ConnectionRuleSet): boolean => accept.length > 0;

const rejects = ({ reject, otherwise, revoke }: ConnectionRuleSet): boolean =>
  reject.length > 0 || otherwise === 'reject' || revoke;

const addsPrincipals = ({ permissions, accept, principals = [] }: ConnectionRuleSet): boolean =>
  permissions === 'add' && (principals.length > 0 || accept.some(({ accounts = [] }) => accounts.length > 0));

const rulesOf = ({ connections }: Config) => connections.flatMap(({ reject, accept }) => [...reject, ...accept]);

const asksForUnits = (config: Config): boolean =>
  rulesOf(config).some(({ organizationalUnits }) => organizationalUnits !== undefined);

const DESCRIBES = 'EC2 knows no resource for descriptions';

/** What the connections controller calls. */
export const ENDPOINT_SERVICES: readonly Permission[] = [
  {
    sid: 'ReadConnections',
    callers: ['connections'],
    access: 'read',
    actions: [
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeVpcEndpointConnectionNotifications',
      'ec2:DescribeVpcEndpointConnections',
      'ec2:DescribeVpcEndpointServiceConfigurations',
    ],
    wide: DESCRIBES,
    on: ({ connections }) => when(connections.length > 0, ALL_OF_EC2),
  },
  {
    sid: 'ReadOwnEndpoints',
    callers: ['connections'],
    access: 'read',
    actions: ['ec2:DescribeVpcEndpointServices', 'ec2:DescribeVpcEndpoints'],
    wide: DESCRIBES,
    on: ({ endpoints }) => when(endpoints === 'tell', ALL_OF_EC2),
  },
  {
    sid: 'ReadPrincipals',
    callers: ['connections'],
    access: 'read',
    actions: ['ec2:DescribeVpcEndpointServicePermissions'],
    // Whether a service requires acceptance no config says: of one that does not, everybody allowed is in.
    on: servicesWhere(() => true),
  },
  {
    sid: 'AcceptConnections',
    callers: ['connections'],
    access: 'write',
    actions: ['ec2:AcceptVpcEndpointConnections'],
    on: servicesWhere(accepts),
  },
  {
    sid: 'RejectConnections',
    callers: ['connections'],
    access: 'write',
    actions: ['ec2:RejectVpcEndpointConnections'],
    on: servicesWhere(rejects),
  },
  {
    sid: 'WatchConnections',
    callers: ['connections'],
    access: 'write',
    actions: ['ec2:CreateVpcEndpointConnectionNotification', 'ec2:ModifyVpcEndpointConnectionNotification'],
    on: servicesWhere(() => true),
  },
  {
    sid: 'AddPrincipals',
    callers: ['connections'],
    access: 'write',
    actions: ['ec2:ModifyVpcEndpointServicePermissions'],
    on: servicesWhere(addsPrincipals),
  },
  {
    sid: 'ReadOrganizationByRole',
    callers: ['connections'],
    access: 'read',
    actions: ['sts:AssumeRole'],
    on: (config) => these(config.organizations && asksForUnits(config) ? [config.organizations.role] : []),
  },
  {
    sid: 'ReadOrganization',
    callers: ['connections'],
    access: 'read',
    actions: ['organizations:ListParents'],
    wide: 'which accounts ask for a connection is not known ahead',
    on: (config) =>
      when(config.organizations === undefined && asksForUnits(config), {
        resources: [arn('arn:aws:organizations::*:account/*'), arn('arn:aws:organizations::*:ou/*')],
      }),
  },
  {
    sid: 'IdentifyOrganization',
    callers: ['connections'],
    access: 'read',
    actions: ['organizations:ListRoots'],
    wide: 'Organizations knows no resource for it',
    on: (config) =>
      when(config.organizations === undefined && rulesOf(config).some(meansOrganization), { resources: ['*'] }),
  },
];
