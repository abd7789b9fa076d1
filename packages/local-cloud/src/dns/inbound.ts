/**
 * Inbound Resolver endpoints: each of their addresses in 127.0.0.0/8 is a name server at that very address, over UDP and TCP, that answers as the
 * resolver of the endpoint's VPC. Linux lets any of them be bound; addresses elsewhere cannot be bound, and are not served.
 */
import type { Account } from '../account.ts';
import type { AddressStatus } from '../services/route53resolver/state.ts';
import { type DnsServer, startDns } from './server.ts';

export interface Inbound {
  /** The one port that all of them share. */
  readonly port: number;
  /** The addresses that answer now, sorted. */
  addresses(): string[];
  /** Starts and stops servers until they are those that the account has now. Resolves at once when nothing has changed; rejects when one cannot start. */
  follow(): Promise<void>;
  /** Stops them all for good. */
  stop(): Promise<void>;
}

/** An address on its way out answers until it is gone. */
const ANSWERING: readonly AddressStatus[] = ['ATTACHED', 'REMAP_DETACHING', 'DETACHING', 'DELETING', 'UPDATING'];

/** The VPC of each address that is to answer. */
const wantedOf = ({ resolver }: Account): Map<string, string> => {
  const inbound = Object.values(resolver.endpoints).filter(({ direction }) => direction === 'INBOUND');
  const addresses = inbound.flatMap((endpoint) =>
    endpoint.addresses
      .filter(({ ip, status }) => ip.startsWith('127.') && ANSWERING.includes(status))
      .map(({ ip }) => [ip, endpoint.vpcId] as const),
  );
  return new Map(addresses);
};

/** Ports that no system gives out by itself, so that nobody's outgoing traffic takes one between an address and the next. */
const FIRST_PORT = 10_240;
const LAST_PORT = 32_767;
const ATTEMPTS = 50;

/** Keeps a port of 127.0.0.1 for as long as the local cloud runs, so that another one on this machine chooses another port. */
const holdPort = async (account: Account): Promise<DnsServer> => {
  for (let attempt = 1; ; attempt += 1) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT));
    try {
      return await startDns({ account, port });
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
};

interface Served {
  readonly vpc: string;
  readonly server: DnsServer;
}

/** Starts serving the account's inbound endpoints. `port` default: one that is free. Rejects when an address or the port is taken. */
export const startInbound = async (account: Account, port?: number): Promise<Inbound> => {
  const holder = port === undefined ? await holdPort(account) : undefined;
  const shared = holder?.port ?? port ?? 0;
  const served = new Map<string, Served>();
  let stopped = false;
  let last: Promise<void> = Promise.resolve();

  const isSettled = (wanted: ReadonlyMap<string, string>): boolean =>
    wanted.size === served.size && [...wanted].every(([ip, vpc]) => served.get(ip)?.vpc === vpc);

  const change = async (): Promise<void> => {
    const wanted = stopped ? new Map<string, string>() : wantedOf(account);
    for (const [ip, { vpc, server }] of served) {
      if (wanted.get(ip) === vpc) continue;
      served.delete(ip);
      await server.stop();
    }
    for (const [ip, vpc] of wanted) {
      if (!served.has(ip))
        served.set(ip, { vpc, server: await startDns({ account, vpc, inbound: true, host: ip, port: shared }) });
    }
  };

  /** One after the other: each looks at the account when its turn has come. */
  const queue = (): Promise<void> => {
    const done = last.then(change);
    last = done.catch(() => undefined);
    return done;
  };

  let waiting = 0;
  const stop = async (): Promise<void> => {
    stopped = true;
    await queue();
    await holder?.stop();
  };
  await queue().catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    stop,
    port: shared,
    addresses: () => [...served.keys()].sort(),
    follow: async () => {
      if (waiting === 0 && isSettled(wantedOf(account))) return;
      waiting += 1;
      await queue().finally(() => {
        waiting -= 1;
      });
    },
  };
};
