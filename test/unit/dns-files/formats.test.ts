/** Text of formats that no program here checks, and of all others: exactly as in the golden files. */
import { readFileSync } from 'node:fs';
import { composeAnswers, composeForwarders } from '../../../lib/dns-files/header.ts';
import type { AnswersFormat, ForwarderFormat } from '../../../lib/dns-files/types.ts';

const golden = (file: string): string => readFileSync(new URL(`golden/${file}`, import.meta.url), 'utf8');

const FORWARDERS = {
  domains: ['s3.eu-west-2.amazonaws.com', 'corp.example'],
  addresses: ['10.0.2.10', '10.0.1.10', 'fd00::10'],
  port: 53,
};

const ADDRESSES = {
  domains: ['s3.eu-west-2.amazonaws.com'],
  data: { addresses: ['10.0.2.19', '10.0.1.165', 'fd00::19'] },
  ttl: 60,
  origin: 'rpz.corp.example',
};

const NAME = { ...ADDRESSES, data: { cname: 'vpce-0aaa-1.s3.eu-west-2.vpce.amazonaws.com' } };
const NOW = Date.UTC(2026, 0, 1);

describe('a file of forwarders', () => {
  it.each([
    ['bind', 'forwarders.bind.conf'],
    ['unbound', 'forwarders.unbound.conf'],
    ['dnsmasq', 'forwarders.dnsmasq.conf'],
    ['coredns', 'forwarders.Corefile'],
    ['windows', 'forwarders.ps1'],
    ['json', 'forwarders.json.txt'],
  ] satisfies [ForwarderFormat, string][])('as %s is %s', (format, file) => {
    expect(composeForwarders('onprem-s3', format, FORWARDERS)).toBe(golden(file));
  });
});

describe('a file of answers', () => {
  it.each([
    ['rpz', ADDRESSES, 'answers.rpz.zone'],
    ['rpz', NAME, 'answers.rpz-name.zone'],
    ['hosts', ADDRESSES, 'answers.hosts'],
    ['unbound', ADDRESSES, 'answers.unbound.conf'],
    ['unbound', NAME, 'answers.unbound-name.conf'],
    ['dnsmasq', ADDRESSES, 'answers.dnsmasq.conf'],
  ] satisfies [AnswersFormat, typeof ADDRESSES | typeof NAME, string][])(
    'as %s of %j is %s',
    (format, content, file) => {
      expect(composeAnswers('onprem-s3', format, content, undefined, NOW)).toBe(golden(file));
    },
  );
});

describe('special names', () => {
  it('of Unbound, which it would answer itself, are opened for the forwarder', () => {
    const content = { ...FORWARDERS, domains: ['1.10.in-addr.arpa', 'a.test', 'arpanet.example'] };
    const text = composeForwarders('a', 'unbound', content);
    expect(text.match(/local-zone: .*/g)).toEqual([
      'local-zone: "1.10.in-addr.arpa." transparent',
      'local-zone: "a.test." transparent',
    ]);
  });
});
