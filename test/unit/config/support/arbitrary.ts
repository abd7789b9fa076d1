import fc from 'fast-check';
import { ANSWERS_FORMATS, FORWARDER_FORMATS } from '../../../../lib/dns-files/types.ts';

const suffix = fc.stringMatching(/^[0-9a-z]{1,8}$/);
const id = (prefix: string) => suffix.map((text) => `${prefix}-${text}`);
const endpoint = suffix.filter((text) => !text.startsWith('svc')).map((text) => `vpce-${text}`);
const tags = fc.dictionary(fc.stringMatching(/^[a-z:]{1,5}$/), fc.stringMatching(/^[a-z0-9 ]{0,5}$/), {
  minKeys: 1,
  maxKeys: 3,
});
const accounts = fc.array(fc.stringMatching(/^\d{12}$/), { minLength: 1, maxLength: 3 });
const list = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: 1, maxLength: 3 });
const label = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9]{0,5}$/);
const domain = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.'));

const selector = (one: fc.Arbitrary<string>) =>
  fc.oneof(fc.record({ id: one }), fc.record({ ids: list(one) }), fc.record({ tags }));

/** The same kind of selector, which finds nothing that one with another mark finds. */
const apart = (selected: { id?: string; ids?: string[]; tags?: Record<string, string> }, mark: string) => {
  if (selected.tags) return { tags: { ...selected.tags, mark } };
  return selected.ids ? { ids: selected.ids.map((each) => `${each}-${mark}`) } : { id: `${selected.id}-${mark}` };
};

/** Some of the optional keys, all of the others. */
const some = <T extends object, K extends keyof T>(model: { [Key in keyof T]: fc.Arbitrary<T[Key]> }, required: K[]) =>
  fc.record(model, { requiredKeys: required });

/** Gives each entry a name that no other has. */
const named = <T extends object>(entries: readonly T[]): (T & { name: string })[] =>
  entries.map((entry, at) => ({ name: `entry-${at}`, ...entry }));

const accept = some(
  {
    accounts,
    regions: list(fc.constantFrom('eu-west-2', 'us-east-1')),
    ipAddressTypes: list(fc.constantFrom('ipv4', 'ipv6', 'dualstack')),
    endpoints: list(endpoint),
    maxPerAccount: fc.integer({ min: 1, max: 9 }),
  },
  ['accounts'],
);

const ruleSet = some(
  {
    services: selector(id('vpce-svc')),
    accept: fc.array(accept, { maxLength: 3 }).map(named),
    otherwise: fc.constantFrom('leave', 'reject'),
    revoke: fc.boolean(),
    permissions: fc.constantFrom('leave', 'add'),
  },
  ['services'],
);

const record = fc.oneof(
  fc.record({}),
  some({ to: fc.constant('addresses'), ttl: fc.integer({ min: 1, max: 900 }), answering: fc.boolean() }, ['to']),
);

const zone = some(
  {
    endpoint: fc.oneof(
      selector(endpoint),
      fc.record({ service: fc.constant('com.amazonaws.eu-west-2.s3'), vpc: id('vpc') }),
    ),
    prefer: fc.constantFrom('current', 'newest'),
    records: fc.array(record, { maxLength: 4 }).map(named),
    vpcs: fc.array(id('vpc'), { maxLength: 2 }),
    staleAliases: fc.constantFrom('keep', 'delete'),
    adopt: fc.boolean(),
  },
  ['endpoint'],
);

const distinctDomains = fc.uniqueArray(domain, { minLength: 1, maxLength: 3, selector: (name) => name.toLowerCase() });

/** Hosts of all private ranges; IPv6 in an odd spelling. */
const host = fc.oneof(
  fc.nat(65_535).map((at) => `10.9.${at >> 8}.${at & 255}`),
  fc.nat(65_535).map((at) => `FD00:0::${at.toString(16).padStart(4, '0')}`),
);

const distinctHosts = fc.uniqueArray(host, { minLength: 1, maxLength: 6 });

/** Each file goes to a place of its own, whichever entry it belongs to. */
const placed = <T extends { publish: readonly { file: string }[] }>(entries: readonly T[], folder: string) =>
  entries.map((entry, at) => ({
    ...entry,
    publish: entry.publish.map((publisher, index) => ({ to: `${folder}/${at}-${index}.conf`, ...publisher })),
  }));

const files = (formats: readonly string[]) => list(fc.record({ file: fc.constantFrom(...formats) }));

