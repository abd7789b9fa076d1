/** No event about a thing that a config names is lost by the rules that are generated from it, whatever the config is. */
import { matchesPattern, parsePattern } from '@waykeeper/local-cloud/patterns';
import fc from 'fast-check';
import type { Config } from '../../../lib/config/types.ts';
import type { ControllerName } from '../../../lib/core/plan.ts';
import { readTrigger } from '../../../lib/entry/read-trigger.ts';
import { TRIGGERS } from '../../../lib/entry/triggers.ts';
import { rulesOf } from '../../../resources/rules.ts';
import { shareOf } from '../../support/runs.ts';
import { randomConfigs } from './random-configs.ts';

/** What is called or told about each kind of thing that a config may name. */
const ABOUT = {
  service: {
    controller: 'connections',
    events: [
      ...['AcceptVpcEndpointConnections', 'CreateVpcEndpointServiceConfiguration', 'RejectVpcEndpointConnections'],
      ...['DeleteVpcEndpointConnectionNotifications', 'DeleteVpcEndpointServiceConfigurations'],
      ...['ModifyVpcEndpointConnectionNotification', 'ModifyVpcEndpointServiceConfiguration'],
      'ModifyVpcEndpointServicePermissions',
    ],
  },
  followedEndpoint: {
    controller: 'dns',
    events: [
      ...['CreateVpcEndpoint', 'DeleteVpcEndpoints', 'ModifyVpcEndpoint'],
      ...['Autoshift In Progress', 'Autoshift Completed'],
    ],
  },
  verifiedService: {
    controller: 'dns',
    events: [
      ...['CreateVpcEndpointServiceConfiguration', 'ModifyVpcEndpointServiceConfiguration'],
      'StartVpcEndpointServicePrivateDnsVerification',
    ],
  },
  zone: {
    controller: 'dns',
    events: ['AssociateVPCWithHostedZone', 'ChangeResourceRecordSets', 'DisassociateVPCFromHostedZone'],
  },
  resolverEndpoint: {
    controller: 'dns',
    events: [
      ...['AssociateResolverEndpointIpAddress', 'DisassociateResolverEndpointIpAddress'],
      ...['DeleteResolverEndpoint', 'UpdateResolverEndpoint'],
    ],
  },
  resolverRule: {
    controller: 'dns',
    events: ['AssociateResolverRule', 'DisassociateResolverRule', 'UpdateResolverRule'],
  },
  interface: {
    controller: 'routes',
    events: [
      ...['AttachNetworkInterface', 'DetachNetworkInterface', 'AssociateAddress', 'DisassociateAddress'],
      ...['AssignPrivateIpAddresses', 'UnassignPrivateIpAddresses', 'ReleaseAddress'],
      ...['ModifyNetworkInterfaceAttribute', 'ResetNetworkInterfaceAttribute', 'ModifyInstanceAttribute'],
      ...['ResetInstanceAttribute', 'AssignIpv6Addresses', 'UnassignIpv6Addresses'],
      ...['EC2 Instance State-change Notification', 'EC2 Spot Instance Interruption Warning'],
    ],
  },
  claimedTable: { controller: 'routes', events: ['CreateRoute', 'DeleteRoute', 'ReplaceRoute'] },
  table: {
    controller: 'routes',
    events: [
      ...['AssociateRouteTable', 'CreateRouteTable', 'DeleteRouteTable', 'DisassociateRouteTable'],
      'ReplaceRouteTableAssociation',
    ],
  },
  routedEndpoint: { controller: 'routes', events: ['DeleteVpcEndpoints', 'ModifyVpcEndpoint'] },
  natGateway: { controller: 'routes', events: ['DeleteNatGateway'] },
  alarm: { controller: 'routes', events: ['CloudWatch Alarm State Change'] },
  serviceTag: { controller: 'connections', events: ['CreateTags', 'DeleteTags'] },
  endpointTag: { controller: 'dns', events: ['CreateTags', 'DeleteTags'] },
  routingTag: { controller: 'routes', events: ['CreateTags', 'DeleteTags'] },
} as const satisfies Readonly<
  Record<string, { readonly controller: ControllerName; readonly events: readonly string[] }>
>;

/** A thing that a config names: an id, a tag key or the name of an alarm; `?` where the config tells no id. */
interface Named {
  readonly kind: keyof typeof ABOUT;
  readonly name: string;
}

const named = (kind: Named['kind'], ...names: readonly string[]): Named[] => names.map((name) => ({ kind, name }));

type AnySelector = Readonly<Record<string, unknown>>;

const found = (kind: Named['kind'], tag: Named['kind'], selector: AnySelector | string): Named[] => {
  if (typeof selector === 'string') return named(kind, selector);
  if ('tags' in selector) return [...named(kind, '?'), ...named(tag, ...Object.keys(selector.tags as object))];
  return named(kind, ...('ids' in selector ? (selector.ids as string[]) : [String(selector.id ?? '?')]));
};

const namedByDns = ({ dns }: Config): Named[] => [
  ...dns.zones.flatMap(({ zone, endpoint }) => [
    ...named('zone', zone),
    ...found('followedEndpoint', 'endpointTag', endpoint),
  ]),
  ...dns.answers.flatMap(({ from }) => found('followedEndpoint', 'endpointTag', from.endpoint)),
  ...dns.verifications.flatMap(({ zone, service }) => [
    ...named('zone', zone),
    ...found('verifiedService', 'endpointTag', service),
  ]),
  ...dns.forwarders.flatMap(({ from, publish }) => [
    ...('resolverEndpoint' in from ? named('resolverEndpoint', from.resolverEndpoint) : []),
    ...publish.flatMap((to) => [
      ...('resolverRule' in to ? named('resolverRule', to.resolverRule) : []),
      ...('record' in to ? named('zone', to.zone) : []),
    ]),
  ]),
];

