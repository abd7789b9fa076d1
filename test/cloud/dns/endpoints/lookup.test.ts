/** What name servers are asked, and what their answers mean. */

import { type DnsServer, startDns } from '@waykeeper/local-cloud/dns';
import { restoreAz, withdrawAz } from '@waykeeper/local-cloud/seed';
import { type Account, dnsEntries } from '@waykeeper/local-cloud/state';
import { createLookup } from '../../../../lib/dns/endpoints/lookup.ts';
import { type FakeServer, startFakeServer } from '../support/fake-server.ts';
import { network } from '../support/site.ts';

const BOTH = ['10.0.1.165', '10.0.2.19'];

let account: Account;
let servers: DnsServer[];
let waits: number[];

const regional = (): string => {
  const endpoint = account.ec2.endpoints['vpce-0s3'];
  return endpoint ? (dnsEntries(endpoint, account.ec2)[0]?.DnsName ?? '') : '';
};
const lookup = (count = 2, between: () => void = () => {}) =>
  createLookup(
    servers.slice(0, count).map(({ host, port }) => `${host}:${port}`),
    {
      wait: async (ms) => {
        waits.push(ms);
        between();
      },
    },
  );

beforeEach(async () => {
  account = network();
  servers = [await startDns({ account }), await startDns({ account })];
  waits = [];
});
afterEach(async () => {
  for (const server of servers) await server.stop();
});

describe('a Regional name', () => {
  it('resolves while its endpoint is available', async () => {
    expect(regional()).toMatch(/^\*\./);
    expect(await lookup().resolves(regional())).toBe(true);
    expect(await lookup().resolves(regional().replace('vpce-0s3', 'vpce-0gone'))).toBe(false);
  });

  it('does not resolve while nobody answers', async () => {
    await servers[0]?.stop();
    const [dead] = servers.splice(0, 1);
    expect(await createLookup([`127.0.0.1:${dead?.port}`]).resolves(regional())).toBe(false);
  });
});

describe('addresses', () => {
  it('are asked for once when every address is named', async () => {
    expect(await lookup().addresses(regional(), BOTH)).toEqual({ servers: 2, rounds: 1, addresses: BOTH });
    expect(waits).toEqual([]);
  });

  it('are asked for in three rounds within ten seconds while an address is absent', async () => {
    withdrawAz(account, 'vpce-0s3', 'eu-west-2a');
    expect(await lookup().addresses(regional(), BOTH)).toEqual({ servers: 2, rounds: 3, addresses: ['10.0.2.19'] });
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(10_000);
    expect(waits).toHaveLength(2);
  });

  it('end with the round that names the address after all', async () => {
    withdrawAz(account, 'vpce-0s3', 'eu-west-2a');
    const back = (): void => restoreAz(account, 'vpce-0s3', 'eu-west-2a');
    expect(await lookup(2, back).addresses(regional(), BOTH)).toEqual({ servers: 2, rounds: 2, addresses: BOTH });
  });

  it('count only servers that answered in every round', async () => {
    withdrawAz(account, 'vpce-0s3', 'eu-west-2a');
    expect((await lookup(1).addresses(regional(), BOTH)).servers).toBe(1);
    const gone = regional().replace('vpce-0s3', 'vpce-0gone');
    expect(await lookup().addresses(gone, BOTH)).toEqual({ servers: 0, rounds: 3, addresses: [] });
  });
});

describe('a server that is named twice', () => {
  it('counts once', async () => {
    withdrawAz(account, 'vpce-0s3', 'eu-west-2a');
    const [one] = servers;
    const named = [`${one?.host}:${one?.port}`, `${one?.host}:0${one?.port}`, `${one?.host}:${one?.port}`];
    expect(await createLookup(named, { wait: async () => {} }).addresses(regional(), BOTH)).toEqual({
      ...{ servers: 1, rounds: 3, addresses: ['10.0.2.19'] },
    });
  });
});

describe('without resolvers in the config', () => {
  const NAME = '*.vpce-0s3-abcd.s3.eu-west-2.vpce.amazonaws.com';
  const ZONE = 's3.eu-west-2.vpce.amazonaws.com';
  let fakes: FakeServer[];
  afterEach(async () => {
    for (const fake of fakes) await fake.stop();
  });
  const addresses = (...ips: readonly string[]) => ({ [`bucket.${NAME.slice(2)} A`]: ips });
  /** Asks with the given NS world; the servers all listen on one port, each on an address of its own. */
  const ask = async (bootstrapTells: Parameters<typeof startFakeServer>[0], port: number) => {
    const bootstrap = await startFakeServer(bootstrapTells);
    fakes.push(bootstrap);
    const options = { wait: async () => {}, bootstrap: [bootstrap.address], port };
    return createLookup([], options).addresses(NAME, BOTH);
  };

  it('the authoritative servers of the closest zone are asked themselves, an IPv6-only one too', async () => {
    const one = await startFakeServer(addresses(...BOTH), '127.0.0.1');
    const two = await startFakeServer(addresses('10.0.1.165'), '::1', one.port);
    fakes = [one, two];
    const world = {
      [`${ZONE} NS`]: ['ns1.example', 'ns2.example'],
      'amazonaws.com NS': ['wrong.example'],
      'ns1.example A': ['127.0.0.1'],
      'ns2.example AAAA': ['::1'],
      'wrong.example A': ['127.0.0.9'],
    };
    expect(await ask(world, one.port)).toEqual({ servers: 2, rounds: 1, addresses: BOTH });
    expect(new Set([...one.asked, ...two.asked])).toEqual(new Set([`bucket.${NAME.slice(2)} A`]));
    expect(two.asked).toHaveLength(1);
  });

  it('two hosts that share an address are one server', async () => {
    const one = await startFakeServer(addresses('10.0.1.165'), '127.0.0.1');
    fakes = [one];
    const world = {
      [`${ZONE} NS`]: ['ns1.example', 'ns2.example'],
      'ns1.example A': ['127.0.0.1'],
      'ns2.example A': ['127.0.0.1'],
    };
    expect(await ask(world, one.port)).toEqual({ servers: 1, rounds: 3, addresses: ['10.0.1.165'] });
    expect(one.asked).toHaveLength(3);
  });

  it('a zone further up counts where no closer one is', async () => {
    const one = await startFakeServer(addresses(...BOTH), '127.0.0.1');
    fakes = [one];
    const world = { 'amazonaws.com NS': ['ns1.example'], 'ns1.example A': ['127.0.0.1'] };
    expect((await ask(world, one.port)).addresses).toEqual(BOTH);
  });

  it('nobody is asked when a question on the way fails, since servers further up only know whom to ask', async () => {
    const one = await startFakeServer(addresses(...BOTH), '127.0.0.1');
    fakes = [one];
    const world = {
      [`${ZONE} NS`]: 'SERVFAIL' as const,
      'amazonaws.com NS': ['ns1.example'],
      'ns1.example A': ['127.0.0.1'],
    };
    expect(await ask(world, one.port)).toEqual({ servers: 0, rounds: 3, addresses: [] });
    expect(one.asked).toEqual([]);
  });
});
