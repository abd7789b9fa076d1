import { group, routesConfig } from '../../support/configs.ts';
import { groupFaults, sentences } from './support/faults.ts';

const legs = (destinations: string): string => `[{ tables: { id: rtb-0a }, destinations: ${destinations} }]`;

describe('an appliance', () => {
  const ONE = 'expected exactly one of interface, interfaces, endpoint or natGateway, and a name';
  it.each([
    ['{ name: a }', `: ${ONE}, found a mapping with name`],
    [
      '{ name: a, interface: eni-0a, natGateway: nat-0a }',
      `: ${ONE}, found a mapping with name, interface, natGateway`,
    ],
    [
      '{ interface: eni-0a }',
      '.name: expected a name of at most 64 letters, digits, dots, dashes and underscores, found nothing',
    ],
    ['{ name: a, interface: i-0a }', '.interface: expected the id of a network interface (eni-…), found "i-0a"'],
    [
      '{ name: a, interface: { tag: x } }',
      '.interface: expected the id of a network interface (eni-…) or its tags, found a mapping with tag',
    ],
    ['{ name: a, endpoint: vpce-svc-0a }', '.endpoint: expected the id of an endpoint (vpce-…), found "vpce-svc-0a"'],
    ['{ name: a, natGateway: eni-0a }', '.natGateway: expected the id of a NAT gateway (nat-…), found "eni-0a"'],
    ['{ name: a, interfaces: {} }', '.interfaces: expected at least one role, found an empty mapping'],
  ])('has exactly one fault with %s', (appliance, sentence) => {
    const last = groupFaults({ appliances: `[${appliance}]` }).filter((text) => text.includes('appliances[0]'));
    expect(last).toContain(`routes[0].appliances[0]${sentence}`);
  });

  it('has a name of its own in its group', () => {
    expect(groupFaults({ appliances: '[{ name: a, interface: eni-0a }, { name: a, interface: eni-0b }]' })).toEqual([
      'routes[0].appliances[1].name: expected a name that no other entry has, found "a" again',
    ]);
  });
});

describe('the interface of a leg', () => {
  const appliances =
    '[{ name: fw-a, interface: eni-0a }, { name: fw-b, interfaces: { outside: eni-0b, inside: eni-0c } }]';
  const leg = (role: string): string => `[{ tables: { id: rtb-0a }, destinations: ["0.0.0.0/0"], ${role} }]`;

  it('is a role that every appliance with several interfaces has', () => {
    expect(groupFaults({ appliances, legs: leg('interface: inside') })).toEqual([]);
    expect(groupFaults({ appliances, legs: leg('interface: dmz') })).toEqual([
      'routes[0].legs[0].interface: expected a role of appliance fw-b (outside, inside), found "dmz"',
    ]);
  });

  it('must be told when an appliance has several', () => {
    expect(groupFaults({ appliances, legs: leg('') })).toEqual([
      'routes[0].legs[0].interface: expected a role of appliance fw-b (outside, inside), found nothing',
    ]);
  });
});

describe('a destination', () => {
  it.each([
    '0.0.0.0/0',
    '10.0.1.0/24',
    '10.0.1.7/32',
    '::/0',
    'fd00::/8',
    '2001:db8::1/128',
    '::ffff:a00:0/104',
    'pl-0a',
  ])('may be %s', (destination) => expect(groupFaults({ legs: legs(`["${destination}"]`) })).toEqual([]));

  it.each([
    ['10.0.1.7/24', '10.0.1.0/24'],
    ['10.0.1.0/024', '10.0.1.0/24'],
    ['FD00::/8', 'fd00::/8'],
    ['fd00:0:0::1/64', 'fd00::/64'],
    ['2001:0db8::/32', '2001:db8::/32'],
    ['::ffff:10.0.0.1/104', '::ffff:a00:0/104'],
  ])('must be canonical: %s is refused with the hint %s', (destination, canonical) => {
    expect(groupFaults({ legs: legs(`["${destination}"]`) })).toEqual([
      `routes[0].legs[0].destinations[0]: expected the network address in canonical form, "${canonical}", found "${destination}"`,
    ]);
  });

  it.each(['10.0.1.0', '10.0.1/24', '10.0.1.0/33', '::/129', 'fe80::%1/64', 'everything', ''])(
    'may not be %j',
    (destination) => {
      expect(groupFaults({ legs: legs(`["${destination}"]`) })[0]).toMatch(/expected a network address such as/);
    },
  );
});

describe('a route claimed twice', () => {
  const group = (name: string, tables: string): string =>
    `{ name: ${name}, appliances: [{ name: a, interface: eni-0a }], legs: [{ tables: ${tables}, destinations: ["::/0", "10.0.0.0/8"] }] }`;

  it('is a fault across groups when the tables are given by id', () => {
    expect(
      sentences(
        `{ version: 1, routes: [${group('a', '{ id: rtb-0a }')}, ${group('b', '{ ids: [rtb-0b, rtb-0a] }')}] }`,
      ),
    ).toEqual([
      'routes[1].legs[0].destinations[0]: expected each route claimed once, found rtb-0a/::/0, claimed by routes[0].legs[0].destinations[0] already',
      'routes[1].legs[0].destinations[1]: expected each route claimed once, found rtb-0a/10.0.0.0/8, claimed by routes[0].legs[0].destinations[1] already',
    ]);
  });

  it('is a fault within one leg', () => {
    expect(groupFaults({ legs: '[{ tables: { tags: { a: b } }, destinations: ["::/0", "::/0"] }]' })).toEqual([
      'routes[0].legs[0].destinations[1]: expected each destination of a leg once, found ::/0, claimed by routes[0].legs[0].destinations[0] already',
    ]);
  });

  it('is none in other tables', () => {
    expect(
      sentences(`{ version: 1, routes: [${group('a', '{ id: rtb-0a }')}, ${group('b', '{ id: rtb-0b }')}] }`),
    ).toEqual([]);
  });
});

