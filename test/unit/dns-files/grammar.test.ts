/** Nothing that is published can become a directive: every line has the form that it is meant to have, or there is no text. */
import fc from 'fast-check';
import {
  FORMATS,
  type Format,
  renderAnswers,
  renderForwarders,
  UnprintableError,
} from '../../../lib/dns-files/formats/index.ts';
import {
  type AnswerContent,
  type AnswersFormat,
  FORWARDER_FORMATS,
  type ForwarderContent,
  type ForwarderFormat,
} from '../../../lib/dns-files/types.ts';
import { shareOf } from '../../support/runs.ts';
import { addressAnswers, forwarderContents, nameAnswers, names } from './support/contents.ts';

const NAME = '[a-z0-9_][a-z0-9_-]*(?:\\.[a-z0-9_-]+)*';
const IP = '[0-9a-f:.]+';
const PORT = '[1-9]\\d{0,4}';
const UPSTREAM = `(?:\\d[0-9.]*|\\[[0-9a-f:.]+\\]):${PORT}`;

/** Every line that a format may consist of; `windows` and `json` are looked at in their own way. */
const LINES: Readonly<Record<Exclude<Format, 'windows' | 'json'>, readonly string[]>> = {
  bind: [
    `zone "${NAME}" \\{`,
    ' {4}type forward;',
    ' {4}forward only;',
    ` {4}forwarders \\{(?: ${IP} port ${PORT};)+ \\};`,
    '\\};',
  ],
  unbound: [
    'server:',
    ' {4}do-not-query-localhost: no',
    'forward-zone:',
    ` {4}private-domain: "${NAME}\\."`,
    ` {4}local-zone: "${NAME}\\." (?:transparent|redirect)`,
    ` {4}local-data: "${NAME}\\. \\d+ IN (?:A|AAAA) ${IP}"`,
    ` {4}local-data: "${NAME}\\. \\d+ IN CNAME ${NAME}\\."`,
    ` {4}domain-insecure: "${NAME}\\."`,
    ` {4}name: "${NAME}\\."`,
    ` {4}forward-addr: ${IP}@${PORT}`,
    ' {4}forward-first: no',
  ],
  dnsmasq: [`server=/${NAME}/${IP}#${PORT}`, `rebind-domain-ok=/${NAME}/`, `address=/${NAME}/${IP}`, `local=/${NAME}/`],
  coredns: [`${NAME}\\. \\{`, ' {4}errors', ' {4}cache 30', ` {4}forward \\.(?: ${UPSTREAM}){1,15}`, '\\}'],
  hosts: [`${IP} ${NAME}`],
  rpz: [
    `\\$ORIGIN ${NAME}\\.`,
    '\\$TTL \\d+',
    '@ IN SOA localhost\\. nobody\\.invalid\\. \\(',
    ' {8}\\d+ ; (?:serial|refresh|retry|expire)',
    ' {8}\\d+ \\) ; minimum',
    '@ IN NS localhost\\.',
    `(?:\\*\\.)?${NAME} IN (?:A|AAAA) ${IP}`,
    `(?:\\*\\.)?${NAME} IN CNAME ${NAME}\\.`,
  ],
};

const expectLines = (format: keyof typeof LINES, text: string): void => {
  const line = new RegExp(`^(?:${LINES[format].join('|')})$`);
  expect(text.endsWith('\n')).toBe(true);
  expect(
    text
      .slice(0, -1)
      .split('\n')
      .filter((each) => !line.test(each)),
  ).toEqual([]);
};

/** The parts of the script that stand for names and addresses; the rest is the same for all contents. */
const QUOTED = new RegExp(`^ {4}'(?:${NAME}|${IP})'$`, 'gm');
const frame = (script: string): string => script.replace(QUOTED, '').replace(/\n+/g, '\n');

const ONE: ForwarderContent = { domains: ['a.example'], addresses: ['10.0.0.1'], port: 53 };
const ANSWER: AnswerContent = {
  domains: ['a.example'],
  data: { addresses: ['10.0.0.1'] },
  ttl: 60,
  origin: 'rpz.example',
};

const expectForwarders = (format: ForwarderFormat, content: ForwarderContent): void => {
  const text = renderForwarders(format, content);
  if (format === 'json') {
    const { domains, addresses, port } = JSON.parse(text) as ForwarderContent;
    expect({ domains, addresses, port }).toEqual(
      JSON.parse(renderForwarders('json', { domains, addresses, port }), pick),
    );
  } else if (format === 'windows') expect(frame(text)).toBe(frame(renderForwarders('windows', ONE)));
  else expectLines(format, text);
};

