import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { rememberOwnThings } from '../../../../lib/core/own-things.ts';
import { type OwnQueue, queueFunction } from '../../../../lib/entry/lambda.ts';
import { type CabinetOptions, cabinet, virtualClock } from '../../../unit/core/support/cabinet.ts';

/** One record of a batch, as an event source mapping hands it over. */
export const record = (messageId: string, body: unknown, receives = 1): SQSRecord => ({
  messageId,
  receiptHandle: `receipt-${messageId}`,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  attributes: {
    ApproximateReceiveCount: String(receives),
    SentTimestamp: '1795230000000',
    SenderId: 'AIDAEXAMPLE',
    ApproximateFirstReceiveTimestamp: '1795230000001',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:eu-west-2:111122223333:waykeeper-prod-routes.fifo',
  awsRegion: 'eu-west-2',
});

export const batch = (...Records: readonly SQSRecord[]): SQSEvent => ({ Records: [...Records] });

/** `remaining` is what Lambda says is left, in ms. */
export const context = (remaining = 60_000): Context => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'waykeeper-prod-routes',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-2:111122223333:function:waykeeper-prod-routes',
  memoryLimitInMB: '512',
  awsRequestId: '5b1c7d0e-0000-4000-8000-000000000001',
  logGroupName: '/aws/lambda/waykeeper-prod-routes',
  logStreamName: '2026/11/21/[$LATEST]0123456789abcdef',
  getRemainingTimeInMillis: () => remaining,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
});

type QueueHandler = (event: SQSEvent, context: Context) => unknown;

/** Invokes a queue's function, and gives the ids of the messages that come back. */
export const returned = async (handler: unknown, event: SQSEvent, remaining = 60_000): Promise<string[]> => {
  const answer = (await (handler as QueueHandler)(event, context(remaining))) as SQSBatchResponse;
  return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
};

interface SentEvent {
  readonly EventBusName: string;
  readonly Source: string;
  readonly DetailType: string;
  readonly Resources: readonly string[];
  readonly Detail: string;
}

export interface Bus {
  readonly url: string;
  readonly sent: SentEvent[];
  /** Answers every PutEvents from now on with this HTTP status. */
  breaks: number | undefined;
  /** Answers 200 from now on, but refuses each entry with this code. */
  refuses: string | undefined;
  requests: number;
  close(): Promise<void>;
}

/** What PutEvents takes in one request (API reference; the quota of 1 MB of 2026 is not everywhere yet). */
const MAX_PUT_EVENTS_BYTES = 262_144;

/** The one call that a run with a fake controller makes: EventBridge's PutEvents, over HTTP. */
/** A longer one refuses the whole call (EventBridge API reference, PutEventsRequestEntry). Characters. */
const LONGEST_RESOURCE = 2_048;

export const startBus = async (): Promise<Bus> => {
  const sent: SentEvent[] = [];
  const server: Server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on('end', () => {
      const entries = (JSON.parse(text) as { readonly Entries: readonly SentEvent[] }).Entries;
      bus.requests += 1;
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      if (Buffer.byteLength(text) > MAX_PUT_EVENTS_BYTES) {
        response.statusCode = 400;
        response.end(
          JSON.stringify({
            __type: 'ValidationException',
            message: 'Total size of the entries in the request is over the limit.',
          }),
        );
        return;
      }
      if (entries.some(({ Resources }) => Resources.some((one) => one.length > LONGEST_RESOURCE))) {
        response.statusCode = 400;
        response.end(JSON.stringify({ __type: 'ValidationException', message: 'Resources: too long' }));
        return;
      }
      if (bus.breaks) {
        response.statusCode = bus.breaks;
        response.end(JSON.stringify({ __type: 'AccessDeniedException', message: 'not this bus' }));
        return;
      }
      if (bus.refuses) {
        const refused = entries.map(() => ({ ErrorCode: bus.refuses, ErrorMessage: 'not now' }));
        response.end(JSON.stringify({ FailedEntryCount: entries.length, Entries: refused }));
        return;
      }
      sent.push(...entries);
      response.end(JSON.stringify({ FailedEntryCount: 0, Entries: entries.map((_, at) => ({ EventId: String(at) })) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bus: Bus = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    breaks: undefined,
    refuses: undefined,
    requests: 0,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return bus;
};

export interface ConfigFile {
  readonly path: string;
  write(text: string): void;
  remove(): void;
}

export const configFile = (text: string): ConfigFile => {
  const dir = mkdtempSync(join(tmpdir(), 'waykeeper-core-'));
  const path = join(dir, 'waykeeper.yml');
  const write = (content: string): void => writeFileSync(path, content);
  write(text);
  return { path, write, remove: () => rmSync(dir, { recursive: true }) };
};

/** Runs something and gives the log lines that it wrote, parsed; a line that is no JSON fails. */
export const logged = async (run: () => Promise<unknown>): Promise<Record<string, unknown>[]> => {
  const chunks: string[] = [];
  const streams = [process.stdout, process.stderr] as const;
  const originals = streams.map((stream) => stream.write);
  for (const stream of streams) {
    stream.write = ((chunk: string | Uint8Array) => {
      chunks.push(String(chunk));
      return true;
    }) as typeof stream.write;
  }
  try {
    await run();
  } finally {
    streams.forEach((stream, at) => {
      const original = originals[at];
      if (original) stream.write = original;
    });
  }
  return chunks
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
};

/** From now on functions read this config, and reach AWS at this bus. */
const speakTo = ({ url }: Bus, { path }: ConfigFile): void => {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'eu-west-2',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    WAYKEEPER_CONFIG: path,
    WAYKEEPER_ROLES: 'own',
  });
};

/** A bus, and a config in mode apply, for all tests of a file. */
export const useBus = (): { readonly bus: Bus; readonly config: ConfigFile } => {
  const used: { bus?: Bus; config?: ConfigFile } = {};
  beforeAll(async () => {
    used.bus = await startBus();
    used.config = configFile(modeConfig('apply'));
    speakTo(used.bus, used.config);
  });
  afterAll(async () => {
    used.config?.remove();
    await used.bus?.close();
  });
  return used as { readonly bus: Bus; readonly config: ConfigFile };
};

export const SWEEP = { waykeeper: 'waykeeper.sweep', at: '2026-11-21T09:15:00Z' };
export const modeConfig = (mode: string): string => `version: 1\nmode: ${mode}\n`;

export const endpointEvent = (id: string): unknown => ({
  source: 'aws.ec2',
  'detail-type': 'AWS API Call via CloudTrail',
  detail: { eventName: 'ModifyVpcEndpoint', requestParameters: { ModifyVpcEndpointRequest: { VpcEndpointId: id } } },
});

/** A deployed function around a cabinet that is the same for all its invocations, and what it sends to its queue. */
export const deploy = (options: CabinetOptions, retrySoon?: OwnQueue['retrySoon'], refuses?: Error) => {
  const chest = cabinet(virtualClock(), options);
  const sent: { readonly queue: string; readonly group: string; readonly body: string }[] = [];
  const send: OwnQueue['send'] = async (queue, group, body) => {
    if (refuses) throw refuses;
    sent.push({ queue, group, body });
  };
  const own = { send, ...(retrySoon ? { retrySoon } : {}) };
  return { chest, sent, handler: queueFunction('dns', () => chest.controller, own, rememberOwnThings()) };
};
