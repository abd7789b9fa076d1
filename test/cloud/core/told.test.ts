/** The parameter in which controllers remember what they told, as Parameter Store holds it. */
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { addParameter } from '@waykeeper/local-cloud/seed';
import { emptyAccount } from '@waykeeper/local-cloud/state';
import { notesIn } from '../../../lib/core/told/notes.ts';
import { goTo } from '../../support/environment.ts';

const STATE = '/waykeeper-prod/state';

let cloud: Cloud;
let store: typeof import('../../../lib/core/told/store.ts');
beforeAll(async () => {
  cloud = await startCloud({ account: emptyAccount({ id: '999988887777', region: 'eu-west-2' }) });
  goTo(cloud);
  store = await import('../../../lib/core/told/store.ts');
});
afterAll(() => cloud.stop());

const put = (value: string): void => void addParameter(cloud.account, { name: STATE, value });
const held = (): Record<string, { value: unknown }> => JSON.parse(cloud.account.ssm.parameters[STATE]?.value ?? '');
const versions = (): number => cloud.account.ssm.parameters[STATE]?.version ?? 0;

describe('what was told', () => {
  it('is written in one call where nobody else writes', async () => {
    put('{"pause":{"at":1,"value":"until noon"}}');
    await store.writeStored(STATE, await store.readStored(STATE), 'dns', { at: 5, value: 'told' });
    expect(held()).toEqual({ pause: { at: 1, value: 'until noon' }, dns: { at: 5, value: 'told' } });
    expect(versions()).toBe(2);
  });

  it('of three controllers that read at once and write one after the other is all there', async () => {
    put('{"dns":{"at":1,"value":"old"}}');
    const before = await store.readStored(STATE);
    await store.writeStored(STATE, before, 'dns', { at: 5, value: 'new' });
    await store.writeStored(STATE, before, 'routes', { at: 6, value: 'told' });
    await store.writeStored(STATE, before, 'connections', { at: 7, value: 'told' });
    const values = Object.fromEntries(Object.entries(held()).map(([name, { value }]) => [name, value]));
    expect(values).toEqual({ dns: 'new', routes: 'told', connections: 'told' });
  });

  it('of three controllers that write at once is all there', async () => {
    put('{}');
    const before = await store.readStored(STATE);
    const names = ['dns', 'routes', 'connections'] as const;
    await Promise.all(names.map((name, at) => store.writeStored(STATE, before, name, { at, value: 'told' })));
    expect(Object.keys(held()).toSorted()).toEqual(names.toSorted());
  });

  it('stands beside what a controller notes for its later runs', async () => {
    put('{"dns":{"at":1,"value":"told"}}');
    const notes = notesIn(STATE, 'endpoints');
    expect(await notes.read()).toBeUndefined();
    await notes.write({ at: 5, value: { ids: 'AAAA' } });
    expect(await notes.read()).toEqual({ at: 5, value: { ids: 'AAAA' } });
    expect(held().dns).toEqual({ at: 1, value: 'told' });
  });

  it('is made anew where the parameter is gone', async () => {
    delete cloud.account.ssm.parameters[STATE];
    await expect(store.readStored(STATE)).rejects.toMatchObject({ name: 'ParameterNotFound' });
    await store.writeStored(STATE, { version: 0, document: {} }, 'dns', { at: 1, value: 'told' });
    expect(held()).toEqual({ dns: { at: 1, value: 'told' } });
  });

  it.each(['paused by Ada', '[]', '{"pause":"until noon"}'])(
    'is not read from %j, which is not overwritten',
    async (text) => {
      put(text);
      await expect(store.readStored(STATE)).rejects.toThrow("something else than Waykeeper's members");
    },
  );
});
