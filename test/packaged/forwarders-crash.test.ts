/** A dns function that is killed again and again, each time right after a write: later runs publish what is missing. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** Kills the process that loads it when the answer to its first write arrives, and so do later processes, six times in all. */
const killer = (marks: string): string => `
const fs = require('node:fs');
const http = require('node:http');
const request = http.request;
const isWrite = ({ method, path, headers }) =>
  method === 'PUT' || (method === 'POST' && /(rrset|associatevpc)\\/?$/.test(path)) || /\\.Update/.test(headers['x-amz-target']);
http.request = (options, ...rest) => {
  const sent = request(options, ...rest);
  if (isWrite(options)) sent.on('response', () => {
    if (fs.existsSync(${JSON.stringify(marks)}) && fs.statSync(${JSON.stringify(marks)}).size >= ${KILLS}) return;
    fs.appendFileSync(${JSON.stringify(marks)}, '.');
    process.kill(process.pid, 'SIGKILL');
  });
  return sent;
};
`;

let dir: string;
let cloud: Cloud;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waykeeper-'));
  const preload = join(dir, 'killer.cjs');
  await writeFile(preload, killer(join(dir, 'marks')));
  cloud = await deployed(CONFIG, {
    environment: { 'waykeeper-prod-dns': { NODE_OPTIONS: `--require ${preload}` } },
  });
});
afterAll(async () => {
  await cloud.stop();
  await rm(dir, { recursive: true });
});

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
