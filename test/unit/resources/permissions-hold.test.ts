/** The generated policies, decided by as AWS does: what a config claims may be written, and nothing else. */
import { askedFor, decide } from '@waykeeper/local-cloud/api';
import * as make from '@waykeeper/local-cloud/seed';
import { type Account, emptyAccount } from '@waykeeper/local-cloud/state';
import fc from 'fast-check';
import { controllersIn } from '../../../lib/config/sections.ts';
import { interfaceSelector, selects } from '../../../lib/config/selector.ts';
import type { Config, Selector } from '../../../lib/config/types.ts';
import { stackOf } from '../../../resources/stack.ts';
import { shareOf } from '../../support/runs.ts';
import { randomConfigs, ZONE_NAMES } from './random-configs.ts';
import { ACCOUNT, documentsFor } from './resolved.ts';
import { NAMES } from './support.ts';

type Tags = Readonly<Record<string, string>>;
interface Thing {
  readonly id: string;
  readonly tags: Tags;
}

/** By kind of id: the things that a config could mean, those that have its tags, and those that nearly have them. */
const thingsOf = (prefix: string, selectors: readonly Selector[]): readonly Thing[] => {
  const tagged = selectors.flatMap((selector) => ('tags' in selector ? [selector.tags] : []));
  return [
    ...['0', '1', '2', '9'].map((end) => ({ id: `${prefix}-${end}`, tags: {} })),
    ...tagged.map((tags, at) => ({ id: `${prefix}-has${at}`, tags })),
    ...tagged.map((tags, at) => ({
      id: `${prefix}-lacks${at}`,
      tags: Object.fromEntries(Object.entries(tags).slice(1)),
    })),
    ...tagged.map((tags, at) => {
      const other = Object.fromEntries(Object.keys(tags).map((key) => [key, 'y']));
      return { id: `${prefix}-other${at}`, tags: other };
    }),
  ];
};

/** One kind of write: what the config claims for it, and the call for one thing. */
interface Write {
  readonly operation: string;
  readonly prefix: string;
  readonly claims: (config: Config) => readonly Selector[];
  readonly input: (id: string) => object;
}

const services = (config: Config, asks: (ruleSet: Config['connections'][number]) => boolean): readonly Selector[] =>
  config.connections.filter(asks).map((ruleSet) => ruleSet.services);

const interfacesOf = ({ routes }: Config): readonly Selector[] =>
  routes
    .filter(({ fixSourceDestCheck }) => fixSourceDestCheck)
    .flatMap(({ appliances }) => appliances)
    .flatMap((appliance) => {
      if ('interface' in appliance) return [interfaceSelector(appliance.interface)];
      return 'interfaces' in appliance ? Object.values(appliance.interfaces).map(interfaceSelector) : [];
    });

const onService = (id: string) => ({ ServiceId: id });

const WRITES: readonly Write[] = [
  {
    ...{ operation: 'ReplaceRoute', prefix: 'rtb' },
    claims: ({ routes }) => routes.flatMap(({ legs }) => legs.map(({ tables }) => tables)),
    input: (id) => ({ RouteTableId: id, DestinationCidrBlock: '0.0.0.0/0', NetworkInterfaceId: 'eni-0' }),
  },
  {
    ...{ operation: 'ModifyNetworkInterfaceAttribute', prefix: 'eni', claims: interfacesOf },
    input: (id) => ({ NetworkInterfaceId: id, SourceDestCheck: { Value: false } }),
  },
  {
    ...{ operation: 'AcceptVpcEndpointConnections', prefix: 'vpce-svc', input: onService },
    claims: (config) => services(config, ({ accept }) => accept.length > 0),
  },
  {
    ...{ operation: 'RejectVpcEndpointConnections', prefix: 'vpce-svc', input: onService },
    claims: (config) => services(config, ({ reject, revoke }) => reject.length > 0 || revoke),
  },
  {
    ...{ operation: 'CreateVpcEndpointConnectionNotification', prefix: 'vpce-svc', input: onService },
    claims: (config) => services(config, () => true),
  },
  {
    ...{ operation: 'ModifyVpcEndpointServicePermissions', prefix: 'vpce-svc' },
    claims: (config) => services(config, ({ permissions, accept }) => permissions === 'add' && accept.length > 0),
    input: (id) => ({ ServiceId: id, AddAllowedPrincipals: ['arn:aws:iam::111122223333:root'] }),
  },
  {
    ...{ operation: 'StartVpcEndpointServicePrivateDnsVerification', prefix: 'vpce-svc', input: onService },
    claims: ({ dns }) => dns.verifications.map(({ service }) => service),
  },
];

const accountWith = (things: readonly Thing[]): Account => {
  const account = emptyAccount({ id: ACCOUNT, region: 'eu-west-2' });
  for (const { id, tags } of things) {
    const kept = { id, tags: { ...tags } };
    if (id.startsWith('vpce-svc-')) make.addEndpointService(account, kept);
    else if (id.startsWith('vpce-')) account.ec2.endpoints[id] = kept as never;
    else if (id.startsWith('rtb-')) account.ec2.routeTables[id] = kept as never;
    else account.ec2.networkInterfaces[id] = kept as never;
  }
  return account;
};

