/** The header of a published file: what it tells a later run, and whether somebody changed the file since. */
import fc from 'fast-check';
import { planAnswersFile } from '../../../lib/dns/publishing/targets/file.ts';
import { FORMATS, UnprintableError } from '../../../lib/dns-files/formats/index.ts';
import {
  composeAnswers,
  composeFile,
  composeForwarders,
  nextSerial,
  readPublished,
} from '../../../lib/dns-files/header.ts';
import { type AnswerContent, FORWARDER_FORMATS } from '../../../lib/dns-files/types.ts';
import { shareOf } from '../../support/runs.ts';
import { addressAnswers, forwarderContents, nameAnswers } from './support/contents.ts';

const NOW = Date.UTC(2026, 0, 1);
const SECONDS = NOW / 1_000;

const entries = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
const forwarderFormats = fc.constantFrom(
  ...FORWARDER_FORMATS.filter((format) => FORMATS[format].onlyPort === undefined),
);
const zones = fc.oneof(addressAnswers, nameAnswers);

const RPZ: AnswerContent = {
  domains: ['s3.eu-west-2.amazonaws.com'],
  data: { addresses: ['10.0.1.165', '10.0.2.19'] },
  ttl: 60,
  origin: 'rpz.corp.example',
};

/** All files that could be published. */
const files = fc.oneof(
  fc
    .tuple(entries, forwarderFormats, forwarderContents)
    .map(([entry, format, content]) => composeForwarders(entry, format, content)),
  fc.tuple(entries, zones).map(([entry, content]) => composeAnswers(entry, 'rpz', content, undefined, NOW)),
  fc
    .tuple(entries, fc.constantFrom('hosts', 'dnsmasq', 'unbound'), addressAnswers)
    .map(([entry, format, content]) => composeAnswers(entry, format, content, undefined, NOW)),
);

const changedAt = (text: string, at: number, to: number): string =>
  text.slice(0, at) + String.fromCharCode(to) + text.slice(at + 1);

describe('a published file', () => {
  it('tells the entry and the addresses that it was made from', () => {
    fc.assert(
      fc.property(entries, forwarderFormats, forwarderContents, (entry, format, content) => {
        const { digest, ...told } =
          readPublished(composeForwarders(entry, format, content, ['rslvr-in-0a', 'vpc-0b'])) ?? {};
        expect(told).toEqual({ entry, values: content.addresses, from: ['rslvr-in-0a', 'vpc-0b'], intact: true });
        expect(digest).toMatch(/^[0-9a-f]{64}$/);
      }),
      { numRuns: shareOf(200) },
    );
  });

  it('tells the deployment that made it, which changes nothing of what it says', () => {
    fc.assert(
      fc.property(entries, forwarderFormats, forwarderContents, (entry, format, content) => {
        const by = '111122223333/eu-west-2/prod';
        const [told, without] = [by, undefined].map((one) =>
          readPublished(composeForwarders(entry, format, content, ['vpc-0b'], one)),
        );
        expect(told).toEqual({ ...without, by });
      }),
      { numRuns: shareOf(100) },
    );
    expect(readPublished(composeAnswers('a', 'rpz', RPZ, undefined, NOW, '1/r/s'))).toMatchObject({
      by: '1/r/s',
      serial: SECONDS,
    });
  });

  it('of a policy zone tells its values and its serial', () => {
    fc.assert(
      fc.property(entries, zones, (entry, content) => {
        const { digest: _digest, ...told } = readPublished(composeAnswers(entry, 'rpz', content, undefined, NOW)) ?? {};
        const values = 'cname' in content.data ? [content.data.cname] : content.data.addresses;
        expect(told).toEqual({ entry, values, from: [], intact: true, serial: SECONDS });
      }),
      { numRuns: shareOf(100) },
    );
  });

  it('is no longer intact when any character of it is another one, but for the serial', () => {
    fc.assert(
      fc.property(files, fc.nat(), fc.integer({ min: 0, max: 127 }), (text, place, to) => {
        const at = place % text.length;
        const changed = changedAt(text, at, to);
        const serial = /\d+(?= ; serial)/.exec(text);
        const isSerial = serial !== null && at >= serial.index && at < serial.index + serial[0].length;
        fc.pre(changed !== text && !isSerial);
        const isNote = text.slice(0, at).split('\n').length === 1 && !text.startsWith('{');
        const isJsonNote = at < text.indexOf('"holds"') && text.startsWith('{');
        const told = readPublished(changed);
        // What is said to people beside the entry's name may change; it is no part of what the file says.
        if (!isNote && !isJsonNote) expect(told?.intact ?? false).toBe(false);
        else expect(told === undefined || told.intact === (told.digest === readPublished(text)?.digest)).toBe(true);
      }),
      { numRuns: shareOf(1_000) },
    );
  });

  it('is no longer intact when something is added or the end is cut off', () => {
    fc.assert(
      fc.property(files, fc.string({ minLength: 1 }), (text, more) => {
        expect(readPublished(text + more)?.intact ?? false).toBe(false);
        expect(readPublished(text.slice(0, -1))?.intact ?? false).toBe(false);
      }),
      { numRuns: shareOf(100) },
    );
  });

  it('is recognised with other line ends, although it is not intact then', () => {
    const text = composeForwarders('a', 'bind', { domains: ['a.example'], addresses: ['10.0.0.1'], port: 53 });
    expect(readPublished(text.replaceAll('\n', '\r\n'))).toMatchObject({
      entry: 'a',
      values: ['10.0.0.1'],
      intact: false,
    });
  });

  it('of JSON is recognised in another layout, although it is not intact then', () => {
    const text = composeForwarders('a', 'json', { domains: ['a.example'], addresses: ['10.0.0.1'], port: 53 });
    const told = readPublished(JSON.stringify(JSON.parse(text)));
    expect(told).toMatchObject({ entry: 'a', values: ['10.0.0.1'], intact: false });
  });

  it('tells no value that is none, whatever somebody wrote into the header', () => {
    const text = composeForwarders('a', 'bind', { domains: ['a.example'], addresses: ['10.0.0.1'], port: 53 });
    const told = readPublished(text.replace('Holds: 10.0.0.1', 'Holds: 10.0.0.1 10.0.0.256.; FD00::1 b.example'));
    expect(told).toMatchObject({ values: ['10.0.0.1', 'b.example'], intact: false });
  });

  it('has the same digest for the same content, and another one for another', () => {
    const content = { domains: ['a.example'], addresses: ['10.0.0.1'], port: 53 };
    const digests = [content, { ...content }, { ...content, port: 54 }, { ...content, domains: ['b.example'] }].map(
      (each) => readPublished(composeForwarders('a', 'bind', each))?.digest,
    );
    expect(digests[0]).toBe(digests[1]);
    expect(new Set(digests).size).toBe(3);
  });
});

