/** An AWS that answers what a test tells it to, one answer after the other, and keeps what it was asked. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What is answered: a status (200 without one), headers, and a body, which is JSON unless it is text. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** An AWS JSON error. */
export const refusal = (code: string, status = 400): Answer => ({
  status,
  body: { __type: `com.amazonaws.route53resolver#${code}`, Message: `${code} says AWS` },
});

export interface Scripted {
  readonly url: string;
  readonly asked: Asked[];
  /** Forgets what was, and answers these from now on; the last one for ever. */
  script(...answers: readonly Answer[]): void;
  stop(): Promise<void>;
}

export const startScripted = async (): Promise<Scripted> => {
  const asked: Asked[] = [];
  let left: Answer[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = incoming;
    asked.push({ method, path: url, headers, body: Buffer.concat(chunks).toString() });
    const { status = 200, headers: more = {}, body = {} } = (left.length > 1 ? left.shift() : left[0]) ?? {};
    outgoing.writeHead(status, more).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    script: (...answers) => {
      asked.length = 0;
      left = [...answers];
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** What clients find in the environment. */
export const VARIABLES = { AWS_REGION: 'eu-west-2', AWS_ACCESS_KEY_ID: 'AKIALOCAL', AWS_SECRET_ACCESS_KEY: 'local' };
