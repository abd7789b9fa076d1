/** Serves the local cloud's names over UDP and TCP, so that `dig` and real name servers can resolve through it. */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { Account } from '../account.ts';
import type { View } from './choose.ts';
import { answer } from './message.ts';

export interface DnsOptions extends View {
  readonly account: Account;
  /** An IPv4 address of loopback; default 127.0.0.1. */
  readonly host?: string;
  /** Default: any port that is free for both protocols. */
  readonly port?: number;
}

/** A name server on loopback. */
export interface DnsServer {
  readonly host: string;
  readonly port: number;
  /** May be called again. */
  stop(): Promise<void>;
}

/** A port that is free for UDP may be taken for TCP: then another one is tried. */
const ATTEMPTS = 20;

/** Starts serving. Rejects when the port is in use. */
export const startDns = async (options: DnsOptions): Promise<DnsServer> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await listen(options);
    } catch (error) {
      if (options.port || attempt === ATTEMPTS) throw error;
    }
  }
};

const listen = async ({ account, host = '127.0.0.1', port = 0, ...view }: DnsOptions): Promise<DnsServer> => {
  const udp = createSocket('udp4');
  udp.on('message', (message, { port: to, address }) => {
    const reply = answer(account, message, true, view);
    if (reply) udp.send(reply, to, address);
  });
  udp.bind(port, host);
  await once(udp, 'listening').catch(async (error: unknown) => {
    await closed(udp);
    throw error;
  });
  const open = new Set<Socket>();
  const tcp = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    serveTcp(socket, (message) => answer(account, message, false, view));
  });
  try {
    tcp.listen(udp.address().port, host);
    await once(tcp, 'listening');
  } catch (error) {
    await closed(udp);
    throw error;
  }
  const { port: taken } = udp.address();
  let stopped: Promise<void> | undefined;
  return {
    ...{ host, port: taken },
    stop: () => {
      stopped ??= stop(udp, tcp, open);
      return stopped;
    },
  };
};

const closed = (udp: UdpSocket): Promise<void> => new Promise((done) => udp.close(done));

const stop = async (udp: UdpSocket, tcp: Server, open: ReadonlySet<Socket>): Promise<void> => {
  for (const socket of open) socket.destroy();
  await Promise.all([closed(udp), new Promise<void>((done) => tcp.close(() => done()))]);
};

/** Over TCP each message comes after its length in two bytes; several may come in one go, or one in parts. */
const serveTcp = (socket: Socket, replyTo: (message: Buffer) => Buffer | undefined): void => {
  let waiting = Buffer.alloc(0);
  // A client that goes away in the middle of an answer is no failure of ours.
  socket.on('error', () => socket.destroy());
  socket.on('data', (data) => {
    waiting = Buffer.concat([waiting, data]);
    while (waiting.length >= 2 && waiting.length >= 2 + waiting.readUInt16BE(0)) {
      const end = 2 + waiting.readUInt16BE(0);
      const reply = replyTo(waiting.subarray(2, end));
      waiting = waiting.subarray(end);
      if (!reply) return void socket.destroy();
      const length = Buffer.alloc(2);
      length.writeUInt16BE(reply.length);
      socket.write(Buffer.concat([length, reply]));
    }
  });
};
