/** Primaries that are silent, broken or lying: what comes of an update, and of a read. */

import packet from 'dns-packet';
import { parseServer } from '../../../lib/dns-update/connection.ts';
import {
  type Behaviour,
  FAKE_KEY,
  type FakePrimary,
  framed,
  plainReply,
  type Reply,
  type Signing,
  signedReply,
  startFakePrimary,
} from './support/fake-primary.ts';
import { primaryAt, refusalOf } from './support/primary.ts';

let fake: FakePrimary | undefined;
afterEach(() => fake?.stop());

const ADDS = [{ name: 'n.corp.example', type: 'A', ttl: 60, values: ['10.0.0.1'] }] as const;
const SERVFAIL = 2;
const TRUNCATED = 0x02_00;
const RESPONSE = 0x80_00;

/** Ms that no answer takes on the busiest machine. Only who waits for silence waits less. */
const PATIENCE_MS = 120_000;
const SILENCE_MS = 1_000;

const facing = async (behave: Behaviour, timeoutMs = PATIENCE_MS) => {
  fake = await startFakePrimary(behave);
  return primaryAt({ address: '', port: 0 }, { server: fake.server, key: FAKE_KEY, timeoutMs, pausesMs: [1, 5] });
};

/** Answers everything with what it is given. */
const answering =
  (reply: Reply, signing?: Signing): Behaviour =>
  (message, socket) =>
    socket.write(framed(signedReply(message, plainReply(message, reply), signing)));

const isIn = (text: string) => expect.stringContaining(text);