const forwarder = fc.record({
  domains: distinctDomains,
  from: fc.oneof(fc.record({ vpcResolver: id('vpc') }), fc.record({ addresses: distinctHosts })),
  publish: files(FORWARDER_FORMATS),
});

const answers = fc.oneof(
  fc.record({
    domains: distinctDomains,
    from: fc.record({ endpoint: selector(endpoint), as: fc.constant('addresses'), answering: fc.boolean() }),
    publish: files(ANSWERS_FORMATS.filter((format) => format !== 'rpz')),
  }),
  fc.record({
    domains: distinctDomains,
    from: fc.record({ endpoint: selector(endpoint), as: fc.constant('name') }),
    publish: list(
      fc.oneof(
        fc.record({ file: fc.constant('unbound') }),
        fc.record({ file: fc.constant('rpz'), origin: fc.constant('rpz.corp.example') }),
      ),
    ),
  }),
);

const networkInterface = fc.oneof(id('eni'), fc.record({ tags }));
/** Different places have different targets, since two appliances that are one are a fault. */
const targetAt = (target: string | { tags: Record<string, string> }, at: number) =>
  typeof target === 'string' ? `${target}${at}` : { tags: { ...target.tags, mark: `${at}` } };

type Target = Parameters<typeof targetAt>[0];

const applianceAt = (written: Record<string, Target | Record<string, Target>>, at: number) =>
  Object.fromEntries(
    Object.entries(written).map(([key, target]) => [
      key,
      key === 'interfaces'
        ? Object.fromEntries(Object.entries(target).map(([role, each]) => [role, targetAt(each as Target, at)]))
        : targetAt(target as Target, at),
    ]),
  );

const appliance = fc.oneof(
  fc.record({ interface: networkInterface }),
  fc.record({ interfaces: fc.record({ inside: networkInterface, outside: networkInterface }) }),
  fc.record({ endpoint }),
);

/** Legs find their tables by tags, which are made different below, so that no route is claimed twice in the text. */
const leg = some(
  {
    tables: fc.record({ tags }),
    destinations: fc.uniqueArray(fc.constantFrom('0.0.0.0/0', '::/0', '10.0.1.0/24', 'pl-0a'), { minLength: 1 }),
    interface: fc.constantFrom('inside', 'outside'),
    bypass: fc.constantFrom('local', 'igw-0a'),
  },
  ['tables', 'destinations', 'interface'],
);

const group = some(
  {
    appliances: list(appliance).map((written) => named(written.map(applianceAt))),
    legs: list(leg),
    choose: fc.constantFrom('preferred', 'az', 'zone'),
    drain: fc.record({ tag: fc.constant('drained') }),
    health: some({ instanceStatus: fc.boolean(), alarms: fc.constant(['{appliance}-failover']) }, []),
    failback: fc.constantFrom('automatic', 'manual'),
    holdDownSeconds: fc.integer({ min: 1, max: 900 }),
  },
  ['appliances', 'legs'],
);

const mode = fc.constantFrom('plan', 'apply');

/** Configs in order, of all shapes, as somebody could write them. */
export const validConfigs = some(
  {
    version: fc.constant(1),
    mode: fc.oneof(mode, some({ connections: mode, dns: mode, routes: mode }, [])),
    guard: some(
      { dns: some({ maxRemove: fc.nat(), maxChanges: fc.nat() }, []), routes: fc.record({ maxVoluntary: fc.nat() }) },
      [],
    ),
    connections: fc
      .array(ruleSet, { maxLength: 3 })
      .map((entries) => named(entries.map((entry, at) => ({ ...entry, services: apart(entry.services, `${at}`) })))),
    dns: some(
      {
        zones: fc
          .array(zone, { maxLength: 3 })
          .map((zones) => zones.map((entry, at) => ({ zone: `Z${at}`, ...entry }))),
        forwarders: fc.array(forwarder, { maxLength: 2 }).map((entries) => named(placed(entries, 'forwarders'))),
        answers: fc.array(answers, { maxLength: 2 }).map((entries) => named(placed(entries, 's3://corp-dns'))),
      },
      [],
    ),
    routes: fc.array(group, { maxLength: 2 }).map((groups) =>
      named(
        groups.map((entry, at) => ({
          ...entry,
          legs: entry.legs.map((each, index) => ({ ...each, tables: apart(each.tables, `${at}-${index}`) })),
        })),
      ),
    ),
    gatewayEndpoints: fc.array(fc.record({ endpoint: selector(endpoint), tables: selector(id('rtb')) }), {
      maxLength: 2,
    }),
  },
  ['version'],
);
