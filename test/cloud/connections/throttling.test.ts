/** Accepting at more services than AWS's bucket takes at once. */
import { type BareApi, ec2, startBareApi } from '@waykeeper/local-cloud/api';
import { awsQuotas } from '@waykeeper/local-cloud/faults';
import { addEndpointConnection, addEndpointService } from '@waykeeper/local-cloud/seed';
import { emptyAccount } from '@waykeeper/local-cloud/state';

const SERVICES = Array.from({ length: 12 }, (_, at) => `vpce-svc-${at}`);

describe('more Accept calls than the bucket of ten holds', () => {
  let api: BareApi;
  const environment = { ...process.env };

  beforeAll(async () => {
    const account = emptyAccount();
    for (const [at, service] of SERVICES.entries()) {
      addEndpointService(account, { id: service });
      const pending = { state: 'pendingAcceptance', owner: '222233334444', createdAt: 0 } as const;
      addEndpointConnection(account, { service, endpoint: `vpce-${at}`, ...pending });
    }
    api = await startBareApi([ec2], account);
    Object.assign(process.env, {
      ...{ AWS_ENDPOINT_URL: api.url, AWS_REGION: 'eu-west-2' },
      ...{ AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'test' },
    });
  });

  afterAll(async () => {
    process.env = environment;
    await api.stop();
  });

  it('all get through at the pace of the bucket, with hardly a call refused on the way', async () => {
    api.faults.limit(awsQuotas());
    const { acceptConnections } = await import('../../../lib/aws/ec2/endpoint-services.ts');
    const refused = await Promise.all(SERVICES.map((id, at) => acceptConnections(id, [`vpce-${at}`])));
    expect(refused).toEqual(SERVICES.map(() => []));
    const throttled = api.finished.filter(({ error }) => error?.code === 'RequestLimitExceeded').length;
    expect(throttled).toBeLessThan(3);
  });
});
