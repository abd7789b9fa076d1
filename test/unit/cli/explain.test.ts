import { PassThrough } from 'node:stream';
import { parse } from 'yaml';
import { listedCodes } from '../../../cli/code-lists.ts';
import { explain } from '../../../cli/explain.ts';
import { explainKey, writableKeys } from '../../../cli/explain-key.ts';
import { exampleConfigs } from '../../../lib/config/every-key.ts';
import { rowOf as ofConnections } from '../../../lib/connections/codes.ts';
import { CORE_CODES } from '../../../lib/core/codes.ts';
import { commandFor } from '../../../lib/core/report/events.ts';
import { rowOf as ofDns } from '../../../lib/dns/codes.ts';
import { rowOf as ofRoutes } from '../../../lib/routes/codes.ts';

/** The lines of an answer, in a pipe or on a terminal of some width. */
const text = (what: string, columns?: number): string => {
  const out = Object.assign(new PassThrough(), columns === undefined ? {} : { isTTY: true, columns });
  return explain(what, out).text().join('\n');
};

describe('explain of a code', () => {
  it.each(listedCodes().map((listed) => [listed.code, listed.saidBy, listed] as const))(
    'says of %s of %s what it means and what to do',
    (code, saidBy, { row, key }) => {
      const said = text(code);
      expect(said).toContain(`${code} of ${saidBy}\n`);
      for (const part of [row.standing, row.remedy ?? '', `waykeeper describe ${key}`]) expect(said).toContain(part);
      expect(said.toLowerCase()).toContain(row.text.toLowerCase());
      if (row.command !== undefined) expect(said).toContain(commandFor(row.command, key));
    },
  );

  it('knows each code that a controller can say', () => {
    const known = listedCodes();
    for (const [saidBy, rowOf] of Object.entries({ connections: ofConnections, dns: ofDns, routes: ofRoutes })) {
      const own = known.filter((listed) => listed.saidBy === saidBy);
      expect(own.length).toBeGreaterThan(30);
      for (const { code, row } of own) expect(rowOf(code)).toEqual(row);
    }
    expect(known.filter(({ saidBy }) => saidBy === 'any controller').map(({ code }) => code)).toEqual(
      Object.keys(CORE_CODES),
    );
  });

  it('fills the parts of a key into commands that take them', () => {
    const kinds: Readonly<Record<string, RegExp>> = {
      '--route-table-id': /^(rtb-|<rtb-)/,
      '--subnet-ids': /^(subnet-|<subnet-)/,
      '--resolver-rule-id': /^rslvr-rr-/,
      '--vpc': /VPCId=vpc-/,
      '--vpc-id': /^vpc-/,
      '--service-id': /^vpce-svc-/,
      '--hosted-zone-id': /^Z/,
      '--filters': /^Name=vpc-id,Values=vpc-/,
    };
    const filled = listedCodes().flatMap(({ row, key }) =>
      /\{\w+\}/.test(row.command ?? '') ? [commandFor(row.command ?? '', key)] : [],
    );
    expect(filled.length).toBeGreaterThan(3);
    for (const command of filled) {
      const [, option = '', value = ''] =
        /(--[\w-]+) (?=\S*(?:rtb-0|subnet-0|rslvr-rr-0|vpc-0|vpce-svc-0|Z0))(\S+)/.exec(command) ?? [];
      expect(value).toMatch(kinds[option] ?? /^never$/);
    }
  });

  it('tells each meaning of a code that several controllers have', () => {
    expect(text('CLAIMED_TWICE').match(/^CLAIMED_TWICE of \w+$/gm)).toEqual([
      'CLAIMED_TWICE of connections',
      'CLAIMED_TWICE of dns',
      'CLAIMED_TWICE of routes',
    ]);
  });

  it('shows how to acknowledge what may be acknowledged, and only that', () => {
    const entry = /acknowledge {2}(acknowledge:\n.*)/.exec(text('SPLIT'))?.[1] ?? '';
    expect(parse(entry)).toMatchObject({ acknowledge: [{ code: 'SPLIT', key: 'rtb-0app/0.0.0.0/0' }] });
    expect(text('NONE_HEALTHY')).not.toContain('acknowledge:');
    expect(text('NONE_HEALTHY')).toContain('nobody can acknowledge it');
  });
});