const ROLE = 'waykeeper-prod-eu-west-2-reconcile';

/** Whether the config's role for runs by hand may make a call, which knows no mode. */
const decider = (config: Config, account = emptyAccount({ id: ACCOUNT, region: 'eu-west-2' })) => {
  const documents = documentsFor(stackOf(config, NAMES), 'reconcile');
  return (service: string, operation: string, input: object): boolean =>
    askedFor(account, { service, operation, input, role: ROLE }).every(
      (request) => decide(documents, request).effect === 'allow',
    );
};

const configs = randomConfigs.filter((config) => controllersIn(config).length > 0);
const hold = (property: (config: Config) => void): void =>
  fc.assert(fc.property(configs, property), { numRuns: shareOf(100) });

describe('of things that are claimed by id or by tags', () => {
  it.each(WRITES)('$operation is allowed on those that are claimed, and denied on all others', (write) => {
    hold((config) => {
      const claims = write.claims(config);
      const things = thingsOf(
        write.prefix,
        WRITES.filter(({ prefix }) => prefix === write.prefix).flatMap((one) => one.claims(config)),
      );
      const allowed = decider(config, accountWith(things));
      const seen = things.filter(({ id }) => allowed('ec2', write.operation, write.input(id)));
      expect(seen).toEqual(things.filter((thing) => claims.some((selector) => selects(selector, thing))));
    });
  });

  it('tables of gateway endpoints are added where both are claimed', () => {
    hold((config) => {
      const tables = config.gatewayEndpoints.map((one) => one.tables);
      const endpoints = config.gatewayEndpoints.map((one) => one.endpoint);
      const [someTables, someEndpoints] = [thingsOf('rtb', tables), thingsOf('vpce', endpoints)];
      const allowed = decider(config, accountWith([...someTables, ...someEndpoints]));
      for (const endpoint of someEndpoints) {
        for (const table of someTables) {
          const input = { VpcEndpointId: endpoint.id, AddRouteTableIds: [table.id] };
          const claimed = endpoints.some((one) => selects(one, endpoint)) && tables.some((one) => selects(one, table));
          expect([input, allowed('ec2', 'ModifyVpcEndpoint', input)]).toEqual([input, claimed]);
        }
      }
    });
  });

  it('no attribute but the source/destination check is changed, and no tag, table or route made or removed', () => {
    hold((config) => {
      const things = WRITES.flatMap(({ prefix, claims }) => thingsOf(prefix, claims(config)));
      const allowed = decider(config, accountWith(things));
      for (const { id } of things) {
        expect(allowed('ec2', 'CreateTags', { Resources: [id], Tags: [{ Key: 'a', Value: 'x' }] })).toBe(false);
        expect(allowed('ec2', 'ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: id, Groups: ['sg-0'] })).toBe(
          false,
        );
        const routes = ['CreateRoute', 'DeleteRoute', 'DeleteRouteTable'];
        for (const operation of routes) expect(allowed('ec2', operation, { RouteTableId: id })).toBe(false);
      }
    });
  });
});

describe('of record sets', () => {
  const published = ({ dns }: Config, zone: string, adopting: boolean): boolean =>
    dns.forwarders.some(({ publish }) =>
      publish.some((one) => 'record' in one && one.zone === zone && (one.adopt || !adopting)),
    );

  /** What the name of a claimed record is in its zone. */
  const fullNames = (zone: string, records: readonly { readonly name: string }[]): string[] =>
    records.map(({ name }) => (name === '@' ? zone : name === '{azId}' ? `euw2-az1.${zone}` : `${name}.${zone}`));

  type Asked = Readonly<Record<'zone' | 'name' | 'type' | 'action', string>>;

  const isClaimed = (config: Config, { zone, name, type, action }: Asked): boolean => {
    const address = type === 'A' || type === 'AAAA';
    const claims = config.dns.zones.filter((claim) => claim.zone === zone);
    const unknown = claims.every((claim) => claim.name === undefined);
    const recordsOf = ({ records }: (typeof claims)[number], marked: boolean) =>
      records.filter(({ to }) => (to === 'addresses') === marked);
    // Where no claim tells the zone's name, any name is taken for the zone's own.
    const names = (claim: (typeof claims)[number], marked: boolean, at = name): boolean =>
      (unknown && recordsOf(claim, marked).some((record) => record.name === '@')) ||
      fullNames(ZONE_NAMES[zone] ?? '', recordsOf(claim, marked)).includes(at);
    const [replaced, subject] = [action !== 'UPSERT', name.replace(/^_waykeeper\./, '')];
    // What stands at a name and the mark beside it are written in one call, whose names and types IAM does not pair.
    const marks = (adopting: boolean): boolean =>
      claims.some((claim) => (claim.adopt || !adopting) && (names(claim, true) || names(claim, true, subject))) ||
      (published(config, zone, adopting) && subject === 's3.corp.example');
    const has = (marked: boolean): boolean => claims.some((claim) => recordsOf(claim, marked).length > 0);
    const hasMarks = published(config, zone, false) || has(true);
    const written = address || (type === 'TXT' && hasMarks);
    return (
      (replaced && written && claims.some((claim) => names(claim, false))) ||
      (replaced && type === 'CNAME' && claims.some((claim) => claim.adopt && names(claim, false))) ||
      (replaced && written && marks(false)) ||
      (replaced && type === 'CNAME' && marks(true)) ||
      (action === 'DELETE' &&
        address &&
        claims.some((claim) => claim.staleAliases === 'delete') &&
        (unknown || name.endsWith(ZONE_NAMES[zone] ?? ''))) ||
      (action === 'DELETE' && type === 'TXT' && hasMarks && has(false) && name.startsWith('_waykeeper.')) ||
      (replaced && type === 'TXT' && config.dns.verifications.some((one) => one.zone === zone) && name.startsWith('_'))
    );
  };

  const ASKED: readonly Asked[] = ['Z1', 'Z2', 'Z3', 'Z9'].flatMap((zone) =>
    [
      ZONE_NAMES[zone] ?? 'pay.example',
      `*.${ZONE_NAMES[zone]}`,
      `a.${ZONE_NAMES[zone]}`,
      `euw2-az1.${ZONE_NAMES[zone]}`,
      `www.a.${ZONE_NAMES[zone]}`,
      's3.corp.example',
      '_waykeeper.s3.corp.example',
      `_waykeeper.a.${ZONE_NAMES[zone]}`,
      '_0proof.pay.example',
    ].flatMap((name) =>
      ['A', 'AAAA', 'CNAME', 'TXT', 'MX'].flatMap((type) =>
        ['CREATE', 'DELETE', 'UPSERT'].map((action) => ({ zone, name, type, action })),
      ),
    ),
  );

  const change = ({ name, type, action }: Asked) => ({ Action: action, ResourceRecordSet: { Name: name, Type: type } });
  it('those are written that are claimed by zone, name, type and action, and no others', () => {
    hold((config) => {
      const allowed = decider(config);
      const seen = ASKED.filter((asked) =>
        allowed('route53', 'ChangeResourceRecordSets', {
          HostedZoneId: asked.zone,
          ChangeBatch: { Changes: [change(asked)] },
        }),
      );
      expect(seen).toEqual(ASKED.filter((asked) => isClaimed(config, asked)));
    });
  });

  it('one that is not claimed is not written beside one that is', () => {
    hold((config) => {
      const allowed = decider(config);
      const [claimed] = ASKED.filter((asked) => isClaimed(config, asked));
      fc.pre(claimed !== undefined);
      for (const other of ASKED.filter((asked) => asked.zone === claimed?.zone && !isClaimed(config, asked))) {
        const Changes = [change(claimed as Asked), change(other)];
        expect(
          allowed('route53', 'ChangeResourceRecordSets', { HostedZoneId: other.zone, ChangeBatch: { Changes } }),
        ).toBe(false);
      }
    });
  });

  it('a call that tells of no record set is refused', () => {
    hold((config) => {
      const allowed = decider(config);
      for (const zone of ['Z1', 'Z2', 'Z3'])
        expect(
          allowed('route53', 'ChangeResourceRecordSets', { HostedZoneId: zone, ChangeBatch: { Changes: [] } }),
        ).toBe(false);
    });
  });

  it('zones are associated with the VPCs of their claims alone', () => {
    hold((config) => {
      const allowed = decider(config);
      for (const zone of ['Z1', 'Z2', 'Z3']) {
        for (const VPCId of ['vpc-0', 'vpc-1', 'vpc-2', 'vpc-9']) {
          const VPC = { VPCId, VPCRegion: 'eu-west-2' };
          const claimed = config.dns.zones.some((claim) => claim.zone === zone && claim.vpcs.includes(VPCId));
          expect([zone, VPC, allowed('route53', 'AssociateVPCWithHostedZone', { HostedZoneId: zone, VPC })]).toEqual([
            zone,
            VPC,
            claimed,
          ]);
        }
      }
    });
  });
});

describe('of Resolver rules', () => {
  it('those are updated that are published to', () => {
    hold((config) => {
      const allowed = decider(config);
      const ids = config.dns.forwarders.flatMap(({ publish }) =>
        publish.flatMap((one) => ('resolverRule' in one ? one.resolverRule : [])),
      );
      for (const id of ['rslvr-rr-0', 'rslvr-rr-1', 'rslvr-rr-2', 'rslvr-rr-9']) {
        expect([id, allowed('route53resolver', 'UpdateResolverRule', { ResolverRuleId: id })]).toEqual([
          id,
          ids.includes(id),
        ]);
        expect(allowed('route53resolver', 'DeleteResolverRule', { ResolverRuleId: id })).toBe(false);
      }
    });
  });
});
