/** Text of formats that no program here checks, and of all others: exactly as in the golden files. */
import { readFileSync } from 'node:fs';
import { renderForwarders } from '../../../lib/dns-files/formats/index.ts';
import { composeAnswers, composeForwarders } from '../../../lib/dns-files/header.ts';
import {
  ANSWERS_FORMATS,
  type AnswersFormat,
  FORWARDER_FORMATS,
  type ForwarderFormat,
} from '../../../lib/dns-files/types.ts';

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

/** The golden file of each format: a format without one fails the type check. */
const FORWARDER_FILES: Readonly<Record<ForwarderFormat, string>> = {
  bind: 'forwarders.bind.conf',
  unbound: 'forwarders.unbound.conf',
  dnsmasq: 'forwarders.dnsmasq.conf',
  coredns: 'forwarders.Corefile',
  windows: 'forwarders.ps1',
  json: 'forwarders.json.txt',
};

/** The same of answers, with addresses and, where the format can say it, with a name. */
const ANSWER_FILES: Readonly<Record<AnswersFormat, { readonly addresses: string; readonly name?: string }>> = {
  rpz: { addresses: 'answers.rpz.zone', name: 'answers.rpz-name.zone' },
  hosts: { addresses: 'answers.hosts' },
  unbound: { addresses: 'answers.unbound.conf', name: 'answers.unbound-name.conf' },
  dnsmasq: { addresses: 'answers.dnsmasq.conf' },
};

describe('a file of forwarders', () => {
  it.each(FORWARDER_FORMATS)('as %s is its golden file', (format) => {
    expect(composeForwarders('onprem-s3', format, FORWARDERS)).toBe(golden(FORWARDER_FILES[format]));
  });
});

describe('a file of answers', () => {
  const compose = (format: AnswersFormat, content: typeof ADDRESSES | typeof NAME): string =>
    composeAnswers('onprem-s3', format, content, undefined, NOW);

  it.each(ANSWERS_FORMATS)('as %s with addresses is its golden file', (format) => {
    expect(compose(format, ADDRESSES)).toBe(golden(ANSWER_FILES[format].addresses));
  });

  it.each(ANSWERS_FORMATS)('as %s with a name is its golden file, or says that it cannot be', (format) => {
    const { name } = ANSWER_FILES[format];
    if (name !== undefined) expect(compose(format, NAME)).toBe(golden(name));
    else expect(() => compose(format, NAME)).toThrow(/cannot answer with a name/);
  });
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

describe('names that are to be taken unsigned', () => {
  const content = { ...FORWARDERS, domains: ['.', 'corp.example'], insecure: true };

  it('are told to Unbound, one line for each', () => {
    expect(renderForwarders('unbound', content).match(/domain-insecure: .*/g)).toEqual([
      'domain-insecure: "."',
      'domain-insecure: "corp.example."',
    ]);
    expect(renderForwarders('unbound', { ...content, insecure: false })).not.toContain('insecure');
  });

  it.each(['bind', 'dnsmasq', 'coredns', 'json'] as const)('change nothing in a file of %s', (format) => {
    expect(renderForwarders(format, content)).toBe(renderForwarders(format, { ...content, insecure: false }));
  });
});

describe('forwarders for everything', () => {
  const content = { domains: ['.', 'corp.example'], addresses: ['10.0.0.2'], port: 53 };

  it.each([
    ['bind', 'zone "." {'],
    ['unbound', '    name: "."\n'],
    ['dnsmasq', 'server=10.0.0.2#53\n'],
    ['coredns', '. {\n'],
    ['json', '"."'],
  ] as const)('are said in %s, beside those for one domain', (format, line) => {
    const text = renderForwarders(format, content);
    expect(text).toContain(line);
    expect(text).toContain('corp.example');
    expect(text).not.toContain('..');
  });

  it('cannot be said to a Windows DNS server', () => {
    expect(() => renderForwarders('windows', content)).toThrow('expected a domain, since Windows DNS servers have no');
  });
});
