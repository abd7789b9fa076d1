/**
 * Appliances that can be probed: a real TCP listener on loopback for each address and port of the simulated network. The
 * functions' children reach them by the private address (functions/bootstrap.mjs).
 */
import { createServer, type Server } from 'node:http';
import { close, listen } from './loopback.ts';

/** `10.0.101.10:8443` */
export type SocketAddress = `${string}:${number}`;

export interface Appliances {
  /** For `Cloud.deploy`: the variables of every function that is to reach them. */
  readonly variables: Readonly<Record<string, string>>;
  /** Its process dies: connections are refused. */
  crash(address: SocketAddress): Promise<void>;
  /** It listens again, on the same port. */
  revive(address: SocketAddress): Promise<void>;
  stop(): Promise<void>;
}

/** Answers HTTP with 200, and TCP by accepting it. */
const answering = (): Server => createServer((_, response) => void response.end('ok'));

/** Starts all of them. Stop them after use. */
export const startAppliances = async (addresses: readonly SocketAddress[]): Promise<Appliances> => {
  const ports = new Map<SocketAddress, number>();
  const servers = new Map<SocketAddress, Server>();
  const start = async (address: SocketAddress): Promise<void> => {
    if (servers.has(address)) return;
    const server = answering();
    ports.set(address, await listen(server, ports.get(address)));
    servers.set(address, server);
  };
  const crash = async (address: SocketAddress): Promise<void> => {
    const server = servers.get(address);
    servers.delete(address);
    if (server) await close(server);
  };
  await Promise.all(addresses.map(start));
  return {
    variables: { LOCAL_CLOUD_LISTENERS: JSON.stringify(Object.fromEntries(ports)) },
    crash,
    revive: start,
    stop: async () => {
      await Promise.all([...servers.keys()].map(crash));
    },
  };
};
