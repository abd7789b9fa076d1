/** One probe: a TCP connection, or an HTTP request, to an address. Nothing is resolved, so that no name server matters. */
import { get as httpGet, type IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';
import { connect } from 'node:net';
import type { Probe } from '../../config/types.ts';

/** `unable` says that the probe itself could not look: that is no word about the appliance. */
type ProbeResult = 'answered' | 'silent' | 'unable';

/** Faults of the place that the probe runs in. */
const OWN_FAULTS = new Set([
  'EACCES',
  'EADDRNOTAVAIL',
  'EMFILE',
  'ENETDOWN',
  'ENETUNREACH',
  'ENFILE',
  'ENOBUFS',
  'EPERM',
]);

const afterError = ({ code = '' }: NodeJS.ErrnoException): ProbeResult => (OWN_FAULTS.has(code) ? 'unable' : 'silent');

/** Never rejects. An answer that takes longer than `timeoutMs` is none. */
export const attempt = (address: string, probe: Probe, timeoutMs: number): Promise<ProbeResult> =>
  'tcp' in probe ? overTcp(address, probe.tcp, timeoutMs) : overHttp(address, probe.http, timeoutMs);

const overTcp = (host: string, port: number, timeoutMs: number): Promise<ProbeResult> =>
  new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (answer: ProbeResult): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => end('silent'), timeoutMs);
    socket.once('connect', () => end('answered')).once('error', (error) => end(afterError(error)));
  });

type Http = Extract<Probe, { readonly http: unknown }>['http'];

/** An appliance is asked by its address, for which no certificate can be valid. */
const overHttp = (host: string, { port, path, status, tls }: Http, timeoutMs: number): Promise<ProbeResult> =>
  new Promise((resolve) => {
    const options = { host, port, path, agent: false as const };
    const heard = (response: IncomingMessage): void => end(response.statusCode === status ? 'answered' : 'silent');
    const request = tls ? httpsGet({ ...options, rejectUnauthorized: false }, heard) : httpGet(options, heard);
    const end = (answer: ProbeResult): void => {
      clearTimeout(timer);
      request.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => end('silent'), timeoutMs);
    request.on('error', (error) => end(afterError(error)));
  });
