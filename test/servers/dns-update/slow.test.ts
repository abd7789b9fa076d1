/** Primaries that take their time, or fall silent half-way: what comes of a long read. */

import { queryGroups } from '../../../lib/dns-update/client.ts';
import {
  type Behaviour,
  FAKE_KEY,
  type FakePrimary,
  framed,
  plainReply,
  signedReply,
  startFakePrimary,
} from './support/fake-primary.ts';
import { primaryAt, refusalOf } from './support/primary.ts';

let fake: FakePrimary | undefined;
afterEach(() => fake?.stop());

const facing = async (behave: Behaviour, timeoutMs: number, pausesMs = [1, 5]) => {
  fake = await startFakePrimary(behave);
  return primaryAt({ address: '', port: 0 }, { server: fake.server, key: FAKE_KEY, timeoutMs, pausesMs });
};

/** Answers that there is nothing. */
const answer: Behaviour = (message, socket) => {
  socket.write(framed(signedReply(message, plainReply(message))));
};

/** Answers one message after the other, each so many ms after the one before. */
const slowly = (pauseMs: number): Behaviour => {
  let before = Promise.resolve();
  return (message, socket) => {
    before = before.then(async () => {
      if (!socket.writable) return;
      await new Promise((done) => setTimeout(done, pauseMs));
      answer(message, socket, 0);
    });
  };
};

const NAMES = Array.from({ length: 12 }, (_, at) => `n${at}.corp.example`);

describe('a read from a slow server', () => {
  it('goes on while answers come, however long all of them take', async () => {
    const { read } = await facing(slowly(60), 120_000);
    expect(await read(...NAMES)).toEqual([]);
    expect(fake?.connections()).toBe(1);
  });

  it('ends when all of them take five times as long as one may', async () => {
    const { read } = await facing(slowly(250), 2_000, []);
    expect(await refusalOf(read(...NAMES))).toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringContaining('did not answer all within 10000 ms'),
    });
  });

  it('keeps what was read when the server falls silent, and reads the rest by another attempt', async () => {
    const groups = Array.from({ length: 60 }, (_, at) => [`n${at}.corp.example`]);
    const primary = { zone: 'corp.example', key: FAKE_KEY, now: Date.now(), timeoutMs: 3_000, pausesMs: [1] };
    fake = await startFakePrimary((message, socket, nr) => (nr <= 200 ? answer(message, socket, nr) : undefined));
    const read = await queryGroups({ ...primary, server: fake.server, groups });
    const codes = read.map((one) => (one instanceof Error ? one.code : one.length));
    expect(codes).toEqual([...Array(50).fill(0), ...Array(10).fill('TIMEOUT')]);
    await fake.stop();
    fake = await startFakePrimary((message, socket, nr) =>
      nr <= 200 || nr > 240 ? answer(message, socket, nr) : undefined,
    );
    expect(await queryGroups({ ...primary, server: fake.server, groups })).toEqual(Array(60).fill([]));
    expect(fake.connections()).toBe(2);
  });
});