describe('any other text', () => {
  it('was not made by Waykeeper', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
        expect(readPublished(text)).toBeUndefined();
      }),
      { numRuns: shareOf(500) },
    );
  });

  it.each([
    '',
    '{}',
    '{ "waykeeper": null }',
    '{ "waykeeper": { "entry": 1, "holds": [], "digest": "x" } }',
    '{ "waykeeper": { "entry": "a b", "holds": [], "digest": "x" } }',
    '{ "waykeeper": { "entry": "a", "holds": [1], "digest": "x" } }',
    '[{ "waykeeper": {} }]',
    '# Made by Waykeeper from the entry a.\n',
    '# Made by Waykeeper from the entry a. x\n; Holds: 10.0.0.1\n# Digest: x\n',
  ])('such as %j is none of ours', (text) => {
    expect(readPublished(text)).toBeUndefined();
  });
});

describe('what cannot stand in a header', () => {
  const parts = { format: 'bind', entry: 'a', values: ['10.0.0.1'], body: '' } as const;

  it.each(['', 'a b', 'a\nserver=/x/', '-a', 'a'.repeat(65)])('is the entry %j', (entry) => {
    expect(() => composeFile({ ...parts, entry })).toThrow(/expected the name of an entry, found/);
  });

  it.each(['', 'a b', '10.0.0.1\n}', 'fe80::1%eth0'])('is the value %j', (value) => {
    expect(() => composeFile({ ...parts, values: [value] })).toThrow(UnprintableError);
  });

  it('is a JSON body that is no object over several lines', () => {
    expect(() => composeFile({ ...parts, format: 'json', body: '[]' })).toThrow(
      'expected a JSON object over several lines, found []',
    );
  });
});

