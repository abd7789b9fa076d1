/** One TCP connection to a primary (RFC 7766): many questions at once, answers in any order. */
import { createConnection } from 'node:net';
import { DnsUpdateError } from './errors.ts';
import { u16 } from './wire.ts';

/** Sends a message and gives its answer, which has the same id. Messages that wait at the same time differ in their ids. */
type Send = (message: Buffer) => Promise<Buffer>;

const SERVER = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/;

/**
 * `host:port` or `[v6]:port`. Throws a TypeError for anything else.
 * @internal Exported for its tests.
 */
export const parseServer = (server: string): { readonly host: string; readonly port: number } => {
  const [, v6, name, port] = SERVER.exec(server) ?? [];
  const host = v6 ?? name;
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) {
    throw new TypeError(`expected a server as host:port or [IPv6 address]:port, found ${JSON.stringify(server)}`);
  }
  return { host, port: Number(port) };
};

interface Waiting {
  readonly resolve: (answer: Buffer) => void;
  readonly reject: (error: DnsUpdateError) => void;
}

/** The questions that wait, by id, and the one failure that ends them all. */
const createWaiting = (server: string) => {
  const waiting = new Map<number, Waiting>();
  let failure: DnsUpdateError | undefined;
  return {
    fail: (error: DnsUpdateError): void => {
      failure ??= error;
      for (const { reject } of waiting.values()) reject(failure);
      waiting.clear();
    },
    add: (id: number): Promise<Buffer> =>
      new Promise((resolve, reject) => {
        if (failure) reject(failure);
        else waiting.set(id, { resolve, reject });
      }),
    answer: (message: Buffer): void => {
      const id = message.length < 2 ? -1 : message.readUInt16BE(0);
      const asked = waiting.get(id);
      if (!asked) throw new DnsUpdateError('MALFORMED', `${server} answered with an id that no question has`);
      waiting.delete(id);
      asked.resolve(message);
    },
  };
};

/** Cuts a stream into messages; each comes after its length in two bytes. Gives what is left over. */
const cut = (stream: Buffer, take: (message: Buffer) => void): Buffer => {
  let rest = stream;
  while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
    const end = 2 + rest.readUInt16BE(0);
    take(rest.subarray(2, end));
    rest = rest.subarray(end);
  }
  return rest;
};

/** For how many times the time without an answer all answers together may take. */
const LONGEST_TIMES = 5;

/**
 * Runs `use` with a connection that is closed afterwards. Within each `timeoutMs` an answer has to come, and all of them
 * within five times that. What `send` rejects with is a DnsUpdateError: TIMEOUT, TRUNCATED (the stream ends in the middle of an answer), ECONNRESET (it ends before one),
 * MALFORMED (an id that was not asked), or Node's code of a connection that fails.
 */
export const connected = async <T>(server: string, timeoutMs: number, use: (send: Send) => Promise<T>): Promise<T> => {
  const waiting = createWaiting(server);
  const socket = createConnection({ ...parseServer(server), noDelay: true });
  const fail = (code: string, message: string, cause?: unknown) => {
    waiting.fail(new DnsUpdateError(code, `${server} ${message}`, { cause }));
    socket.destroy();
  };
  let rest: Buffer = Buffer.alloc(0);
  const timer = setTimeout(() => {
    fail('TIMEOUT', `${socket.connecting ? 'took no connection' : 'did not answer'} within ${timeoutMs} ms`);
  }, timeoutMs);
  const longest = LONGEST_TIMES * timeoutMs;
  const end = setTimeout(() => fail('TIMEOUT', `did not answer all within ${longest} ms`), longest);
  socket.on('data', (chunk) => {
    try {
      rest = cut(Buffer.concat([rest, chunk]), (message) => {
        waiting.answer(message);
        timer.refresh();
      });
    } catch (error) {
      waiting.fail(error as DnsUpdateError);
      socket.destroy();
    }
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    fail(error.code ?? 'ECONNRESET', `cannot be reached (${error.code ?? error.message})`, error);
  });
  socket.on('close', () => {
    if (rest.length > 0) fail('TRUNCATED', 'ended the connection in the middle of an answer');
    else fail('ECONNRESET', 'ended the connection without an answer');
  });
  const send: Send = (message) => {
    const answer = waiting.add(message.readUInt16BE(0));
    if (socket.writable) socket.write(Buffer.concat([u16(message.length), message]));
    return answer;
  };
  try {
    return await use(send);
  } finally {
    clearTimeout(timer);
    clearTimeout(end);
    socket.destroy();
  }
};
