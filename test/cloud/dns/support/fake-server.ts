/** A name server that answers what it is told, on loopback over UDP. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { AUTHORITATIVE_ANSWER, decode, encode } from 'dns-packet';

/** By `<name> <type>`: the answer's data, or that the server fails. Everything else is NOERROR without an answer. */
type Told = Readonly<Record<string, readonly string[] | 'SERVFAIL'>>;

export interface FakeServer {
  /** As `dns.resolvers` would name it. */
  readonly address: string;
  readonly port: number;
  /** The questions so far, as `<name> <type>`. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

const SERVFAIL = 2;

/** Starts one; without a port on any that is free. */
export const startFakeServer = async (told: Told, host = '127.0.0.1', port = 0): Promise<FakeServer> => {
  const asked: string[] = [];
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.on('message', (message, from) => {
    const { id, questions = [] } = decode(message);
    const [question] = questions;
    if (!question || id === undefined) return;
    const { type } = question;
    const name = question.name.toLowerCase();
    asked.push(`${name} ${type}`);
    const data = told[`${name} ${type}`] ?? [];
    const failed = data === 'SERVFAIL';
    const answers = failed ? [] : data.map((one) => ({ name: question.name, type, ttl: 60, data: one }));
    const flags = AUTHORITATIVE_ANSWER + (failed ? SERVFAIL : 0);
    socket.send(encode({ id, type: 'response', flags, questions, answers }), from.port, from.address);
  });
  socket.bind(port, host);
  await once(socket, 'listening');
  const taken = socket.address().port;
  return {
    address: host.includes(':') ? `[${host}]:${taken}` : `${host}:${taken}`,
    port: taken,
    asked,
    stop: () => new Promise<void>((done) => socket.close(() => done())),
  };
};
