/** What observing forwarders costs, and what becomes of what cannot be read. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { addResolverRule } from '@waykeeper/local-cloud/seed';
import { counting } from '../../../../lib/aws/clients.ts';
import { createWarmMemory } from '../../../../lib/dns/zones/warm-memory.ts';
import { config } from '../../../support/configs.ts';
import { goTo } from '../../../support/environment.ts';
import { forwardingWorld, INBOUND, S3 } from '../../../support/forwarding-world.ts';

let cloud: Cloud;
let dnsController: typeof import('../../../../lib/dns/controller.ts').dnsController;
beforeAll(async () => {
  const account = forwardingWorld();
  for (let at = 0; at < 150; at += 1)
    addResolverRule(account, { id: `rslvr-rr-${at}`, domain: S3, targets: ['127.20.1.10'] });
  addResolverRule(account, { id: 'rslvr-rr-loop', domain: S3, targets: ['10.9.9.9'], vpcs: ['vpc-0dns'] });
  cloud = await startCloud({ account });
  goTo(cloud);
  ({ dnsController } = await import('../../../../lib/dns/controller.ts'));
});
afterAll(() => cloud.stop());

const entry = (name: string, ...rules: readonly string[]) => ({
  ...{ name, domains: [S3], from: { resolverEndpoint: INBOUND } },
  publish: rules.map((resolverRule) => ({ resolverRule })),
});

type ForwarderInput = NonNullable<NonNullable<Parameters<typeof config>[0]>['dns']>['forwarders'];

const observed = async (...forwarders: NonNullable<ForwarderInput>) => {
  const controller = dnsController(config({ dns: { forwarders } }), Date.now, createWarmMemory());
  const made = { reads: 0, writes: 0, retries: 0 };
  const seen = await counting(made, () => controller.observe('all'));
  return { ...seen, plan: controller.plan(seen), reads: made.reads };
};

describe('a place that hangs', () => {
  it('is given up after a while, in the middle of an answer too, and holds up no other', async () => {
    const stalling = createServer(
      (_request, response) => void response.writeHead(200, { 'content-length': '10' }).write('a'),
    );
    await once(stalling.listen(0, '127.0.0.1'), 'listening');
    const { port } = stalling.address() as AddressInfo;
    const { readObject } = await import('../../../../lib/aws/s3/objects.ts');
    // A client takes its endpoint when it is made: this one is the first of this process.
    process.env.AWS_ENDPOINT_URL_S3 = `http://127.0.0.1:${port}`;
    try {
      await expect(readObject('corp-dns', 'direct.conf')).rejects.toThrow();
      const publish = [{ file: 'bind' as const, to: 's3://corp-dns/hangs.conf' }, { resolverRule: 'rslvr-rr-1' }];
      const { unseen, plan } = await observed({ ...entry('f'), publish });
      expect(unseen).toMatchObject([{ key: 's3://corp-dns/hangs.conf', code: 'LATE', retryable: true }]);
      expect(plan.changes.map(({ key }) => key)).toEqual(['rslvr-rr-1']);
    } finally {
      stalling.closeAllConnections();
      stalling.close();
      delete process.env.AWS_ENDPOINT_URL_S3;
    }
  });
});

describe('observing Resolver rules', () => {
  it('reads the one endpoint of many forwarders once, and many rules by their pages', async () => {
    const many = Array.from({ length: 50 }, (_, at) => entry(`f${at}`, `rslvr-rr-${at}`));
    const { reads, plan, unseen } = await observed(...many);
    // The endpoint and its addresses, two pages of rules, one of associations.
    expect([reads, unseen]).toEqual([5, []]);
    expect(plan.changes).toHaveLength(50);
  });

  it('names a rule that is not there, by itself or among many, and goes on with the others', async () => {
    for (const rules of [
      ['rslvr-rr-404', 'rslvr-rr-1'],
      ['rslvr-rr-404', 'rslvr-rr-1', 'rslvr-rr-2', 'rslvr-rr-3'],
    ]) {
      const { unseen, plan } = await observed(entry('f', ...rules));
      expect(unseen).toMatchObject([{ key: 'rslvr-rr-404', code: 'ResourceNotFoundException', retryable: false }]);
      expect(plan.changes.map(({ key }) => key)).toEqual(rules.slice(1));
    }
  });

  it('sees the VPCs that a rule is associated with, by itself or among many', async () => {
    for (const rules of [['rslvr-rr-loop'], ['rslvr-rr-loop', 'rslvr-rr-1', 'rslvr-rr-2']]) {
      const { plan } = await observed(entry('f', ...rules));
      expect(plan.findings.map(({ key, reason }) => `${key} ${reason.code}`)).toEqual(['rslvr-rr-loop RESOLVER_LOOP']);
    }
  });
});
