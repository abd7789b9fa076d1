import { readRequest } from '../../../lib/entry/request.ts';
import { config, group, ruleSet, zoneClaim } from '../../support/configs.ts';

const CONFIG = config({
  connections: [ruleSet()],
  dns: {
    zones: [zoneClaim()],
    forwarders: [
      {
        name: 'onprem',
        domains: ['corp.example'],
        from: { addresses: ['10.1.2.3'] },
        publish: [
          { resolverRule: 'rslvr-rr-0a' },
          { file: 'bind', to: 's3://corp-dns/s3.conf' },
          { record: 'fwd.corp.example', zone: 'Z2' },
        ],
      },
    ],
  },
  routes: [group({ name: 'edge' }), group({ name: 'core' })],
});

/** All that stands in it. */
const NAMES =
  'payments, onprem, rslvr-rr-0a, s3://corp-dns/s3.conf, Z2/fwd.corp.example, Z1, Z2, edge, core, rtb-a, rtb-b, rtb-edge, eni-a, eni-b';

const read = (payload: unknown) => readRequest(payload, CONFIG);

const faultsOf = (payload: unknown, of = CONFIG): string => {
  try {
    readRequest(payload, of);
  } catch (error) {
    expect(error).toMatchObject({ name: 'PayloadError' });
    return (error as Error).message;
  }
  throw new Error('the payload was taken');
};