describe('the serial of a policy zone', () => {
  const first = composeAnswers('a', 'rpz', RPZ, undefined, NOW);
  const later = NOW + 3_600_000;

  it('stays, and with it the whole text, while the zone says the same', () => {
    fc.assert(
      fc.property(zones, fc.nat(10_000_000_000), (content, passed) => {
        const text = composeAnswers('a', 'rpz', content, undefined, NOW);
        expect(composeAnswers('a', 'rpz', content, readPublished(text), NOW + passed)).toBe(text);
      }),
      { numRuns: shareOf(100) },
    );
  });

  it('grows with each change, the time too if it is later', () => {
    const changed = { ...RPZ, ttl: 61 };
    const second = readPublished(composeAnswers('a', 'rpz', changed, readPublished(first), NOW));
    expect(second?.serial).toBe(SECONDS + 1);
    expect(readPublished(composeAnswers('a', 'rpz', changed, readPublished(first), later))?.serial).toBe(later / 1_000);
  });

  it('grows when somebody changed the file by hand, and when the entry has another name', () => {
    const edited = readPublished(first.replace('10.0.2.19', '10.0.2.20'));
    expect(readPublished(composeAnswers('a', 'rpz', RPZ, edited, NOW))?.serial).toBe(SECONDS + 1);
    expect(readPublished(composeAnswers('b', 'rpz', RPZ, readPublished(first), NOW))?.serial).toBe(SECONDS + 1);
  });

  it('goes on from one that somebody raised by hand', () => {
    const raised = readPublished(first.replace(String(SECONDS), '2026010199'));
    expect(raised).toMatchObject({ serial: 2_026_010_199, intact: true });
    const changed = composeAnswers('a', 'rpz', { ...RPZ, ttl: 61 }, raised, later);
    expect(readPublished(changed)?.serial).toBe(2_026_010_200);
  });

  it('is none when it is too large', () => {
    expect(readPublished(first.replace(String(SECONDS), '9999999999'))?.serial).toBeUndefined();
  });

  it.each([
    ['one line', '@ IN SOA ns.corp.example. root.corp.example. 2026112101 60 30 604800 60\n@ IN NS ns.corp.example.\n'],
    [
      'several lines',
      '$TTL 60\n@ 3600 SOA ns root ( ; 2999999999\n\t2026112101\t; serial 2999999999\n 60 30 604800 60 )\n',
    ],
    [
      'lower case, a comment before',
      '; @ IN SOA a b 2999999999 1 1 1 1\nrpz. in soa ns. root\\;x. (2026112101 60 30 1 1)',
    ],
    ['a file of ours that lost its head', first.split('\n').slice(2).join('\n').replace(String(SECONDS), '2026112101')],
    ['two of them', '@ SOA a b 2026112100 1 1 1 1\n@ SOA a b 2026112101 1 1 1 1\n@ SOA a b 99999999999 1 1 1 1\n'],
  ])('goes on from that of a file that is taken over: %s', (_, text) => {
    const file = { to: 'rpz.zone', found: { text, version: 'v', modifiedAt: 0 } };
    const plan = planAnswersFile({ entry: 'a', adopt: true, file, now: NOW }, 'rpz', RPZ);
    const written = 'target' in plan && plan.target.kind === 'file' ? plan.target.text : '';
    expect(readPublished(written)).toMatchObject({ serial: 2_026_112_102, intact: true });
  });

  it('goes on from that of a file whose serial somebody wrote in another way', () => {
    const text = first.replace(`        ${SECONDS} ; serial`, '2026112101');
    const file = { to: 'rpz.zone', found: { text, version: 'v', modifiedAt: 0 } };
    const plan = planAnswersFile({ entry: 'a', adopt: false, file, now: NOW }, 'rpz', RPZ);
    expect(plan).toMatchObject({ reason: { code: 'FILE_EDITED' } });
    const written = 'target' in plan && plan.target.kind === 'file' ? plan.target.text : '';
    expect(readPublished(written)?.serial).toBe(2_026_112_102);
  });

  it('is that of the time when the file that is taken over has none', () => {
    const file = { to: 'rpz.zone', found: { text: 'SOA', version: 'v', modifiedAt: 0 } };
    const plan = planAnswersFile({ entry: 'a', adopt: true, file, now: NOW }, 'rpz', RPZ);
    const written = 'target' in plan && plan.target.kind === 'file' ? plan.target.text : '';
    expect(readPublished(written)?.serial).toBe(SECONDS);
  });

  it('is always after the previous one, and never before the time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 2 }), fc.integer({ min: 0, max: 4e12 }), (previous, now) => {
        const serial = nextSerial(previous, now);
        expect(serial).toBe(Math.max(previous + 1, Math.floor(now / 1_000)));
        expect(serial).toBeLessThan(2 ** 32);
      }),
      { numRuns: shareOf(100) },
    );
  });

  it('starts with the time, and after the largest one again with 1', () => {
    expect(nextSerial(undefined, NOW + 999)).toBe(SECONDS);
    expect(nextSerial(2 ** 32 - 1, NOW)).toBe(1);
  });
});
