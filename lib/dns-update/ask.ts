/** Asks a primary signed questions, and believes only answers whose signatures are right. */

import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { connected } from './connection.ts';
import { DnsUpdateError, rcodeName } from './errors.ts';
import type { Message } from './message.ts';
import { type Signed, sign, verify } from './tsig.ts';
import type { TsigKey } from './types.ts';

/** Whom to ask, and how. */
export interface Primary {
  /** host:port or [IPv6 address]:port; the name of a host is resolved by the system. */
  readonly server: string;
  readonly zone: string;
  readonly key: TsigKey;
  /** Our time in ms since 1970; signatures carry it. */
  readonly now: number;
  /** Milliseconds that one attempt may go without an answer; all of it may take five times as long. */
  readonly timeoutMs: number;
  /** Milliseconds to wait before each further attempt. Default: 200 before the second and 600 before the third, the last. */
  readonly pausesMs?: readonly number[];
}

/** One message to send. `what` says in an error what was asked. */
export interface Request {
  readonly opcode: number;
  readonly what: string;
  readonly encode: (id: number) => Buffer;
}

/** Rejects with DnsUpdateError. A response code other than NOERROR is an answer, too. */
export type Ask = (request: Request) => Promise<Message>;

/** What TCP carries at most, in bytes. */
const LARGEST_MESSAGE = 65_535;
const IDS = 65_536;

const PAUSES_MS = [200, 600];

/** Which attempt it is. */
export interface Attempt {
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** Tried again at once: the server was busy, or the connection broke. A prerequisite that fails needs a new read first. */
export const isPassing = (error: unknown): boolean =>
  error instanceof DnsUpdateError && /^(?:SERVFAIL|TIMEOUT|TRUNCATED|E[A-Z_]+)$/.test(error.code);

const attempts = async <T>(pauses: readonly number[], once: (attempt: Attempt) => Promise<T>): Promise<T> => {
  for (const [nr, pause] of pauses.entries()) {
    try {
      return await once({ isFirst: nr === 0, isLast: false });
    } catch (error) {
      if (!isPassing(error)) throw error;
      await sleep(pause);
    }
  }
  return once({ isFirst: pauses.length === 0, isLast: true });
};

/** Runs `use` with one connection for all that it asks; when the server was busy or silent, again from its start. */
export const withPrimary = <T>(primary: Primary, use: (ask: Ask, attempt: Attempt) => Promise<T>): Promise<T> =>
  attempts(primary.pausesMs ?? PAUSES_MS, (attempt) =>
    connected(primary.server, primary.timeoutMs, (send) => {
      let id = randomInt(IDS);
      const ask: Ask = async (request) => {
        id = (id + 1) % IDS;
        const signed = sign(request.encode(id), primary.key, primary.now);
        if (signed.bytes.length > LARGEST_MESSAGE) throw tooLarge(request, signed.bytes.length);
        const bytes = await send(signed.bytes);
        return placed(primary, request, () => proven(bytes, request, signed, primary));
      };
      return use(ask, attempt);
    }),
  );

const tooLarge = ({ what }: Request, size: number): DnsUpdateError => {
  const expected = `at most ${LARGEST_MESSAGE} bytes, which is what TCP carries in one message`;
  return new DnsUpdateError('TOO_LARGE', `${what}: expected ${expected}, found ${size}; nothing was sent`);
};

const proven = (bytes: Buffer, request: Request, signed: Signed, { key, now }: Primary): Message => {
  const answer = verify(bytes, signed, key, now);
  if (!answer.response || answer.opcode !== request.opcode) {
    throw new DnsUpdateError('MALFORMED', 'the answer is none to what was asked');
  }
  if (answer.truncated) throw new DnsUpdateError('TRUNCATED', 'the answer is cut short');
  if (rcodeName(answer.rcode) === 'SERVFAIL') throw refused(answer);
  return answer;
};

/** Runs a check; its error says who answered, and to what. */
export const placed = <T>({ server }: Primary, { what }: Request, check: () => T): T => {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof DnsUpdateError)) throw error;
    const { code, message, retryable } = error;
    throw new DnsUpdateError(code, `${server}, ${what}: ${message}`, { cause: error, retryable });
  }
};

/** What the codes of an answer mean for us. */
const MEANINGS: Readonly<Record<string, string>> = {
  FORMERR: 'the server does not understand the message',
  SERVFAIL: 'the server could not do it',
  NOTIMP: 'the server does not do that',
  REFUSED: 'the server does not let this key do it, or is a secondary of the zone',
  NOTAUTH: 'the server is not the primary of the zone',
  NOTZONE: 'a name lies outside of the zone',
  YXDOMAIN:
    'a prerequisite failed: a name that had to be unused holds something else, and nothing is written over or beside it',
  NXDOMAIN: 'a prerequisite failed: a name that had to be in use is not',
  YXRRSET: 'a prerequisite failed: a record set that had to be absent is there',
  NXRRSET: 'a prerequisite failed: a record set that had to be there is absent, or holds something else',
};

/** The error that a response code other than NOERROR is; `retryable` and `also` where more is known than the code tells. */
export const refused = (
  { rcode }: Message,
  { also = '', ...known }: { readonly also?: string; readonly retryable?: boolean } = {},
): DnsUpdateError => {
  const code = rcodeName(rcode);
  const meaning = MEANINGS[code] ?? 'the server answers with a code that we do not know';
  return new DnsUpdateError(code, `${meaning}${also} (${code})`, known);
};