const pick = (key: string, value: unknown): unknown => (key === 'servers' ? undefined : value);

/** Either the text keeps to its form, or the one error says why there is none. */
const orUnprintable = (work: () => void): void => {
  try {
    work();
  } catch (error) {
    if (!(error instanceof UnprintableError)) throw error;
    expect(error.message).toMatch(/^expected .+, found .+$/s);
  }
};

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    'a.example"; }; include "/etc/passwd',
    'a.example\nserver=/b/10.0.0.1',
    "a'; Remove-DnsServerZone x; '",
    'a.example/10.0.0.1',
    'a.example {\n import x',
    '$(x)',
    '$INCLUDE x',
    '*.a.example',
    '*',
    '.',
    '@',
    'a.example ; x',
    'a\\010b.example',
    'fe80::1%eth0',
    '10.0.0.1@53',
    '10.0.0.1#54',
    '10.0.0.1/8',
    '::ffff:10.0.0.1',
    'A.Example.',
  ),
);

describe.each(FORWARDER_FORMATS)('forwarders as %s', (format) => {
  const contents = format === 'windows' ? forwarderContents.map((each) => ({ ...each, port: 53 })) : forwarderContents;

  it('consist of the lines of that format alone', () => {
    fc.assert(
      fc.property(contents, (content) => expectForwarders(format, content)),
      { numRuns: shareOf(200) },
    );
  });

  it('are the same for the same content in any order and spelling', () => {
    fc.assert(
      fc.property(contents, (content) => {
        const odd = {
          ...content,
          domains: [...content.domains, ...content.domains].reverse().map((name) => `${name.toUpperCase()}.`),
          addresses: [...content.addresses, ...content.addresses].reverse().map((ip) => ip.toUpperCase()),
        };
        expect(renderForwarders(format, odd)).toBe(renderForwarders(format, content));
      }),
      { numRuns: shareOf(100) },
    );
  });

  it('carry no text that is not a plain name, the root or an address', () => {
    fc.assert(
      fc.property(nasty, fc.constantFrom('domains', 'addresses'), (text, key) => {
        fc.pre(text !== '.');
        orUnprintable(() => expectForwarders(format, { ...ONE, [key]: [text] }));
      }),
      { numRuns: shareOf(300) },
    );
  });

  it.each([
    [{ domains: [] }, 'expected at least one domain name, found none'],
    [{ addresses: [] }, 'expected at least one address, found none'],
    [{ domains: ['*.a.example'] }, 'expected a domain name to publish, found "*.a.example"'],
    [{ domains: ['10.0.0.1'] }, 'expected a domain name to publish, found "10.0.0.1"'],
    [{ addresses: ['fe80::1%eth0'] }, 'expected an IP address without a zone id, found "fe80::1%eth0"'],
    [{ addresses: ['10.0.0.1; }; '] }, 'expected an IP address without a zone id, found "10.0.0.1; }; "'],
    [{ port: 0 }, 'expected a port from 1 to 65535, found 0'],
    [{ port: 65_536 }, 'expected a port from 1 to 65535, found 65536'],
    [{ port: 53.5 }, 'expected a port from 1 to 65535, found 53.5'],
    [{ port: Number.NaN }, 'expected a port from 1 to 65535, found null'],
  ])('are refused with %j', (wrong, message) => {
    expect(() => renderForwarders(format, { ...ONE, ...wrong })).toThrow(new UnprintableError(...parts(message)));
  });
});

/** `expected X, found Y` → X and Y. */
const parts = (message: string): [string, string] => {
  const [, expected = '', found = ''] = /^expected (.*), found (.*)$/.exec(message) ?? [];
  return [expected, found];
};

describe('forwarders', () => {
  it('of Windows have no port but 53', () => {
    expect(() => renderForwarders('windows', { ...ONE, port: 5353 })).toThrow(/expected port 53, .* found 5353/);
  });

  it('of CoreDNS are at most 15', () => {
    const of = (count: number) => ({ ...ONE, addresses: Array.from({ length: count }, (_, at) => `10.0.0.${at}`) });
    expect(renderForwarders('coredns', of(15))).toContain('10.0.0.14:53');
    expect(() => renderForwarders('coredns', of(16))).toThrow(/expected at most 15 addresses, .* found 16/);
  });
});