describe('an update', () => {
  it('that is answered and signed well takes effect', async () => {
    const { change } = await facing(answering({}));
    await expect(change({ adds: ADDS })).resolves.toBeUndefined();
    expect(fake?.connections()).toBe(1);
  });

  it('is sent again when the server fails, up to three times', async () => {
    const { change } = await facing((message, socket, nr) =>
      answering({ rcode: nr < 3 ? SERVFAIL : 0 })(message, socket, nr),
    );
    await change({ adds: ADDS });
    expect(fake?.connections()).toBe(3);
  });

  it('fails when the server never stops failing, and may be tried again', async () => {
    const { change } = await facing(answering({ rcode: SERVFAIL }));
    expect(await refusalOf(change({ adds: ADDS }))).toMatchObject({ code: 'SERVFAIL', retryable: true });
    expect(fake?.connections()).toBe(3);
  });

  it('is sent once when a prerequisite fails, and may be tried again after a new look', async () => {
    const { change } = await facing(answering({ rcode: 8 }));
    expect(await refusalOf(change({ adds: ADDS }))).toMatchObject({ code: 'NXRRSET', retryable: true });
    expect(fake?.connections()).toBe(1);
  });

  it.each([
    ['says nothing', 'TIMEOUT', `did not answer within ${SILENCE_MS} ms`, () => {}],
    [
      'ends in the middle of an answer',
      'TRUNCATED',
      'in the middle of an answer',
      (message, socket) => socket.end(framed(signedReply(message, plainReply(message))).subarray(0, 30)),
    ],
    ['ends the connection', 'ECONNRESET', 'without an answer', (_, socket) => socket.end()],
    ['breaks the connection', 'ECONNRESET', 'ECONNRESET', (_, socket) => socket.resetAndDestroy()],
    ['cuts its answer short', 'TRUNCATED', 'the answer is cut short', answering({ flags: TRUNCATED })],
    [
      'fails without a signature',
      'SERVFAIL',
      'is not signed',
      (message, socket) => socket.write(framed(plainReply(message, { rcode: SERVFAIL }))),
    ],
  ] as [string, string, string, Behaviour][])(
    'to a server that %s fails after three attempts: %s',
    async (_, code, text, behave) => {
      const { change } = await facing(behave, code === 'TIMEOUT' ? SILENCE_MS : PATIENCE_MS);
      const error = await refusalOf(change({ adds: ADDS }));
      expect(error).toMatchObject({ code, retryable: true, message: isIn(text) });
      expect(error.message).toContain(fake?.server);
      expect(fake?.connections()).toBe(3);
    },
  );

  it.each([
    [
      'does not sign its answer',
      'UNSIGNED',
      '(NOERROR) is not signed',
      (message, socket) => socket.write(framed(plainReply(message))),
    ],
    [
      'refuses without a signature',
      'UNSIGNED',
      '(REFUSED) is not signed',
      (message, socket) => socket.write(framed(plainReply(message, { rcode: 5 }))),
    ],
    ['signs with another secret', 'BADSIG', 'not signed by key "upd"', answering({}, { secret: Buffer.alloc(32, 2) })],
    ['leaves the signature empty', 'BADSIG', 'not signed by key "upd"', answering({}, { bare: true })],
    ['says that the key is unknown', 'BADKEY', 'does not know the key "upd"', answering({}, { bare: true, error: 17 })],
    [
      'says that our signature is wrong',
      'BADSIG',
      'another secret',
      answering({ rcode: 9 }, { bare: true, error: 16 }),
    ],
    ['signs that it found an error', 'BADTRUNC', 'TSIG error 22', answering({ rcode: 9 }, { error: 22 })],
    ['signs with a clock of its own', 'BADTIME', 'found by us', answering({}, { time: 1_000_000_000 })],
    ['sends the question back', 'MALFORMED', 'none to what was asked', answering({ without: RESPONSE })],
    ['answers a question instead', 'MALFORMED', 'none to what was asked', answering({ without: 5 << 11 })],
    [
      'answers with another id',
      'MALFORMED',
      'an id that no question has',
      (message, socket) => socket.write(framed(Buffer.from([message[0] ?? 0, (message[1] ?? 0) ^ 1]))),
    ],
    [
      'talks of something else',
      'MALFORMED',
      'ends in the middle',
      (message, socket) => socket.write(framed(message.subarray(0, 2))),
    ],
    [
      'says more than its answer',
      'MALFORMED',
      'bytes after its end',
      (message, socket) =>
        socket.write(framed(Buffer.concat([signedReply(message, plainReply(message)), Buffer.alloc(1)]))),
    ],
    ['answers with an unknown code', 'RCODE11', 'a code that we do not know', answering({ rcode: 11 })],
  ] as [string, string, string, Behaviour][])(
    'to a server that %s fails at once: %s',
    async (_, code, text, behave) => {
      const { change } = await facing(behave);
      const error = await refusalOf(change({ adds: ADDS }));
      expect(error).toMatchObject({ code, name: code, retryable: false, message: isIn(text) });
      expect(fake?.connections()).toBe(1);
    },
  );

  it('that took effect without an answer fails its prerequisite when it is sent again', async () => {
    const yxdomain = answering({ rcode: 6 });
    const { change } = await facing((message, socket, nr) => (nr === 1 ? socket.end() : yxdomain(message, socket, nr)));
    const prerequisites = [{ kind: 'unused', name: ADDS[0].name }] as const;
    const error = await refusalOf(change({ prerequisites, adds: ADDS }));
    expect(error).toMatchObject({ code: 'YXDOMAIN', retryable: true });
  });

  it('that finds something else at a name which had to be unused is over, and says so', async () => {
    const { change } = await facing(answering({ rcode: 6 }));
    const prerequisites = [{ kind: 'unused', name: ADDS[0].name }] as const;
    const error = await refusalOf(change({ prerequisites, adds: ADDS }));
    expect(error).toMatchObject({ code: 'YXDOMAIN', retryable: false, message: isIn('holds something else') });
    expect(fake?.connections()).toBe(1);
  });

  it('is sent as often as its caller wants', async () => {
    fake = await startFakePrimary(() => {});
    const given = { server: fake.server, key: FAKE_KEY, timeoutMs: 100, pausesMs: [1] };
    expect(await refusalOf(primaryAt({ address: '', port: 0 }, given).change({ adds: ADDS }))).toMatchObject({
      code: 'TIMEOUT',
    });
    expect(fake.connections()).toBe(2);
  });

  it('is sent three times by default, with pauses between', async () => {
    fake = await startFakePrimary((_, socket) => socket.end());
    const { change } = primaryAt({ address: '', port: 0 }, { server: fake.server, key: FAKE_KEY });
    expect(await refusalOf(change({ adds: ADDS }))).toMatchObject({ code: 'ECONNRESET' });
    expect(fake.connections()).toBe(3);
  });

  it('is not taken for answered by the answer to another one', async () => {
    let first: Buffer | undefined;
    const { change } = await facing((message, socket) => {
      first ??= signedReply(message, plainReply(message));
      const replayed = Buffer.from(first);
      message.copy(replayed, 0, 0, 2);
      message.copy(replayed, replayed.length - 6, 0, 2);
      socket.write(framed(replayed));
    });
    await change({ adds: ADDS });
    expect(await refusalOf(change({ adds: [{ ...ADDS[0], ttl: 61 }] }))).toMatchObject({ code: 'BADSIG' });
  });

  it('to a server that is not there fails by the code of the connection', async () => {
    const { change } = await facing(() => {});
    await fake?.stop();
    const [server, stopped] = [fake?.server, fake];
    fake = undefined;
    const error = await refusalOf(change({ adds: ADDS }));
    expect(error).toMatchObject({
      code: 'ECONNREFUSED',
      retryable: true,
      message: `${server} cannot be reached (ECONNREFUSED)`,
    });
    expect(stopped?.connections()).toBe(0);
  });
});