describe('a request by hand', () => {
  it.each([[undefined], [null], [{}]])('plans with all controllers when it says nothing (%p)', (payload) => {
    expect(read(payload)).toEqual({
      mode: 'plan',
      controllers: ['connections', 'dns', 'routes'],
      failback: [],
      reaccept: [],
      override: [],
    });
  });

  it('runs what it names, each once, in the usual order', () => {
    const asked = { mode: 'apply', controllers: ['routes', 'dns', 'routes'], failback: true, override: ['dns'] };
    expect(read(asked)).toEqual({
      mode: 'apply',
      controllers: ['dns', 'routes'],
      failback: ['edge', 'core'],
      reaccept: [],
      override: ['dns'],
    });
  });

  it('that asks for failback runs routes alone', () => {
    expect(read({ failback: true })).toMatchObject({ controllers: ['routes'], failback: ['edge', 'core'] });
    expect(read({ failback: ['core'] })).toMatchObject({ controllers: ['routes'], failback: ['core'] });
  });

  it('writes only for what it names', () => {
    const add =
      'mode: expected "only" (groups, zones, services, files, keys of changes) or "controllers" (some of connections, dns, routes) beside "apply", to say what to write for, found nothing';
    expect(faultsOf({ mode: 'apply' })).toContain(add);
    expect(faultsOf({ mode: 'apply', failback: true })).toContain(add);
    expect(read({ mode: 'apply', controllers: ['dns'] })).toMatchObject({ mode: 'apply', controllers: ['dns'] });
  });

  it.each<[string, string[]]>([
    ['edge', ['routes']],
    ['edge/subnet-0a', ['routes']],
    ['rtb-a/0.0.0.0/0', ['routes']],
    ['payments', ['connections']],
    ['vpce-svc-0a/vpce-0b', ['connections']],
    ['Z1', ['dns']],
    ['Z1/app.corp.example/A', ['dns']],
    ['rslvr-rr-0a', ['dns']],
    ['s3://corp-dns/s3.conf', ['dns']],
    ['Z2/fwd.corp.example', ['dns']],
  ])('that is about %s runs %p alone', (name, controllers) => {
    const asked = read({ mode: 'apply', only: [name, name] });
    expect(asked).toMatchObject({ mode: 'apply', controllers });
    expect(asked.only).toEqual(Object.fromEntries(controllers.map((controller) => [controller, [name]])));
  });

  it('may name a server, a bucket or a folder with all that is published there', () => {
    const published = config({
      dns: {
        answers: [
          {
            name: 'rpz',
            domains: ['corp.example'],
            from: { endpoint: { id: 'vpce-0a' }, as: 'name' },
            publish: [
              { update: 'rpz', server: '10.10.0.53:53', zone: 'rpz.corp.example', key: 'ssm:/key' },
              { file: 'hosts', to: '/etc/hosts.d/corp' },
            ],
          },
        ],
      },
    });
    for (const name of ['10.10.0.53:53', '10.10.0.53:53/rpz.corp.example', '/etc/hosts.d']) {
      expect(readRequest({ only: [name] }, published).only).toEqual({ dns: [name] });
    }
    expect(faultsOf({ only: [''] }, published)).toContain('only[0]: expected one of rpz,');
  });

  it('gives each controller the names that concern it', () => {
    const { controllers, only } = read({ only: ['Z1', 'edge', 'core'] });
    expect(controllers).toEqual(['dns', 'routes']);
    expect(only).toEqual({ dns: ['Z1'], routes: ['edge', 'core'] });
  });

  it('takes a name that two entries have for both', () => {
    const both = config({ connections: [ruleSet({ name: 'edge' })], routes: [group({ name: 'edge' })] });
    expect(readRequest({ only: ['edge'] }, both).controllers).toEqual(['connections', 'routes']);
  });

  it('is refused when a name can select nothing, with what could be named', () => {
    expect(faultsOf({ only: ['egde', 'Z9/app/A', 7] }).split('; ')).toEqual([
      `only[0]: expected one of ${NAMES}, or the key of a change (did you mean "edge"?), found "egde"`,
      `only[1]: expected one of ${NAMES}, or the key of a change, found "Z9/app/A"`,
      `only[2]: expected one of ${NAMES}, or the key of a change, found 7`,
    ]);
    expect(faultsOf({ only: [] })).toBe(`only: expected a list of names such as ${NAMES}, at least one, found []`);
  });

  it('is refused when a name is of another controller than those asked', () => {
    expect(faultsOf({ only: ['Z1'], controllers: ['connections'] })).toContain('only[0]: expected one of payments, or');
    expect(faultsOf({ only: ['Z1'], failback: true })).toContain('only[0]: expected one of edge, core,');
  });

  it('expects one plan, of one controller', () => {
    const digest = '0123456789abcdef';
    expect(read({ mode: 'apply', only: ['Z1'], expect: digest })).toMatchObject({ expect: digest });
    expect(read({ mode: 'apply', controllers: ['dns'], expect: digest })).toMatchObject({ expect: digest });
    expect(faultsOf({ mode: 'apply', controllers: ['dns', 'routes'], expect: digest })).toBe(
      'expect: expected one controller, since a digest is of one plan: name it in "controllers", or a thing of it in "only", found ["dns","routes"]',
    );
    expect(faultsOf({ mode: 'apply', only: ['Z1', 'edge'], expect: digest })).toContain(
      'expect: expected one controller',
    );
    expect(faultsOf({ only: ['Z1'], expect: digest })).toBe(
      'expect: expected "mode": "apply" beside it, since a plan writes nothing, found nothing',
    );
    expect(faultsOf({ mode: 'apply', only: ['Z1'], expect: 'abc' })).toBe(
      'expect: expected the digest of a report (16 hexadecimal digits), found "abc"',
    );
  });

  it('tells all its faults at once', () => {
    const message = faultsOf({ mode: 'Apply', controllers: ['zones', 'dnz'], failbak: 'yes', override: true });
    expect(message.split('; ')).toEqual([
      'failbak: expected one of mode, controllers, only, failback, expect, reaccept, override, claimedBy, units, inspect (did you mean "failback"?), found "failbak"',
      'mode: expected "plan" or "apply", found "Apply"',
      'controllers[0]: expected one of connections, dns, routes, found "zones"',
      'controllers[1]: expected one of connections, dns, routes (did you mean "dns"?), found "dnz"',
      'override: expected a list of connections, dns, routes, at least one, found true',
    ]);
  });

  it.each<[unknown, string]>([
    ['apply', 'expected an object such as {"mode":"plan"}, found "apply"'],
    [['dns'], 'found ["dns"]'],
    [7, 'found 7'],
    [{ mode: null }, 'mode: expected "plan" or "apply", found null'],
    [{ controllers: [] }, 'controllers: expected a list of connections, dns, routes, at least one, found []'],
    [{ controllers: 'dns' }, 'controllers: expected a list of connections, dns, routes, at least one, found "dns"'],
    [{ controllers: ['dns', 7] }, 'controllers[1]: expected one of connections, dns, routes, found 7'],
    [{ failback: 1 }, 'failback: expected true or a list of edge, core, found 1'],
    [{ failback: [] }, 'failback: expected a list of edge, core, at least one, found []'],
    [{ failback: ['egde'] }, 'failback[0]: expected one of edge, core (did you mean "edge"?), found "egde"'],
    [
      { retry: [] },
      'retry: expected one of mode, controllers, only, failback, expect, reaccept, override, claimedBy, units, inspect, found "retry"',
    ],
    [{ reaccept: [] }, 'reaccept: expected a list of keys of connections (vpce-svc-…/vpce-…), at least one, found []'],
    [{ reaccept: 'all' }, 'reaccept: expected a list of keys of connections (vpce-svc-…/vpce-…), at least one, found'],
    ...['vpce-svc-0a', 'vpce-0b', 'vpce-svc-0a/vpce-svc-0b', 7].map((key): [object, string] => [
      { reaccept: [key] },
      `reaccept[0]: expected the key of a connection (vpce-svc-…/vpce-…), found ${JSON.stringify(key)}`,
    ]),
    [
      { reaccept: ['vpce-svc-0a/vpce-0b'], controllers: ['dns'] },
      'reaccept: expected no such key, or "connections" among controllers, since it concerns connections alone, found ["dns"]',
    ],
    [{ claimedBy: ' ' }, 'claimedBy: expected who you are, in 2048 characters at most, found " "'],
    [{ mode: 'apply', reaccept: ['vpce-svc-0a/vpce-0b'], failback: true }, 'mode: expected "only"'],
    [
      { failback: true, controllers: ['dns'] },
      'failback: expected no such key, or "routes" among controllers, since it concerns routes alone, found ["dns"]',
    ],
  ])('is refused when it is %j', (payload, expected) => {
    expect(faultsOf(payload)).toContain(expected);
  });

  describe('that asks for rejected connections to be accepted again', () => {
    const [ONE, OTHER] = ['vpce-svc-0a/vpce-0b', 'vpce-svc-0a/vpce-0c'];

    it('is about these alone, and says what to apply', () => {
      expect(read({ mode: 'apply', reaccept: [ONE, OTHER, ONE] })).toMatchObject({
        ...{ mode: 'apply', controllers: ['connections'], reaccept: [ONE, OTHER] },
        only: { connections: [ONE, OTHER] },
      });
    });

    it('is about them, too, beside what it selects', () => {
      expect(read({ only: ['payments', 'Z1'], reaccept: [ONE] })).toMatchObject({
        ...{ controllers: ['connections', 'dns'], only: { connections: ['payments', ONE], dns: ['Z1'] } },
      });
    });

    it('has all done that is due where it names the controller', () => {
      expect(read({ controllers: ['connections'], reaccept: [ONE] }).only).toBeUndefined();
    });

    it('is refused where the config selects other services', () => {
      const claims = config({ connections: [ruleSet({ services: { id: 'vpce-svc-0f' } })] });
      expect(faultsOf({ reaccept: [ONE] }, claims)).toContain(
        'reaccept[0]: expected a connection to an endpoint service that a rule set of the config selects, found',
      );
    });
  });

  it('cannot ask for failback where there are no routes', () => {
    expect(faultsOf({ failback: true }, config())).toBe(
      'failback: expected no such key, since the config has no route groups, found true',
    );
  });
});
