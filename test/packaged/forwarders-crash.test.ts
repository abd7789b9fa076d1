/** A dns function that is killed again and again, each time right after a write: later runs publish what is missing. */
import type { Cloud } from '@waykeeper/local-cloud/cloud';
import { BUCKET, INBOUND, RULE, S3 } from '../support/forwarding-world.ts';
import { configWith, deployed, fateOf, lastOfDns, objectAt, SWEEP } from './support/forwarding.ts';

const KEYS = ['s3.conf', 'unbound.conf', 'forwarders.json'];
const BOTH = ['127.20.1.10', '127.20.2.10'];

const CONFIG = configWith(`  forwarders:
    - name: onprem-s3
      domains: [${S3}]
      from: { resolverEndpoint: ${INBOUND} }
      publish:
        - { resolverRule: ${RULE} }
        - { record: s3.forwarders.corp.example, zone: Z0CORP, ttl: 60 }
        - { file: bind, to: "s3://${BUCKET}/${KEYS[0]}" }
        - { file: unbound, to: "s3://${BUCKET}/${KEYS[1]}" }
        - { file: json, to: "s3://${BUCKET}/${KEYS[2]}" }
`);

const KILLS = 6;

let cloud: Cloud;
beforeAll(async () => {
  cloud = await deployed(CONFIG, {
    faults: [
      { kind: 'killed', when: 'after', access: 'write', principal: 'waykeeper-prod-eu-west-2-dns', times: KILLS },
    ],
  });
});
afterAll(() => cloud.stop());

const killed = (): number =>
  cloud.journal.entries.filter((entry) => JSON.stringify(entry).includes('signal: killed')).length;

const published = (): (readonly string[])[] => {
  const { resolver, route53 } = cloud.account;
  const record = route53.zones.Z0CORP?.records.find(({ Name, Type }) => Name.startsWith('s3.') && Type === 'A');
  return [
    (resolver.rules[RULE]?.targets ?? []).map(({ Ip = '' }) => Ip).sort(),
    (record?.ResourceRecords ?? []).map(({ Value }) => Value).sort(),
    ...KEYS.map((key) => BOTH.filter((address) => objectAt(cloud, key).includes(address))),
  ];
};

describe('a dns function whose runs are killed right after a write, one after the other', () => {
  it('has published everything once one of them comes to its end', async () => {
    for (let sweep = 1; lastOfDns(cloud) === undefined && sweep <= 10; sweep += 1) {
      await cloud.advance(SWEEP);
      // What was published once stays so, whatever happens to the rest.
      expect(published()[0]).toContain('127.20.1.10');
    }
    expect(killed()).toBe(KILLS);
    expect(published()).toEqual([BOTH, BOTH, BOTH, BOTH, BOTH]);
    expect(lastOfDns(cloud)?.converged).toBe(true);
    await cloud.advance(SWEEP);
    const last = lastOfDns(cloud);
    expect([last?.converged, last?.plan.changes]).toEqual([true, []]);
    for (const place of [RULE, ...KEYS.map((key) => `s3://${BUCKET}/${key}`)]) {
      expect(fateOf(last, place)).toBe('IN_ORDER');
    }
  });
});