describe('a read', () => {
  it('takes answers in any order', async () => {
    const kept: (() => void)[] = [];
    const { read } = await facing((message, socket) => {
      const { opcode, questions: [question] = [] } = packet.decode(message);
      const data = question?.name.startsWith('n1') ? '10.0.0.1' : '10.0.0.2';
      const answers = question?.type === 'A' ? [{ name: question.name, type: 'A', ttl: 60, data }] : [];
      kept.push(() => socket.write(framed(signedReply(message, plainReply(message, { answers })))));
      if (opcode === 'UPDATE' || kept.length === 8) for (const send of kept.splice(0).reverse()) send();
    });
    expect(await read('n1.corp.example', 'n2.corp.example')).toEqual([
      { name: 'n1.corp.example', type: 'A', ttl: 60, values: ['10.0.0.1'] },
      { name: 'n2.corp.example', type: 'A', ttl: 60, values: ['10.0.0.2'] },
    ]);
    expect(fake?.connections()).toBe(1);
  });

  it.each([
    ['without authority', 'NOTAUTH', answering({ without: 0x04_00 })],
    ['that it refuses', 'REFUSED', answering({ rcode: 5 })],
    ['without a signature', 'UNSIGNED', (message, socket) => socket.write(framed(plainReply(message)))],
  ] as [string, string, Behaviour][])('that is answered %s is none: %s', async (_, code, behave) => {
    const { read } = await facing(behave);
    expect(await refusalOf(read('n1.corp.example'))).toMatchObject({ code, retryable: false });
  });
});

describe('a server', () => {
  it('is a host or an address, with a port', () => {
    expect(parseServer('ns.corp.example:53')).toEqual({ host: 'ns.corp.example', port: 53 });
    expect(parseServer('10.10.0.53:5353')).toEqual({ host: '10.10.0.53', port: 5_353 });
    expect(parseServer('[2a05::53]:53')).toEqual({ host: '2a05::53', port: 53 });
  });

  it.each(['ns.corp.example', '10.10.0.53:', '2a05::53:53', ':53', 'ns:0', 'ns:65536', 'ns:dns', ''])(
    'is not %j',
    (text) => {
      const expected = `expected a server as host:port or [IPv6 address]:port, found ${JSON.stringify(text)}`;
      expect(() => parseServer(text)).toThrow(new TypeError(expected));
    },
  );

  it('may be named: the system knows where it is', async () => {
    fake = await startFakePrimary(answering({}));
    const { port } = parseServer(fake.server);
    await primaryAt({ address: 'localhost', port }, { key: FAKE_KEY }).change({ adds: ADDS });
    expect(fake.connections()).toBe(1);
  });
});
