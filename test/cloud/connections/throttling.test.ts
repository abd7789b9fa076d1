/** Accepting at more services than AWS's bucket takes at once. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const BURST = 10;
const PER_SECOND = 1;

const THROTTLED = `<?xml version="1.0" encoding="UTF-8"?>
<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Request limit exceeded.</Message></Error></Errors>
<RequestID>5b1c7d0e-0000-4000-8000-000000000002</RequestID></Response>`;

const ACCEPTED = `<?xml version="1.0" encoding="UTF-8"?>
<AcceptVpcEndpointConnectionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
<requestId>5b1c7d0e-0000-4000-8000-000000000003</requestId><unsuccessful/></AcceptVpcEndpointConnectionsResponse>`;

describe('more Accept calls than the bucket of ten holds', () => {
  let server: Server;
  let [taken, throttled] = [0, 0];
  const environment = { ...process.env };

  beforeAll(async () => {
    // The bucket fills from the first refusal on, so that a slow machine meets one, too.
    let refusedAt = 0;
    server = createServer((incoming, outgoing) => {
      incoming.resume();
      const filled = throttled === 0 ? 0 : ((performance.now() - refusedAt) / 1_000) * PER_SECOND;
      const free = taken < BURST + Math.floor(filled);
      if (free) taken += 1;
      else if (throttled++ === 0) refusedAt = performance.now();
      outgoing.writeHead(free ? 200 : 503, { 'content-type': 'text/xml' }).end(free ? ACCEPTED : THROTTLED);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    process.env.AWS_REGION = 'eu-west-2';
    process.env.AWS_ACCESS_KEY_ID = 'AKIATEST';
    process.env.AWS_SECRET_ACCESS_KEY = 'test';
  });

  afterAll(async () => {
    process.env = environment;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('all get through, with few calls refused on the way', async () => {
    const { acceptConnections } = await import('../../../lib/aws/ec2/endpoint-services.ts');
    const services = Array.from({ length: 12 }, (_, at) => `vpce-svc-${at}`);
    const refused = await Promise.all(services.map((id) => acceptConnections(id, ['vpce-1'])));
    expect(refused).toEqual(services.map(() => []));
    expect(throttled).toBeGreaterThan(0);
    expect(throttled).toBeLessThan(services.length * 3);
  });
});
