/** Random configs for the rules that are generated from them. */
import fc from 'fast-check';
import { config } from '../../support/configs.ts';

const id = (prefix: string) => fc.constantFrom('0', '1', '2').map((text) => `${prefix}-${text}`);
const tags = fc.dictionary(fc.stringMatching(/^[a-z:"é]{1,9}$/), fc.constant('x'), { minKeys: 1, maxKeys: 2 });
const selector = (prefix: string) =>
  fc.oneof(
    fc.record({ id: id(prefix) }),
    fc.record({ ids: fc.array(id(prefix), { minLength: 1, maxLength: 3 }) }),
    fc.record({ tags }),
  );
const several = <T>(of: fc.Arbitrary<T>) =>
  fc.array(of, { maxLength: 2 }).map((all) => all.map((one, at) => ({ name: `n${at}`, ...one })));
const zoneEndpoint = fc.oneof(
  selector('vpce'),
  fc.constant({ service: 'com.amazonaws.eu-west-2.s3', vpc: 'vpc-0' } as const),
);
const domains = fc.constant<string[]>(['s3.eu-west-2.amazonaws.com']);
const file = fc.constant({ file: 'unbound', to: '/etc/unbound/s3.conf' } as const);

const eni = fc.oneof(
  id('eni'),
  tags.map((wanted) => ({ tags: wanted })),
);
const appliance = fc.oneof(
  fc.record({ interface: eni }),
  fc.record({ interfaces: fc.record({ inside: eni, outside: eni }) }),
  fc.record({ endpoint: id('vpce') }),
  fc.record({ natGateway: id('nat') }),
);
const alarm = fc.constantFrom('{appliance}-failover', '{appliance}-*', 'all', 'al*', 'n1-failover', 'n*');
const leg = fc.record(
  {
    tables: selector('rtb'),
    destinations: fc.constant<string[]>(['0.0.0.0/0']),
    bypass: fc.constantFrom('local', 'igw-0', 'nat-2', 'vpce-2'),
  },
  { requiredKeys: ['tables', 'destinations'] },
);
const probe = fc.record({
  tcp: fc.constant(443),
  from: fc.record({ subnets: fc.tuple(id('subnet')), securityGroups: fc.tuple(id('sg')) }),
});
const group = fc.record({
  appliances: fc.tuple(appliance, appliance).map((all) => all.map((one, at) => ({ name: `n${at}`, ...one }))),
  health: fc.record({ alarms: fc.array(alarm, { maxLength: 3 }), probe }, { requiredKeys: [] }),
  legs: fc.array(leg, { minLength: 1, maxLength: 2 }),
  drain: fc.record({ tag: fc.constantFrom('drained', 'out') }),
  fixSourceDestCheck: fc.boolean(),
});
const forwarder = fc.record({
  domains,
  from: fc.oneof(
    fc.record({ resolverEndpoint: id('rslvr-in') }),
    fc.record({ vpcResolver: id('vpc') }),
    fc.constant<{ addresses: string[] }>({ addresses: ['10.1.2.3'] }),
  ),
  publish: fc.array(
    fc.oneof(
      fc.record({ resolverRule: id('rslvr-rr') }),
      fc.record({ record: fc.constant('s3.corp.example'), zone: fc.constantFrom('Z1', 'Z2') }),
      fc.constant({ file: 'bind', to: '/etc/bind/s3.conf' } as const),
    ),
    { minLength: 1, maxLength: 2 },
  ),
});

const rule = (name: string) =>
  fc.array(fc.record({ name: fc.constant(name), accounts: fc.tuple(fc.constant('111122223333')) }), { maxLength: 1 });
const ruleSet = fc.record({
  services: selector('vpce-svc'),
  accept: rule('yes'),
  reject: rule('no'),
  revoke: fc.boolean(),
  permissions: fc.constantFrom('leave' as const, 'add' as const),
});

/** What the zones of random configs are named. */
export const ZONE_NAMES: Readonly<Record<string, string>> = { Z1: 'one.example', Z2: 'two.example' };
const record = fc.tuple(fc.constantFrom('@', '*', 'a', '{azId}'), fc.boolean()).map(([name, plain]) => ({
  name,
  ...(name === '{azId}' ? { to: 'zonal' as const } : plain ? { to: 'addresses' as const } : {}),
}));
const zone = fc
  .record({
    zone: fc.constantFrom('Z1', 'Z2'),
    endpoint: zoneEndpoint,
    records: fc.array(record, { minLength: 1, maxLength: 2 }),
    named: fc.boolean(),
    vpcs: fc.array(id('vpc'), { maxLength: 2 }),
    staleAliases: fc.constantFrom('keep' as const, 'delete' as const),
    adopt: fc.boolean(),
  })
  .map(({ named, ...one }) => ({ ...one, ...(named ? { name: ZONE_NAMES[one.zone] ?? '' } : {}) }));

/** Configs that name all kinds of things, by id and by tags. Nothing but the schema judges them. */
export const randomConfigs = fc
  .record({
    connections: several(ruleSet),
    dns: fc.record({
      zones: fc.array(zone, { maxLength: 2 }),
      forwarders: several(forwarder),
      answers: several(
        fc.record({
          domains,
          from: fc.record({ endpoint: selector('vpce'), as: fc.constant('name' as const) }),
          publish: fc.tuple(file),
        }),
      ),
      verifications: fc.array(fc.record({ service: selector('vpce-svc'), zone: fc.constant('Z3') }), { maxLength: 1 }),
    }),
    routes: several(group),
    gatewayEndpoints: fc.array(fc.record({ endpoint: selector('vpce'), tables: selector('rtb') }), { maxLength: 1 }),
  })
  .map(config);