const namedByRoutes = ({ routes, gatewayEndpoints }: Config): Named[] => [
  ...routes.flatMap(({ name, appliances, health, legs, drain }) => [
    ...appliances.flatMap((appliance) => {
      if ('endpoint' in appliance) return named('routedEndpoint', appliance.endpoint);
      if ('natGateway' in appliance) return named('natGateway', appliance.natGateway);
      const refs = 'interface' in appliance ? [appliance.interface] : Object.values(appliance.interfaces);
      const probed = ['verdict', 'heartbeat'].map((kind) => `waykeeper/prod/probe/${name}/${appliance.name}/${kind}`);
      return [
        ...refs.flatMap((ref) => found('interface', 'routingTag', ref)),
        ...named('routingTag', drain.tag),
        ...(health.probe ? named('alarm', ...probed) : []),
      ];
    }),
    ...appliances.flatMap((appliance) =>
      named('alarm', ...health.alarms.map((pattern) => pattern.replaceAll('{appliance}', appliance.name))),
    ),
    ...legs.flatMap(({ tables, bypass = '' }) => [
      ...found('claimedTable', 'routingTag', tables),
      ...found('table', 'routingTag', tables),
      ...(bypass.startsWith('vpce-') ? named('routedEndpoint', bypass) : []),
      ...(bypass.startsWith('nat-') ? named('natGateway', bypass) : []),
    ]),
  ]),
  ...gatewayEndpoints.flatMap(({ endpoint, tables }) => [
    ...found('table', 'routingTag', tables),
    ...found('routedEndpoint', 'routedEndpoint', 'tags' in endpoint ? '?' : endpoint),
  ]),
];

const namedBy = (given: Config): Named[] => [
  ...given.connections.flatMap(({ services }) => found('service', 'serviceTag', services)),
  ...namedByDns(given),
  ...namedByRoutes(given),
];

/** Ids of the kinds that a tag may be put on. */
const TAGGED = { connections: 'vpce-svc-0', dns: 'vpce-0', routes: 'eni-0' };
const STATES = ['running', 'stopping', 'stopped', 'shutting-down', 'terminated'];

/** What AWS sends when this happens to the thing. */
const eventsOf = ({ kind, name }: Named, what: string, others: readonly string[]): object[] => {
  const { controller } = ABOUT[kind];
  const row = TRIGGERS.find(
    (one) => one.controller === controller && (one.eventNames?.includes(what) ?? one.detailType === what),
  );
  if (!row) throw new Error(`${what} wakes ${controller} by no trigger`);
  const envelope = { source: row.source, 'detail-type': row.detailType };
  if (kind === 'alarm') {
    const names = name.endsWith('*') ? [name.slice(0, -1), name.replace('*', '-1')] : [name];
    return names.map((alarmName) => ({ ...envelope, detail: { alarmName } }));
  }
  if (row.eventNames === undefined)
    return STATES.map((state) => ({ ...envelope, detail: { 'instance-id': 'i-0', state } }));
  const call = (requestParameters: object) => ({ ...envelope, detail: { eventName: what, requestParameters } });
  if (!kind.endsWith('Tag')) return [call({ id: name, ...(kind === 'interface' ? { networkInterfaceId: name } : {}) })];
  const resourcesSet = { items: [{ resourceId: TAGGED[controller] }] };
  const items = [...others, name].map((key) => ({ key }));
  return [
    call({ resourcesSet, tagSet: { items } }),
    ...(what === 'DeleteTags' ? [call({ resourcesSet, tagSet: {} }), call({ resourcesSet })] : []),
  ];
};

const rulesFor = (given: Config) =>
  rulesOf(given, { stage: 'prod' }).map(({ controller, resource }) => ({
    controller,
    pattern: parsePattern(JSON.stringify((resource.Properties as { readonly EventPattern: unknown }).EventPattern)),
  }));

describe('every event about a thing that the config names', () => {
  it('is known to this test for each trigger there is', () => {
    const known = Object.values(ABOUT).flatMap(({ controller, events }) =>
      events.map((what) => `${controller} ${what}`),
    );
    const triggers = TRIGGERS.flatMap(({ controller, eventNames, detailType }) =>
      (eventNames ?? [detailType]).map((what) => `${controller} ${what}`),
    );
    expect([...new Set(known)].toSorted()).toEqual(triggers.toSorted());
  });

  it('is delivered to the controller that it wakes', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(randomConfigs, fc.array(fc.string(), { maxLength: 3 }), (given, others) => {
        const rules = rulesFor(given);
        for (const thing of namedBy(given)) {
          kinds.add(thing.kind);
          const { controller, events } = ABOUT[thing.kind];
          for (const event of events.flatMap((what) => eventsOf(thing, what, others))) {
            const woken = rules.filter((rule) => matchesPattern(rule.pattern, event)).map((rule) => rule.controller);
            expect([thing, event, woken]).toEqual([thing, event, expect.arrayContaining([controller])]);
            expect(readTrigger(controller, JSON.stringify(event), []).kind).toBe('scope');
          }
        }
      }),
      { numRuns: shareOf(1_000) },
    );
    expect([...kinds].toSorted()).toEqual(Object.keys(ABOUT).toSorted());
  });
});
