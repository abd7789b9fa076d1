import { readRequest } from '../../../lib/entry/request.ts';
import { config, group } from '../../support/configs.ts';

const CONFIG = config({ routes: [group({ name: 'edge' }), group({ name: 'core' })] });

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
      override: [],
    });
  });

  it('runs what it names, each once, in the usual order', () => {
    const asked = { mode: 'apply', controllers: ['routes', 'dns', 'routes'], failback: true, override: ['dns'] };
    expect(read(asked)).toEqual({
      mode: 'apply',
      controllers: ['dns', 'routes'],
      failback: ['edge', 'core'],
      override: ['dns'],
    });
  });

  it('that asks for failback runs routes alone', () => {
    expect(read({ failback: true })).toMatchObject({ controllers: ['routes'], failback: ['edge', 'core'] });
    expect(read({ failback: ['core'] })).toMatchObject({ controllers: ['routes'], failback: ['core'] });
  });

  it('writes only for what it names', () => {
    const add = 'mode: expected what to write for beside it: add "controllers" (some of connections, dns, routes)';
    expect(faultsOf({ mode: 'apply' })).toContain(add);
    expect(faultsOf({ mode: 'apply', failback: true })).toContain(add);
    expect(read({ mode: 'apply', controllers: ['dns'] })).toMatchObject({ mode: 'apply', controllers: ['dns'] });
  });

  it('tells all its faults at once', () => {
    const message = faultsOf({ mode: 'Apply', controllers: ['zones', 'dnz'], failbak: 'yes', override: true });
    expect(message.split('; ')).toEqual([
      'failbak: expected one of mode, controllers, failback, override (did you mean "failback"?), found "failbak"',
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
    [{ reaccept: [] }, 'reaccept: expected one of mode, controllers,'],
    [
      { failback: true, controllers: ['dns'] },
      'failback: expected no such key, or "routes" among controllers, since it concerns routes alone, found ["dns"]',
    ],
  ])('is refused when it is %j', (payload, expected) => {
    expect(faultsOf(payload)).toContain(expected);
  });

  it('cannot ask for failback where there are no routes', () => {
    expect(faultsOf({ failback: true }, config())).toBe(
      'failback: expected no such key, since the config has no route groups, found true',
    );
  });
});
