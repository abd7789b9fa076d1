/** One probe of an appliance, over real connections. */
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import type { Probe } from '../../../lib/config/types.ts';
import { attempt } from '../../../lib/routes/probe/attempt.ts';

/** Ms in which whoever answers does so, on a busy machine, too. */
const PATIENCE_MS = 20_000;

describe('one probe', () => {
  const servers: { close(): unknown }[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  const http = async (status: number): Promise<number> => {
    const server = createServer((_, response) => void response.writeHead(status).end());
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const mute = async (): Promise<number> => {
    const server = createTcpServer((socket) => socket.on('error', () => {}));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const rest = { from: { subnets: ['subnet-p'], securityGroups: ['sg-p'] }, everySeconds: 1, fall: 3, rise: 5 };
  const overHttp = (port: number, status = 200): Probe => ({ ...rest, http: { port, path: '/', status, tls: false } });

  it('over TCP is answered by whoever accepts, and by nobody else', async () => {
    const port = await mute();
    expect(await attempt('127.0.0.1', { ...rest, tcp: port }, PATIENCE_MS)).toBe('answered');
    servers.splice(0)[0]?.close();
    expect(await attempt('127.0.0.1', { ...rest, tcp: 1 }, PATIENCE_MS)).toBe('silent');
  });

  it('over HTTP is answered by the right status alone', async () => {
    const port = await http(204);
    expect(await attempt('127.0.0.1', overHttp(port, 204), PATIENCE_MS)).toBe('answered');
    expect(await attempt('127.0.0.1', overHttp(port, 200), PATIENCE_MS)).toBe('silent');
  });

  it('is silent after its time, however long the other side takes', async () => {
    expect(await attempt('127.0.0.1', overHttp(await mute()), 100)).toBe('silent');
  });

  it('over HTTPS is silent where nobody speaks TLS', async () => {
    const tls: Probe = { ...rest, http: { port: await http(200), path: '/', status: 200, tls: true } };
    expect(await attempt('127.0.0.1', tls, PATIENCE_MS)).toBe('silent');
  });
});
