/** Files of forwarders: what is written, when addresses leave, and what is left alone. */

import { planForwarderFile } from '../../../../../lib/dns/publishing/targets/file.ts';
import type { ObservedFile, Source } from '../../../../../lib/dns/publishing/types.ts';
import { composeForwarders, readPublished } from '../../../../../lib/dns-files/header.ts';

const NOW = Date.UTC(2026, 10, 21);
const PULL = 120;
const TO = 's3://corp-dns/s3.conf';
const CONTENT = { domains: ['s3.corp.example'], port: 53 };
const servers = (from: number, many: number): string[] =>
  Array.from({ length: many }, (_, at) => `10.0.0.${from + at}`).sort();
const endpoint = (serving: readonly string[], id = 'rslvr-in-1'): Source => ({
  ...{ id, serving, doubtful: [], leaving: [], complete: true },
});

type Format = Parameters<typeof planForwarderFile>[1];
const planned = (source: Source, file: Omit<ObservedFile, 'to'>, format: Format = 'bind', adopt = false) =>
  planForwarderFile({ entry: 'onprem', adopt, file: { to: TO, ...file }, now: NOW }, format, source, CONTENT, PULL);

/** The file as a target holds it that was written some seconds ago. */
const held = (addresses: readonly string[], secondsAgo = 0, from = 'rslvr-in-1', format: Format = 'bind') => ({
  found: {
    text: composeForwarders('onprem', format, { ...CONTENT, addresses }, [from]),
    version: 'v1',
    modifiedAt: NOW - secondsAgo * 1_000,
  },
});

const textOf = (part: ReturnType<typeof planned>): string => {
  if (!('action' in part) || part.target.kind !== 'file') throw new Error(`expected a file, found ${part.reason.code}`);
  return part.target.text;
};

describe('a file of forwarders', () => {
  it('is made, and is in order while nothing changes', () => {
    const text = textOf(planned(endpoint(['10.0.0.1']), {}));
    expect(readPublished(text)).toMatchObject({
      entry: 'onprem',
      values: ['10.0.0.1'],
      from: ['rslvr-in-1'],
      intact: true,
    });
    const found = { text, version: 'v1', modifiedAt: NOW };
    expect(planned(endpoint(['10.0.0.1']), { found }).reason.code).toBe('IN_ORDER');
  });

  describe.each(['bind', 'json'] as const)('of format %s', (format) => {
    const [OURS, TEST] = ['111122223333/eu-west-2/prod', '111122223333/eu-west-2/test'];
    const source = endpoint(['10.0.0.1']);
    const made = (by: string | undefined, addresses: readonly string[] = ['10.0.0.1']) => ({
      text: composeForwarders('onprem', format, { ...CONTENT, addresses }, ['rslvr-in-1'], by),
      ...{ version: 'v1', modifiedAt: NOW },
    });
    const plannedBy = (by: string | undefined, found: ObservedFile['found'], adopt = false) =>
      planForwarderFile(
        {
          entry: 'onprem',
          ...(by === undefined ? {} : { by }),
          adopt,
          file: { to: TO, ...(found ? { found } : {}) },
          now: NOW,
        },
        ...([format, source, CONTENT, PULL] as const),
      );

    it('tells whose deployment made it', () => {
      expect(readPublished(textOf(plannedBy(OURS, undefined)))).toMatchObject({ by: OURS, intact: true });
      expect(plannedBy(OURS, made(OURS)).reason.code).toBe('IN_ORDER');
    });

    it('is left alone when another stage made it, whatever it holds, and taken over with adopt', () => {
      for (const addresses of [['10.0.0.1'], ['10.9.9.9']]) {
        const { reason } = plannedBy(OURS, made(TEST, addresses));
        expect(reason).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining(`onprem, by ${TEST}`) });
      }
      expect(readPublished(textOf(plannedBy(OURS, made(TEST), true)))?.by).toBe(OURS);
    });

    it('of the first release, which did not tell, is written once more and then in order', () => {
      const part = plannedBy(OURS, made(undefined));
      expect(part.reason.message).toContain('or its header');
      const text = textOf(part);
      expect(readPublished(text)).toMatchObject({ by: OURS, values: ['10.0.0.1'], intact: true });
      expect(plannedBy(OURS, { text, version: 'v2', modifiedAt: NOW }).reason.code).toBe('IN_ORDER');
    });
  });

  it('holds the addresses of a replaced endpoint until every server has fetched those of the new one', () => {
    const next = endpoint(['10.1.0.1'], 'rslvr-in-2');
    const both = textOf(planned(next, held(['10.0.0.1'], 999)));
    expect(readPublished(both)?.values).toEqual(['10.0.0.1', '10.1.0.1']);
    const written = (secondsAgo: number) => ({
      found: { text: both, version: 'v2', modifiedAt: NOW - secondsAgo * 1_000 },
    });
    expect(planned(next, written(PULL - 1)).reason.code).toBe('IN_ORDER');
    expect(readPublished(textOf(planned(next, written(PULL))))).toMatchObject({
      values: ['10.1.0.1'],
      from: ['rslvr-in-2'],
    });
  });

  it('gets as many of sixteen addresses as CoreDNS takes, and exchanges them one at a time', () => {
    const [old, fresh] = [servers(10, 8), endpoint(servers(20, 8), 'rslvr-in-2')];
    const first = textOf(planned(fresh, held(old, 999, 'rslvr-in-1', 'coredns'), 'coredns'));
    expect(readPublished(first)?.values).toHaveLength(15);
    const drained = { found: { text: first, version: 'v2', modifiedAt: NOW - PULL * 1_000 } };
    const second = readPublished(textOf(planned(fresh, drained, 'coredns')))?.values ?? [];
    expect(second).toHaveLength(15);
    expect(second).toEqual(expect.arrayContaining(fresh.serving as string[]));
  });

  it('is left alone where there is no folder for it, as in a function without a file system', () => {
    expect(planned(endpoint(['10.0.0.1']), { homeless: true }).reason.code).toBe('NO_FOLDER');
  });

  it('is left alone when somebody else made it, and taken over with adopt', () => {
    const found = { text: 'zone "x" {};\n', version: 'v1', modifiedAt: NOW };
    expect(planned(endpoint(['10.0.0.1']), { found }).reason.code).toBe('CONFLICT');
    expect(planned(endpoint(['10.0.0.1']), { found }, 'bind', true).reason.code).toBe('ADOPTED');
  });
});
