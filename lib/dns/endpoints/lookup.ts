/** Asks name servers about endpoints' Regional names: the one thing that the dns controller learns from outside of the APIs. */
import { Resolver } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { canonicalServer } from '../../net/server.ts';
import { isAnyAbsent, LOOKUP_ROUNDS } from './addresses.ts';
import { askable } from './names.ts';
import type { LookupResult } from './types.ts';

/** What observing asks of name servers. */
export interface Lookup {
  /** Has the name an address? False also when nobody answers. */
  resolves(name: string): Promise<boolean>;
  /** What servers answer in up to three rounds; fewer when each of the `expected` addresses was seen before. */
  addresses(name: string, expected: readonly string[]): Promise<LookupResult>;
  /** The addresses of one family (4 or 6) that resolvers answer, none included; nothing where nobody answers. */
  answers(name: string, family: number): Promise<string[] | undefined>;
}

/** Times in ms: three rounds stay within ten seconds even when no server answers. */
const TIMEOUT_MS = 1_500;
const BETWEEN_ROUNDS_MS = 1_500;
const MAX_SERVERS = 4;

const resolverAt = (servers: readonly string[]): Resolver => {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 1 });
  if (servers.length > 0) resolver.setServers([...servers]);
  return resolver;
};

/** How name servers are found and asked, where it is not as everywhere. */
interface LookupOptions {
  /** Waits some ms between rounds. */
  readonly wait?: (ms: number) => Promise<void>;
  /** Whom to ask which servers are authoritative; by default this machine's resolvers. */
  readonly bootstrap?: readonly string[];
  /** Where authoritative servers listen; by default 53. */
  readonly port?: number;
}

/** `resolvers` as in the config; without any, a name's authoritative servers are asked directly, with no cache between. */
export const createLookup = (
  resolvers: readonly string[],
  { wait = sleep, bootstrap = [], port }: LookupOptions = {},
): Lookup => ({
  resolves: async (name) => {
    const resolver = resolverAt(resolvers);
    const [v4, v6] = await Promise.all([ask(resolver, askable(name), 4), ask(resolver, askable(name), 6)]);
    return (v4?.length ?? 0) + (v6?.length ?? 0) > 0;
  },
  answers: async (name, family) => {
    const resolver = resolverAt(resolvers);
    try {
      return await (family === 6 ? resolver.resolve6(name) : resolver.resolve4(name));
    } catch (error) {
      return NOTHING.has((error as NodeJS.ErrnoException).code ?? '') ? [] : undefined;
    }
  },
  addresses: async (name, expected) => {
    const named = resolvers.length > 0 ? resolvers : await authoritativeServers(askable(name), bootstrap, port);
    // A server counts once, whatever names or spellings it goes by.
    const servers = [...new Map(named.map((server) => [canonicalServer(server), server])).values()];
    const asked = servers.slice(0, MAX_SERVERS).map((server) => ({ resolver: resolverAt([server]), answered: 0 }));
    const seen = new Set<string>();
    const families = [4, 6].filter((family) => expected.some((address) => address.includes(':') === (family === 6)));
    let rounds = 0;
    do {
      if (rounds > 0) await wait(BETWEEN_ROUNDS_MS);
      rounds += 1;
      await Promise.all(
        asked.map(async (server) => {
          const found = await Promise.all(families.map((family) => ask(server.resolver, askable(name), family)));
          if (found.every((one) => one !== undefined)) server.answered += 1;
          for (const address of found.flatMap((one) => one ?? [])) seen.add(address);
        }),
      );
    } while (rounds < LOOKUP_ROUNDS && isAnyAbsent(expected, [...seen]));
    const reliable = asked.filter(({ answered }) => answered === rounds).length;
    return { servers: reliable, rounds, addresses: [...seen].sort() };
  },
});

/** The addresses in a NOERROR answer, none included; nothing for any other answer, or for none. */
const ask = async (resolver: Resolver, name: string, family: number): Promise<string[] | undefined> => {
  try {
    return await (family === 6 ? resolver.resolve6(name) : resolver.resolve4(name));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENODATA' ? [] : undefined;
  }
};

/** Answers by which a name server says that there is nothing of the kind, in the words of node:dns. */
const NOTHING = new Set(['ENODATA', 'ENOTFOUND']);

/**
 * The servers of the closest zone above the name, as `dns.resolvers` would name them. A server without an IPv4 address is
 * asked over IPv6. None when a question on the way went unanswered: servers further up know only whom to ask.
 */
const authoritativeServers = async (name: string, bootstrap: readonly string[], port = 53): Promise<string[]> => {
  const resolver = resolverAt(bootstrap);
  const labels = name.split('.');
  for (let at = 1; at < labels.length - 1; at += 1) {
    const hosts = await nameServers(resolver, labels.slice(at).join('.'));
    if (!hosts) return [];
    const found = await Promise.all(hosts.map((host) => anyAddress(resolver, host)));
    if (hosts.length > 0) return found.flat().map((it) => (it.includes(':') ? `[${it}]:${port}` : `${it}:${port}`));
  }
  return [];
};

/** The hosts that a zone names, in order; none for what is no zone, and nothing when that cannot be told. */
const nameServers = async (resolver: Resolver, zone: string): Promise<string[] | undefined> => {
  try {
    return (await resolver.resolveNs(zone)).sort();
  } catch (error) {
    return NOTHING.has((error as NodeJS.ErrnoException).code ?? '') ? [] : undefined;
  }
};

const anyAddress = async (resolver: Resolver, host: string): Promise<string[]> => {
  const [v4] = (await ask(resolver, host, 4)) ?? [];
  const [found = v4] = v4 ? [] : ((await ask(resolver, host, 6)) ?? []);
  return found ? [found] : [];
};
