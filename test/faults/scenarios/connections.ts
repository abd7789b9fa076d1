/** What happens to endpoint services, and who asks to be connected to them. */
import {
  addConnectionNotification,
  addEndpointConnection,
  addEndpointService,
  addOrganization,
  addRole,
} from '@waykeeper/local-cloud/seed';
import { type Account, emptyAccount } from '@waykeeper/local-cloud/state';
import { type Scenario, trail } from '../scenario.ts';
import { REGION } from './support.ts';

const PARTNER = '444455556666';
const BLOCKED = '777788889999';
const OWN = '555566667777';
const STRANGER = '222233334444';
const ARN = `arn:aws:sns:${REGION}:111122223333:waykeeper-prod-endpoint-connections`;

/** Two services that are watched, and one that the config does not claim. */
const services = (): Account => {
  const account = emptyAccount({ id: '111122223333', region: REGION });
  for (const id of ['pay', 'bill']) addService(account, id);
  addEndpointService(account, { id: 'vpce-svc-0other' });
  ask(account, 'other', 'elsewhere', PARTNER);
  ask(account, 'pay', 'standing', PARTNER, 'available');
  return account;
};

const addService = (account: Account, id: string): void => {
  addEndpointService(account, { id: `vpce-svc-0${id}`, tags: { waykeeper: 'payments' }, principals: [] });
  addConnectionNotification(account, { id: `vpce-nfn-0${id}`, service: `vpce-svc-0${id}`, topicArn: ARN });
};

const ask = (
  account: Account,
  service: string,
  endpoint: string,
  owner: string,
  state: 'pendingAcceptance' | 'available' = 'pendingAcceptance',
): void =>
  addEndpointConnection(account, {
    ...{ service: `vpce-svc-0${service}`, endpoint: `vpce-0${endpoint}`, owner, state },
    createdAt: Date.UTC(2026, 0, 5),
  });

const askAll = (account: Account): void => {
  ask(account, 'pay', 'partner', PARTNER);
  ask(account, 'pay', 'second', PARTNER);
  ask(account, 'pay', 'blocked', BLOCKED);
  ask(account, 'pay', 'stranger', STRANGER);
  ask(account, 'bill', 'billed', PARTNER);
};

const rules = {
  ...{ name: 'payments', services: { tags: { waykeeper: 'payments' } } },
  reject: [{ name: 'blocked', accounts: [BLOCKED] }],
  accept: [{ name: 'partners', accounts: [PARTNER] }],
};

const notification = (service: string, endpoint: string): object => ({
  Type: 'Notification',
  TopicArn: ARN,
  Message: JSON.stringify({ event: 'Connect', vpcEndpointService: { id: service }, vpcEndpoint: { id: endpoint } }),
});

const told = [notification('vpce-svc-0pay', 'vpce-0partner'), notification('vpce-svc-0bill', 'vpce-0billed')];

const state = (endpoint: string): string => `ec2/endpointConnections/vpce-0${endpoint}/state`;
const of = (...endpoints: readonly string[]): string[] =>
  endpoints.flatMap((id) => [`ec2/endpointConnections/vpce-0${id}/`, `ec2/endpoints/vpce-0${id}/state`]);

const READS = ['DescribeVpcEndpointServiceConfigurations', 'DescribeVpcEndpointConnections'];

