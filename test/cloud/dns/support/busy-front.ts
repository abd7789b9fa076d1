/** A server before an API, which answers some calls in its place, as AWS does when it has no time for them. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface BusyFront {
  readonly url: string;
  /**
   * Answers the next so many calls with this error of Route 53 or EC2: those where method, path and body read like `what`.
   * Without a code the answer is an empty one.
   */
  refuse(times: number, code: string, what: RegExp, status?: number): void;
  /**
   * From now on lets calls of Route 53 through as AWS does: so many at once, then so many a second; those between are
   * throttled. Without limits all pass.
   */
  limit(burst?: number, perSecond?: number): void;
  /** From now on does not answer such calls at all; without `what`, breaks off those that wait, and answers again. */
  hang(what?: RegExp): void;
  /** How many calls were refused since the last order to refuse or to limit. */
  refused(): number;
  stop(): Promise<void>;
}

/** XML in the form of both: Route 53 reads `Error` in `ErrorResponse`, EC2 in `Response`. */
const fault = (code: string, ec2: boolean): string => {
  if (code === '') return '<Response><requestId>r</requestId></Response>';
  const error = `<Error><Code>${code}</Code><Message>busy</Message></Error>`;
  return ec2
    ? `<Response><Errors>${error}</Errors><RequestID>r</RequestID></Response>`
    : `<ErrorResponse>${error}<RequestId>r</RequestId></ErrorResponse>`;
};

const bodyOf = async (message: IncomingMessage): Promise<Buffer> => Buffer.concat(await message.toArray());

/** A bucket of tokens that fills again by itself, as AWS counts calls. */
const bucket = (burst: number, perSecond: number) => {
  let tokens = burst;
  let last = performance.now();
  return (): boolean => {
    const now = performance.now();
    tokens = Math.min(burst, tokens + ((now - last) / 1_000) * perSecond);
    last = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
};

const ROUTE53 = /^\/2013-04-01\//;

/** Starts one before the API at `target`. Stop it after use. */
export const startBusyFront = async (target: string): Promise<BusyFront> => {
  let plan = { times: 0, code: '', what: /^$/, status: 400 };
  let count = 0;
  let take = (): boolean => true;
  let hanging: RegExp | undefined;
  const waiting = new Set<ServerResponse>();
  const server = createServer(async (asked, answer) => {
    const body = await bodyOf(asked);
    if (hanging?.test(`${asked.method} ${asked.url} ${body.toString()}`)) return void waiting.add(answer);
    if (plan.times > 0 && plan.what.test(`${asked.method} ${asked.url} ${body.toString()}`)) {
      plan = { ...plan, times: plan.times - 1 };
      count += 1;
      answer
        .writeHead(plan.code === '' ? 200 : plan.status, { 'content-type': 'text/xml' })
        .end(fault(plan.code, asked.url === '/'));
      return;
    }
    if (ROUTE53.test(asked.url ?? '') && !take()) {
      count += 1;
      answer.writeHead(400, { 'content-type': 'text/xml' }).end(fault('Throttling', false));
      return;
    }
    const { method, headers } = asked;
    const passed = request(new URL(asked.url ?? '/', target), { method, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    passed.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refuse: (times, code, what, status = 400) => {
      plan = { times, code, what, status };
      count = 0;
    },
    limit: (burst, perSecond = burst) => {
      take = burst === undefined ? () => true : bucket(burst, perSecond ?? burst);
      count = 0;
    },
    hang: (what) => {
      hanging = what;
      for (const answer of waiting) answer.destroy();
      waiting.clear();
    },
    refused: () => count,
    stop: () => {
      server.closeAllConnections();
      return new Promise<void>((done) => server.close(() => done()));
    },
  };
};
