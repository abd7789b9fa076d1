/** What is planned for a dynamic zone, written to a real BIND, answered by it and read again. */

import { errorCode } from '../../../lib/aws/errors.ts';
import { updateKey } from '../../../lib/dns/publishing/keys.ts';
import { observePublishing } from '../../../lib/dns/publishing/observe.ts';
import { createPrimaries } from '../../../lib/dns/publishing/primaries.ts';
import { planUpdate } from '../../../lib/dns/publishing/targets/dynamic-update.ts';
import type { AnswerData } from '../../../lib/dns-files/types.ts';
import { parseTsigKey } from '../../../lib/dns-update/key.ts';
import { withBetween } from '../../../lib/net/dns-name.ts';
import { dig } from '../../support/dig.ts';
import { NAMED, type NameServer, stopNameServers } from '../../support/name-servers.ts';
import { describeWith } from '../../support/programs.ts';
import { KEYS, primaryAt, startPrimary } from './support/primary.ts';

let server: NameServer;
afterAll(stopNameServers);

const ADDRESSES: AnswerData = { addresses: ['10.0.2.19'] };
const NAME: AnswerData = { cname: 'target.test' };

const publisher = (update: 'rpz' | 'zone') => ({
  ...{ update, server: `127.0.0.1:${server.port}`, zone: update === 'rpz' ? 'rpz.example' : 'corp.example' },
  ...{ key: 'file:key', ttl: 60, adopt: false },
});

const look = (update: 'rpz' | 'zone', domains: readonly string[]) =>
  observePublishing(
    {
      forwarders: [],
      answers: [
        {
          name: 'entry',
          domains,
          from: { endpoint: { id: 'vpce-1' }, as: 'name', answering: false },
          publish: [publisher(update)],
        },
      ],
    },
    { primaries: { ...createPrimaries(), key: async () => parseTsigKey(KEYS.upd, 'test') }, now: Date.now },
  );

/** Looks, plans each name and writes it; gives by name what became of it. */
const publish = async (update: 'rpz' | 'zone', data: AnswerData, ...domains: readonly string[]) => {
  const to = publisher(update);
  const { publishing, unseen } = await look(update, domains);
  const fates = withBetween(domains).map(async (domain): Promise<[string, string]> => {
    const key = updateKey(to, domain);
    const found = publishing.updates.find((one) => one.key === key);
    if (!found) return [domain, unseen.find((one) => one.key === key)?.code ?? 'lost'];
    const part = planUpdate({ entry: 'entry' }, to, domain, data, found, Date.now());
    if (!('target' in part) || part.target.kind !== 'update') return [domain, part.reason.code];
    return primaryAt(server, { zone: to.zone })
      .change(part.target)
      .then(
        () => [domain, 'applied'],
        (error) => [domain, `${errorCode(error)}${error.retryable ? ', again' : ''}`],
      );
  });
  return Object.fromEntries(await Promise.all(fates));
};

const answered = async (name: string): Promise<string[]> => dig(server.port, '+short', name);

const untilAnswered = async (name: string): Promise<string[]> => {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const found = await answered(name);
    if (found.length > 0) return found;
    await new Promise((done) => setTimeout(done, 20));
  }
  return answered(name);
};

const names = (domains: readonly string[]): string[] =>
  withBetween(domains).flatMap((domain) => [domain, `x.${domain}`, `x.y.${domain}`]);

const DIG = { name: 'dig', debianPackage: 'bind9-dnsutils' };

describeWith([NAMED, DIG], 'a zone of a real BIND', () => {
  beforeAll(async () => {
    server = await startPrimary();
  });

  it.each(['rpz', 'zone'] as const)(
    'answers for all names of domains that lie below one another: %s',
    async (update) => {
      const domains = ['near', 'a.near', 'far', 'a.b.c.far'].map((name) => `${name}.corp.example`);
      const fates = await publish(update, ADDRESSES, ...domains);
      expect(new Set(Object.values(fates))).toEqual(new Set(['applied']));
      for (const name of names(domains)) expect([name, await untilAnswered(name)]).toEqual([name, ['10.0.2.19']]);
      expect(new Set(Object.values(await publish(update, ADDRESSES, ...domains)))).toEqual(new Set(['IN_ORDER']));
    },
  );

  it('gets no CNAME where a text stands, which the plan sees', async () => {
    const name = 'text.corp.example';
    await primaryAt(server).change({ adds: [{ name, type: 'TXT', ttl: 60, values: ['theirs'] }] });
    expect(await publish('zone', NAME, name)).toEqual({ [name]: 'CONFLICT' });
    expect(await publish('zone', ADDRESSES, name)).toEqual({ [name]: 'applied' });
    expect(await publish('zone', NAME, name)).toEqual({ [name]: 'CONFLICT' });
  });

  it.each(['mail', 'service'])(
    'gets no CNAME where something stands that no look asks for, and nothing else: %s',
    async (label) => {
      const name = `${label}.corp.example`;
      expect(await publish('zone', NAME, name)).toEqual({ [name]: 'YXDOMAIN' });
      expect(await primaryAt(server).read(name, `*.${name}`, `_waykeeper.${name}`)).toEqual([]);
    },
  );

  it('is read and written although another name lies below a delegation or is too long', async () => {
    const tooLong = `${'a.'.repeat(118)}corp.example`;
    expect(await publish('zone', NAME, 'good.corp.example', 'x.below.corp.example', tooLong)).toEqual({
      'good.corp.example': 'applied',
      'x.below.corp.example': 'NOTAUTH',
      [tooLong]: 'MALFORMED',
    });
  });

  it('is unseen as a whole when the key is wrong, without another try', async () => {
    const seen = await observePublishing(
      {
        forwarders: [],
        answers: [
          {
            name: 'entry',
            domains: ['a.corp.example', 'b.corp.example'],
            from: { endpoint: { id: 'vpce-1' }, as: 'name', answering: false },
            publish: [publisher('zone')],
          },
        ],
      },
      { primaries: { ...createPrimaries(), key: async () => parseTsigKey(KEYS.stranger, 'test') }, now: Date.now },
    );
    expect(seen.unseen.map(({ code, retryable }) => [code, retryable])).toEqual([
      ['BADSIG', false],
      ['BADSIG', false],
    ]);
  });
});