describe('a group', () => {
  it.each([
    ['whenNoneHealthy: bypass', 'legs[0].bypass: expected a bypass, as whenNoneHealthy: bypass needs, found nothing'],
    ['holdDownSeconds: 0', 'holdDownSeconds: expected a whole number of at least 1, found the number 0'],
    ['holdDownSeconds: 5m', 'holdDownSeconds: expected a whole number of at least 1, found "5m"'],
    ['failback: never', 'failback: expected "automatic" or "manual", found "never"'],
    [
      'health: { alarms: ["*-failover"] }',
      'health.alarms[0]: expected the name of a CloudWatch alarm; {appliance} and one trailing * are allowed, found "*-failover"',
    ],
    [
      'health: { alarms: ["*"] }',
      'health.alarms[0]: expected the name of a CloudWatch alarm; {appliance} and one trailing * are allowed, found "*"',
    ],
    [
      'health: { alarms: ["{name}"] }',
      'health.alarms[0]: expected the name of a CloudWatch alarm; {appliance} and one trailing * are allowed, found "{name}"',
    ],
    ['health: { targetGroups: [fw] }', 'health.targetGroups[0]: expected the ARN of a target group, found "fw"'],
    [
      'health: { probe: { from: { subnets: [subnet-0a], securityGroups: [sg-0a] } } }',
      'health.probe: expected exactly one of tcp or http, and from, found a mapping with from',
    ],
    ['health: { probe: { tcp: 443 } }', 'health.probe.from: expected a mapping, found nothing'],
    [
      'health: { probe: { tcp: 70000, from: { subnets: [subnet-0a], securityGroups: [sg-0a] } } }',
      'health.probe.tcp: expected a whole number from 1 to 65535, found the number 70000',
    ],
  ])('has exactly one fault with %s', (more, sentence) => {
    expect(groupFaults({ more })).toEqual([`routes[0].${sentence}`]);
  });

  it('needs at least one appliance and one leg', () => {
    expect(groupFaults({ appliances: '[]', legs: '[]' })).toEqual([
      'routes[0].appliances: expected a list of appliances, at least one, found an empty list',
      'routes[0].legs: expected a list of legs, at least one, found an empty list',
    ]);
  });

  it('has a name of its own', () => {
    const group = (table: string): string =>
      `{ name: g, appliances: [{ name: a, interface: eni-0a }], legs: [{ tables: { id: ${table} }, destinations: ["::/0"] }] }`;
    expect(sentences(`{ version: 1, routes: [${group('rtb-0a')}, ${group('rtb-0b')}] }`)).toEqual([
      'routes[1].name: expected a name that no other entry has, found "g" again',
    ]);
  });

  it.each(['az', 'zone'] as const)('means by `choose: %s` the one in the Availability Zone', (choose) => {
    expect(routesConfig(group({ choose })).groups.map((read) => read.choose)).toEqual(['az']);
  });
});

describe('the targets of a group', () => {
  const again = (what: string, where: string): string =>
    `expected a target that no other appliance of the group has, found ${what}, claimed by ${where} already`;

  it.each([
    ['interface: eni-0a', 'interface: eni-0a', 'routes[0].appliances[1].interface', 'eni-0a', 'interface'],
    ['endpoint: vpce-0a', 'endpoint: vpce-0a', 'routes[0].appliances[1].endpoint', 'vpce-0a', 'endpoint'],
    ['natGateway: nat-0a', 'natGateway: nat-0a', 'routes[0].appliances[1].natGateway', 'nat-0a', 'natGateway'],
  ])('are one for each appliance: %s', (first, second, path, id, key) => {
    const appliances = `[{ name: a, ${first} }, { name: b, ${second} }]`;
    expect(groupFaults({ appliances })).toContain(`${path}: ${again(id, `routes[0].appliances[0].${key}`)}`);
  });

  it('are no bypass', () => {
    const given = {
      appliances: '[{ name: a, endpoint: vpce-0a }]',
      legs: '[{ tables: { id: rtb-0a }, destinations: ["0.0.0.0/0"], bypass: vpce-0a }]',
    };
    expect(groupFaults(given)).toContain(
      `routes[0].legs[0].bypass: ${again('vpce-0a', 'routes[0].appliances[0].endpoint')}`,
    );
  });

  it('may be one for several roles of an appliance', () => {
    const given = {
      appliances: '[{ name: a, interfaces: { in: eni-0a, out: eni-0a } }]',
      legs: '[{ tables: { id: rtb-0a }, destinations: ["0.0.0.0/0"], interface: in }]',
    };
    expect(groupFaults(given)).toEqual([]);
  });
});

describe('the window of failback', () => {
  it.each(['Sun 02:00-04:00 Europe/London', 'Sat,Sun 22:00-02:00 UTC'])('may be %s', (window) => {
    expect(groupFaults({ more: `failback: { window: "${window}" }` })).toEqual([]);
  });

  it.each([
    ...['Sun', 'Sunday 02:00-04:00 UTC', 'Sun 2:00-4:00 UTC', 'Sun 02:00-25:00 UTC', 'Sun 02:00-02:00 UTC'],
    ...['Sun 02:00-04:00', 'Sun 02:00-04:00 Europe/Londres'],
  ])('is a fault as %s', (window) => {
    expect(groupFaults({ more: `failback: { window: "${window}" }` }).join()).toContain('a window such as');
  });
});
