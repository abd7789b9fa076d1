/** What zones and publishing may not both do. */
import { planDns } from '../../../lib/dns/parts.ts';
import { regionalName } from '../../support/aws.ts';
import { config, zoneClaim } from '../../support/configs.ts';
import { lines } from '../../support/lines.ts';
import { observedDns } from '../../support/zones.ts';

describe('a name that a forwarder is published at too', () => {
  const given = config({
    dns: {
      zones: [zoneClaim({ records: [{ name: 'app', to: 'addresses' }, { name: 'db' }] })],
      forwarders: [
        {
          ...{ name: 'onprem', domains: ['example.com'], from: { addresses: ['10.1.2.3'] } },
          publish: [
            { record: 'App.corp.example.', zone: 'Z1' },
            { record: 'db.corp.example', zone: 'Z2' },
          ],
        },
      ],
    },
  }).dns;

  it('is written by neither; the same name of another zone is', () => {
    const made = planDns(given, observedDns());
    expect(lines(made)).toEqual([
      `create Z1/db.corp.example/A to ${regionalName('vpce-1')}: RECORD_MISSING`,
      'leave Z1/app.corp.example: CLAIMED_TWICE',
    ]);
  });
});
