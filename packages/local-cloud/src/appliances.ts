/**
 * Appliances that can be probed: a real TCP listener on loopback for each address and port of the simulated network. The
 * functions' children reach them by the private address (functions/bootstrap.mjs).
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** `10.0.101.10:8443` */
export type Place = `${string}:${number}`;

export interface Appliances {
  /** For `Cloud.deploy`: the variables of every function that is to reach them. */
  readonly variables: Readonly<Record<string, string>>;
  /** Its process dies: connections are refused. */
  crash(place: Place): Promise<void>;
  /** It listens again, on the same port. */
  revive(place: Place): Promise<void>;
  stop(): Promise<void>;
}

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/** Answers HTTP with 200, and TCP by accepting it. */
const answering = (): Server => createServer((_, response) => void response.end('ok'));

/** Starts all of them. Stop them after use. */
export const startAppliances = async (places: readonly Place[]): Promise<Appliances> => {
  const ports = new Map<Place, number>();
  const servers = new Map<Place, Server>();
  const start = async (place: Place): Promise<void> => {
    if (servers.has(place)) return;
    const server = answering();
    ports.set(place, await listen(server, ports.get(place) ?? 0));
    servers.set(place, server);
  };
  const crash = async (place: Place): Promise<void> => {
    const server = servers.get(place);
    servers.delete(place);
    if (server) await close(server);
  };
  await Promise.all(places.map(start));
  return {
    variables: { LOCAL_CLOUD_LISTENERS: JSON.stringify(Object.fromEntries(ports)) },
    crash,
    revive: start,
    stop: async () => {
      await Promise.all([...servers.keys()].map(crash));
    },
  };
};
