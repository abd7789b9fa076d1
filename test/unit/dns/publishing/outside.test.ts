/** Who stands outside of the network in which dynamic zones are reached leaves them to who stands inside. */
import { planDns } from '../../../../lib/dns/parts.ts';
import { observePublishing } from '../../../../lib/dns/publishing/observe.ts';
import { createPrimaries } from '../../../../lib/dns/publishing/primaries.ts';
import { config } from '../../../support/configs.ts';
import { lines } from '../../../support/lines.ts';
import { NOTHING_PUBLISHED, observedDns } from '../../../support/zones.ts';

const { dns } = config({
  dns: {
    answers: [
      {
        name: 'onprem',
        domains: ['a.corp.example'],
        from: { endpoint: { id: 'vpce-1' }, as: 'name' },
        publish: [{ update: 'zone', server: '192.0.2.1:53', zone: 'corp.example', key: 'ssm:/k' }],
      },
    ],
  },
});

describe('outside of the network, a dynamic zone', () => {
  it('is neither asked for nor is its key read', async () => {
    const asked = () => Promise.reject(new Error('it was asked'));
    const primaries = { ...createPrimaries(), key: asked, reach: asked };
    const { publishing, unseen } = await observePublishing(dns, { primaries, now: () => 0, outside: true });
    expect(unseen).toEqual([]);
    expect(publishing).toMatchObject({ updates: [], outside: true });
  });

  it('is left to the function that is inside, and the report says so', () => {
    const publishing = { ...NOTHING_PUBLISHED, answers: ['onprem'] };
    expect(lines(planDns(dns, observedDns({ publishing: { ...publishing, outside: true } })))).toEqual([
      'leave 192.0.2.1:53/corp.example/a.corp.example: LEFT_TO_DNS_FUNCTION',
    ]);
  });
});
