/** A primary that misbehaves as it is told, and signs its answers with code of its own. */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import packet from 'dns-packet';

/** The key that it signs with; written by hand, so that nothing is shared with what is tested. */
export const FAKE_KEY = { name: 'upd', algorithm: 'hmac-sha256', secret: Buffer.alloc(32, 1) } as const;

export interface FakePrimary {
  readonly server: string;
  /** How many connections there were. */
  connections(): number;
  stop(): Promise<void>;
}

/** What to do with the message that comes as number `nr`, counted from 1 over all connections. */
export type Behaviour = (message: Buffer, socket: Socket, nr: number) => void;

export const startFakePrimary = async (behave: Behaviour): Promise<FakePrimary> => {
  const open = new Set<Socket>();
  let connections = 0;
  let nr = 0;
  const listener = createServer((socket) => {
    connections += 1;
    open.add(socket);
    let rest = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
        const message = rest.subarray(2, 2 + rest.readUInt16BE(0));
        rest = rest.subarray(2 + message.length);
        nr += 1;
        behave(message, socket, nr);
      }
    });
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as { port: number };
  return {
    server: `127.0.0.1:${port}`,
    connections: () => connections,
    stop: async () => {
      for (const socket of open) socket.destroy();
      listener.close();
      await once(listener, 'close');
    },
  };
};

/** A message after its length, as it travels over TCP. */
export const framed = (message: Buffer): Buffer => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
};

const QR_AND_AA = 0x84_00;

export interface Reply {
  readonly rcode?: number;
  /** Further bits of the header. */
  readonly flags?: number;
  /** Of the header, so that a question can come back as it is. */
  readonly without?: number;
  readonly answers?: readonly {
    readonly name: string;
    readonly type: string;
    readonly ttl: number;
    readonly data: unknown;
  }[];
}

/** The answer to a message, not signed. */
export const plainReply = (
  message: Buffer,
  { rcode = 0, flags = 0, without = 0, answers = [] }: Reply = {},
): Buffer => {
  const bytes = packet.encode({ id: message.readUInt16BE(0), type: 'response', answers });
  bytes.writeUInt16BE(((message.readUInt16BE(2) | QR_AND_AA | flags) & ~without) | rcode, 2);
  return bytes;
};

export interface Signing {
  readonly secret?: Buffer;
  /** Seconds since 1970. */
  readonly time?: number;
  /** TSIG error, and whether the answer has a MAC at all. */
  readonly error?: number;
  readonly bare?: boolean;
  readonly other?: Buffer;
}

const words = (...numbers: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(2 * numbers.length);
  for (const [at, number] of numbers.entries()) bytes.writeUInt16BE(number, 2 * at);
  return bytes;
};

const NAME = Buffer.from('\x03upd\0');
const ALGORITHM = Buffer.from('\x0bhmac-sha256\0');

/** The 32 bytes of a request's MAC: its last record ends with them, the id, the error and the length of nothing. */
export const macOf = (message: Buffer): Buffer => message.subarray(-38, -6);

/** Adds a TSIG record (RFC 8945 section 4.2) for an answer to that request. */
export const signedReply = (
  request: Buffer,
  reply: Buffer,
  {
    secret = FAKE_KEY.secret,
    time = Math.floor(Date.now() / 1000),
    error = 0,
    bare = false,
    other = Buffer.alloc(0),
  }: Signing = {},
): Buffer => {
  const times = words(Math.floor(time / 2 ** 32), Math.floor(time / 65_536) % 65_536, time % 65_536, 300);
  const variables = [NAME, words(255, 0, 0), ALGORITHM, times, words(error, other.length), other];
  const mac = createHmac('sha256', secret)
    .update(Buffer.concat([words(32), macOf(request), reply, ...variables]))
    .digest();
  const given = bare ? Buffer.alloc(0) : mac;
  const data = Buffer.concat([
    ALGORITHM,
    times,
    words(given.length),
    given,
    reply.subarray(0, 2),
    words(error, other.length),
    other,
  ]);
  const bytes = Buffer.concat([reply, NAME, words(250, 255, 0, 0, data.length), data]);
  bytes.writeUInt16BE(bytes.readUInt16BE(10) + 1, 10);
  return bytes;
};