describe('explain of a key', () => {
  const format = { keys: writableKeys(), example: exampleConfigs() };

  it.each(format.keys.map((key) => [key.path, key] as const))(
    'says of %s what it means, with an example',
    (path, key) => {
      const said = explainKey(key, format, new PassThrough()).text().join('\n');
      expect(said).toContain(`${path} `);
      expect(said).toContain(key.schema.description ?? 'no description');
      const example = parse(/\n {2}example {2,}([\s\S]*?)(\n\n|$)/.exec(said)?.[1] ?? '') as object;
      expect(Object.keys(example)).toEqual([path.split(/[.[]/)[0]]);
    },
  );

  it('may leave the numbers of entries out, have them, or be the end of the path', () => {
    for (const asked of [
      'dns.zones.records.to',
      'dns.zones[0].records[2].to',
      'dns.zones[].records[].to',
      'records.to',
    ]) {
      expect(text(asked)).toMatch(/^dns\.zones\[\]\.records\[\]\.to optional\n/);
    }
    expect(text('routes[0].appliances[1].interfaces.inside.tags')).toMatch(
      /^routes\[\]\.appliances\[\]\.interfaces\.\*\.tags /,
    );
  });

  it('is told from a code by its small letters', () => {
    expect(text('failback')).toMatch(/^routes\[\]\.failback optional/);
    expect(text('FAILBACK')).toMatch(/^FAILBACK of routes/);
    expect(text('claimed-twice')).toMatch(/^CLAIMED_TWICE of connections/);
  });

  it('says values, default and the keys below', () => {
    expect(text('holdDownSeconds')).toMatch(/values {3}a whole number of at least 1\n {2}default {2}300/);
    expect(text('routes.health.probe')).toContain('a mapping with tcp or http');
    expect(text('routes.health.probe')).toMatch(/ rise {2,}Good probes in a row/);
    expect(text('mode')).toContain('"plan" or "apply", or a mapping with connections, dns, routes');
    expect(text('version')).toMatch(/^version required\n/);
  });

  it('fits a narrow terminal, but for what cannot be wrapped', () => {
    const lines = text('guard.dns.maxRemovePercent', 60).split('\n');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60);
    expect(lines.length).toBeGreaterThan(text('guard.dns.maxRemovePercent').split('\n').length);
  });
});

describe('what explain does not know', () => {
  it.each([
    ['DEAD_ROUT', 'did you mean "DEAD_ROUTE"?'],
    ['dns.zone', 'did you mean "dns.zones"?'],
    ['holdDownSecond', 'did you mean "holdDownSeconds"?'],
    ['ThrottlingException', 'it may be a code that AWS answered with'],
    ['ttl', 'several keys are called ttl: name one of dns.zones[].records[].ttl, '],
    ['banana', 'there is no code and no key of the config called banana: docs/config.md lists the keys'],
  ])('is refused with what to do: %s', (what, sentence) => {
    expect(() => text(what)).toThrow(sentence);
  });
});

it('gives the same as JSON and as Markdown', () => {
  const out = new PassThrough();
  expect(explain('SPLIT', out).json()).toMatchObject({
    code: 'SPLIT',
    said: [{ by: 'routes', standing: 'stuck', severity: 'error' }],
  });
  expect(explain('SPLIT', out).markdown()).toContain('### `SPLIT` of routes');
  expect(explain('failback', out).json()).toMatchObject({
    path: 'routes[].failback',
    default: '"automatic"',
    keys: ['routes[].failback.window'],
  });
  expect(explain('failback', out).markdown()).toContain('### `routes[].failback`');
});
