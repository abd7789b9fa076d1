/** What stands between functions and the local cloud: the way to AWS, with its time, its limits, and a count. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Token bucket of one API action, as EC2 throttles. */
export interface Bucket {
  readonly action: string;
  readonly burst: number;
  readonly perSecond: number;
}

/** One call that AWS took. */
interface Passed {
  readonly action: string;
  readonly body: string;
  /** Ms, of the monotonic clock. */
  readonly at: number;
}

export interface Toll {
  readonly url: string;
  readonly passed: readonly Passed[];
  /** The most calls of an action that were under way together. */
  peak(action: string): number;
  stop(): Promise<void>;
}

const THROTTLED =
  '<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Request limit exceeded.</Message></Error></Errors><RequestID>bench</RequestID></Response>';

const read = async (incoming: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const forward = (to: URL, incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse): Promise<void> =>
  new Promise((resolve, reject) => {
    const { method = 'GET', url = '/', headers } = incoming;
    const options = { host: to.hostname, port: to.port, method, path: url, headers };
    const sent = request(options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing).once('finish', resolve);
    });
    sent.once('error', reject);
    sent.end(body);
  });

/** The operation of a request, in any of the protocols that the functions speak. */
const actionOf = ({ headers }: IncomingMessage, body: string): string =>
  new URLSearchParams(body).get('Action') ??
  String(headers['x-amz-target'] ?? headers['smithy-protocol'] ?? '')
    .split('.')
    .at(-1) ??
  '';

/** Starts it. Each call takes `latencyMs` more; what a bucket does not hold is refused as EC2 refuses it. */
export const startToll = async (target: string, latencyMs: number, bucket?: Bucket): Promise<Toll> => {
  const passed: Passed[] = [];
  const underWay = new Map<string, number>();
  const peaks = new Map<string, number>();
  const tokens = { left: bucket?.burst ?? 0, at: performance.now() };
  const take = (action: string): boolean => {
    if (action !== bucket?.action) return true;
    const now = performance.now();
    tokens.left = Math.min(bucket.burst, tokens.left + ((now - tokens.at) / 1_000) * bucket.perSecond);
    tokens.at = now;
    if (tokens.left < 1) return false;
    tokens.left -= 1;
    return true;
  };
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await read(incoming);
    const text = body.toString();
    const action = actionOf(incoming, text);
    const count = (underWay.get(action) ?? 0) + 1;
    underWay.set(action, count);
    peaks.set(action, Math.max(peaks.get(action) ?? 0, count));
    const taken = take(action);
    if (taken) passed.push({ action, body: text, at: performance.now() });
    await new Promise((resolve) => setTimeout(resolve, latencyMs));
    if (taken) await forward(new URL(target), incoming, body, outgoing);
    else outgoing.writeHead(503, { 'content-type': 'text/xml' }).end(THROTTLED);
    underWay.set(action, (underWay.get(action) ?? 1) - 1);
  };
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    peak: (action) => peaks.get(action) ?? 0,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