export const connections: readonly Scenario[] = [
  {
    name: 'connections-asked-for',
    controller: 'connections',
    config: { connections: [rules] },
    world: services,
    happens: askAll,
    events: told,
    claimed: of('partner', 'second', 'blocked', 'billed'),
    ends: {
      ...{ [state('partner')]: 'available', [state('second')]: 'available', [state('billed')]: 'available' },
      ...{ [state('blocked')]: 'rejected', [state('stranger')]: 'pendingAcceptance' },
      [state('elsewhere')]: 'pendingAcceptance',
    },
    parts: {
      'ec2/endpointConnections/vpce-0blocked/': [...READS, 'RejectVpcEndpointConnections'],
      'ec2/endpointConnections/vpce-0partner/': [...READS, 'AcceptVpcEndpointConnections vpce-svc-0pay'],
      'ec2/endpointConnections/vpce-0billed/': [...READS, 'AcceptVpcEndpointConnections vpce-svc-0bill'],
    },
  },
  {
    name: 'partner-leaves',
    controller: 'connections',
    config: { connections: [{ ...rules, revoke: true }] },
    world: services,
    happens: (account) => {
      ask(account, 'pay', 'former', STRANGER, 'available');
      ask(account, 'bill', 'billed', PARTNER);
    },
    events: told,
    claimed: of('former', 'billed'),
    ends: { [state('former')]: 'rejected', [state('standing')]: 'available', [state('billed')]: 'available' },
    parts: {
      'ec2/endpointConnections/vpce-0former/': [...READS, 'RejectVpcEndpointConnections'],
      'ec2/endpointConnections/vpce-0billed/': [...READS, 'AcceptVpcEndpointConnections'],
    },
  },
  {
    name: 'service-comes',
    controller: 'connections',
    config: { connections: [{ ...rules, permissions: 'add' }] },
    world: services,
    happens: (account) => {
      addEndpointService(account, { id: 'vpce-svc-0new', tags: { waykeeper: 'payments' }, principals: [] });
      ask(account, 'new', 'asking', PARTNER);
    },
    events: [trail('ec2', 'CreateVpcEndpointServiceConfiguration', 'vpce-svc-0new')],
    claimed: [
      ...of('asking'),
      'ec2/connectionNotifications/vpce-svc-0new/',
      'ec2/endpointServices/vpce-svc-0new/permissions/',
    ],
    ends: { [state('asking')]: 'available', 'ec2/connectionNotifications/vpce-svc-0new/topicArn': ARN },
    parts: {
      'ec2/endpointConnections/vpce-0asking/': [...READS, 'AcceptVpcEndpointConnections'],
      'ec2/connectionNotifications/': [
        ...READS,
        'DescribeVpcEndpointConnectionNotifications',
        'CreateVpcEndpointConnectionNotification',
      ],
    },
  },
  {
    name: 'unit-asks',
    controller: 'connections',
    config: {
      organizations: { role: 'arn:aws:iam::100000000001:role/organization-reader' },
      connections: [
        { ...rules, accept: [{ name: 'ours', organizationalUnits: ['ou-ab12-11111111'] }, ...rules.accept] },
      ],
    },
    world: () => {
      const account = services();
      addOrganization(account, {
        managementAccount: '100000000001',
        delegatedAdministrators: ['111122223333'],
        units: { 'ou-ab12-11111111': 'root', 'ou-ab12-22222222': 'ou-ab12-11111111' },
        accounts: { '111122223333': 'ou-ab12-11111111', [OWN]: 'ou-ab12-22222222' },
      });
      addRole(account, { arn: 'arn:aws:iam::100000000001:role/organization-reader' });
      return account;
    },
    happens: (account) => {
      ask(account, 'pay', 'own', OWN);
      ask(account, 'bill', 'billed', PARTNER);
      ask(account, 'bill', 'stranger', STRANGER);
    },
    events: told,
    claimed: of('own', 'billed'),
    ends: { [state('own')]: 'available', [state('billed')]: 'available', [state('stranger')]: 'pendingAcceptance' },
    parts: {
      'ec2/endpointConnections/vpce-0own/': [
        ...READS,
        'AssumeRole',
        'ListParents',
        'AcceptVpcEndpointConnections vpce-svc-0pay',
      ],
    },
  },
  {
    name: 'root-asks',
    controller: 'connections',
    config: {
      connections: [
        {
          ...rules,
          accept: [
            { name: 'everybody', organizationalUnits: ['r-ab12'], organization: 'o-ab12cd34ef' },
            ...rules.accept,
          ],
          otherwise: 'reject',
        },
      ],
    },
    world: () => {
      const account = services();
      addOrganization(account, { managementAccount: account.id, accounts: { [OWN]: 'root', [PARTNER]: 'root' } });
      return account;
    },
    happens: (account) => {
      ask(account, 'pay', 'own', OWN);
      ask(account, 'bill', 'stranger', STRANGER);
    },
    events: told,
    claimed: of('own', 'stranger'),
    ends: { [state('own')]: 'available', [state('stranger')]: 'rejected' },
    parts: {
      'ec2/endpointConnections/vpce-0own/': [...READS, 'ListParents', 'ListRoots', 'AcceptVpcEndpointConnections'],
      'ec2/endpointConnections/vpce-0stranger/': [...READS, 'ListParents', 'ListRoots', 'RejectVpcEndpointConnections'],
    },
  },
  {
    name: 'reaccepted-by-hand',
    controller: 'connections',
    config: { connections: [rules] },
    world: services,
    happens: (account) => {
      ask(account, 'pay', 'mistaken', PARTNER);
      ask(account, 'pay', 'refused', PARTNER);
      for (const id of ['mistaken', 'refused']) {
        Object.assign(account.ec2.endpointConnections[`vpce-0${id}`] ?? {}, { state: 'rejected' });
        Object.assign(account.ec2.endpoints[`vpce-0${id}`] ?? {}, { state: 'rejected' });
      }
      ask(account, 'bill', 'billed', PARTNER);
    },
    events: [],
    asks: { mode: 'apply', reaccept: ['vpce-svc-0pay/vpce-0mistaken'] },
    claimed: of('mistaken', 'billed'),
    ends: {
      ...{ [state('mistaken')]: 'available', [state('refused')]: 'rejected' },
      ...{ [state('billed')]: 'available', [state('standing')]: 'available' },
    },
    parts: {
      'ec2/endpointConnections/vpce-0mistaken/': [...READS, 'AcceptVpcEndpointConnections vpce-svc-0pay'],
    },
  },
  {
    name: 'principals-listed',
    controller: 'connections',
    config: {
      connections: [
        {
          ...rules,
          permissions: 'add',
          principals: [`arn:aws:iam::${OWN}:role/app`, `arn:aws:iam::${PARTNER}:role/app`],
        },
      ],
    },
    world: services,
    happens: (account) => {
      addEndpointService(account, { id: 'vpce-svc-0new', tags: { waykeeper: 'payments' }, principals: [] });
      const open = { acceptanceRequired: false, principals: ['*'] };
      addEndpointService(account, { id: 'vpce-svc-0open', tags: { waykeeper: 'payments' }, ...open });
      addEndpointService(account, { id: 'vpce-svc-0gone', tags: { waykeeper: 'payments' }, state: 'Deleted' });
    },
    events: [
      trail('ec2', 'CreateVpcEndpointServiceConfiguration', 'vpce-svc-0new', 'vpce-svc-0open', 'vpce-svc-0gone'),
    ],
    claimed: [
      ...['new', 'open'].map((id) => `ec2/connectionNotifications/vpce-svc-0${id}/`),
      'ec2/endpointServices/vpce-svc-0new/permissions/',
    ],
    ends: {
      'ec2/connectionNotifications/vpce-svc-0new/topicArn': ARN,
      'ec2/connectionNotifications/vpce-svc-0open/topicArn': ARN,
    },
    parts: {
      'ec2/endpointServices/vpce-svc-0new/permissions/': [
        ...READS,
        'DescribeVpcEndpointServicePermissions',
        'ModifyVpcEndpointServicePermissions',
      ],
    },
  },
  {
    name: 'rule-ends',
    controller: 'connections',
    config: {
      connections: [
        {
          ...rules,
          accept: [{ name: 'guests', accounts: [STRANGER], until: '2026-01-04' }, ...rules.accept],
          revoke: true,
        },
      ],
    },
    world: services,
    happens: (account) => {
      ask(account, 'pay', 'guest', STRANGER, 'available');
      ask(account, 'bill', 'late', STRANGER);
      ask(account, 'bill', 'billed', PARTNER);
    },
    events: told,
    claimed: of('guest', 'billed'),
    ends: {
      ...{ [state('guest')]: 'rejected', [state('late')]: 'pendingAcceptance' },
      ...{ [state('standing')]: 'available', [state('billed')]: 'available' },
    },
    parts: {
      'ec2/endpointConnections/vpce-0guest/': [...READS, 'RejectVpcEndpointConnections'],
      'ec2/endpointConnections/vpce-0billed/': [...READS, 'AcceptVpcEndpointConnections'],
    },
  },
];
