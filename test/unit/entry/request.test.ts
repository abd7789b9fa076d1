import { readRequest } from '../../../lib/entry/request.ts';

const faultsOf = (payload: unknown): string => {
  try {
    readRequest(payload);
  } catch (error) {
    expect(error).toMatchObject({ name: 'PayloadError' });
    return (error as Error).message;
  }
  throw new Error('the payload was taken');
};

describe('a request by hand', () => {
  it.each([[undefined], [null], [{}]])('plans with all controllers when it says nothing (%p)', (payload) => {
    expect(readRequest(payload)).toEqual({
      mode: 'plan',
      controllers: ['connections', 'dns', 'routes'],
      failback: false,
    });
  });

  it('runs what it names, each once, in the usual order', () => {
    expect(readRequest({ mode: 'apply', controllers: ['routes', 'dns', 'routes'], failback: true })).toEqual({
      mode: 'apply',
      controllers: ['dns', 'routes'],
      failback: true,
    });
  });

  it('tells all its faults at once', () => {
    const message = faultsOf({ mode: 'Apply', controllers: ['zones'], failback: 'yes', force: true });
    expect(message).toContain('force: unknown; known are mode, controllers, failback');
    expect(message).toContain('mode: expected "plan" or "apply", found "Apply"');
    expect(message).toContain('controllers: expected a list of connections, dns, routes, found ["zones"]');
    expect(message).toContain('failback: expected true or false, found "yes"');
  });

  it.each<[unknown, string]>([
    ['apply', 'expected an object such as {"mode":"plan"}, found "apply"'],
    [['dns'], 'found ["dns"]'],
    [7, 'found 7'],
    [{ mode: null }, 'mode: expected "plan" or "apply", found null'],
    [{ controllers: [] }, 'controllers: expected a list'],
    [{ controllers: 'dns' }, 'found "dns"'],
    [{ controllers: ['dns', 7] }, 'found ["dns",7]'],
    [{ failback: 1 }, 'failback: expected true or false, found 1'],
  ])('is refused when it is %j', (payload, expected) => {
    expect(faultsOf(payload)).toContain(expected);
  });
});