describe.each(['rpz', 'hosts', 'unbound', 'dnsmasq'] as const)('answers as %s', (format) => {
  const contents: fc.Arbitrary<AnswerContent> =
    format === 'rpz' || format === 'unbound' ? fc.oneof(addressAnswers, nameAnswers) : addressAnswers;

  it('consist of the lines of that format alone', () => {
    fc.assert(
      fc.property(contents, fc.nat(), (content, serial) => expectLines(format, renderAnswers(format, content, serial))),
      { numRuns: shareOf(100) },
    );
  });

  it('carry no text that is not a plain name or address', () => {
    fc.assert(
      fc.property(nasty, fc.constantFrom('domains', 'addresses', 'cname', 'origin'), (text, key) => {
        const data = key === 'cname' ? { cname: text } : key === 'addresses' ? { addresses: [text] } : ANSWER.data;
        const domains = key === 'domains' ? [text] : ANSWER.domains;
        const origin = key === 'origin' ? text : 'rpz.example';
        orUnprintable(() => expectLines(format, renderAnswers(format, { domains, data, ttl: 60, origin }, 1)));
      }),
      { numRuns: shareOf(300) },
    );
  });

  it.each([-1, 0.5, 2 ** 31])('have no TTL of %d', (ttl) => {
    expect(() => renderAnswers(format, { ...ANSWER, ttl }, 1)).toThrow(/expected a TTL from 0 to 2147483647/);
  });

  it.each([
    ['a.example', 'a.example'],
    ['example', 'vpce-1.example'],
  ])('for %s do not lead back to it by way of %s', (domain, cname) => {
    expect(() => renderAnswers(format, { ...ANSWER, domains: [domain], data: { cname } }, 1)).toThrow(
      `expected a CNAME target outside of ${domain}, found {"cname":"${cname}"}`,
    );
  });
});

/** The domains and, where one lies below another, every name between them (RFC 4592): in order. */
const withNamesBetween = (domains: readonly string[]): string[] => {
  const between = domains.flatMap((domain) => {
    const labels = domain.split('.');
    const above = labels.map((_, at) => labels.slice(at).join('.'));
    return above.filter((name) => domains.some((other) => name.endsWith(`.${other}`)));
  });
  return [...new Set([...domains, ...between])].sort();
};

describe('answers', () => {
  const refused = (format: AnswersFormat, content: Partial<AnswerContent>, message: RegExp, serial = 1): void => {
    expect(() => renderAnswers(format, { ...ANSWER, ...content }, serial)).toThrow(message);
  };

  it.each(['hosts', 'dnsmasq'] as const)('of %s are addresses', (format) => {
    refused(format, { data: { cname: 'vpce-1.example.org' } }, /cannot answer with a name, found/);
  });

  it('of a policy zone need its name, room below it, and a serial', () => {
    const { origin: _origin, ...nowhere } = ANSWER;
    expect(() => renderAnswers('rpz', nowhere, 1)).toThrow('expected the name of the policy zone, found none');
    const long = Array.from({ length: 4 }, () => 'a'.repeat(60)).join('.');
    refused('rpz', { domains: [long] }, /expected a name of at most 253 characters/);
    refused('rpz', {}, /expected a serial from 0 to 4294967295, found 4294967296/, 2 ** 32);
  });

  it('of a policy zone have no underscore at addresses', () => {
    refused('rpz', { domains: ['_a.example'] }, /expected a name without underscores .*, found "_a\.example"/);
  });

  it('of a policy zone cover the name and, with a fixed target, everything below it', () => {
    fc.assert(
      fc.property(nameAnswers, (content) => {
        const lines = renderAnswers('rpz', content, 1).split('\n').slice(9, -1);
        const target = 'cname' in content.data ? content.data.cname : '';
        const owners = withNamesBetween(content.domains).flatMap((name) => [name, `*.${name}`]);
        expect(lines).toEqual(owners.map((owner) => `${owner} IN CNAME ${target}.`));
      }),
      { numRuns: shareOf(100) },
    );
  });
});

describe('a format', () => {
  it('has a comment for its header, but for JSON', () => {
    const silent = Object.entries(FORMATS).filter(([, { comment }]) => comment === undefined);
    expect(silent.map(([format]) => format)).toEqual(['json']);
  });

  it('of names prints each of them whole', () => {
    fc.assert(
      fc.property(names, (name) => {
        expect(renderForwarders('bind', { ...ONE, domains: [name] })).toContain(`zone "${name}" {`);
      }),
      { numRuns: shareOf(100) },
    );
  });
});
