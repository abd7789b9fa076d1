/** What people ask for by hand, in this process, of the example config and the world that it is about. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { world } from '../../../demo/world.ts';
import { parseConfig } from '../../../lib/config/parse.ts';
import type { Config } from '../../../lib/config/types.ts';
import type { Report } from '../../../lib/core/plan.ts';
import { printsOf } from '../../../lib/core/review.ts';
import { isRecordSetChange } from '../../../lib/dns/record-sets/types.ts';
import { askingByHand } from './support/by-hand.ts';

const FILE = join(import.meta.dirname, '../../../waykeeper.yml');
const CONFIG = parseConfig(readFileSync(FILE, 'utf8'), FILE);
const PLANNING: Config = { ...CONFIG, mode: { ...CONFIG.mode, dns: 'plan' } };

const { forget, writes, isIdle, ...byHand } = askingByHand(world);
const ask = (payload: unknown, config = CONFIG): Promise<readonly Report[]> => byHand.ask(payload, config);

const codesOf = (report: Report | undefined): string[] => report?.plan.findings.map(({ reason }) => reason.code) ?? [];

/** What Route 53 is told for each change. */
const writesOf = (report: Report | undefined) =>
  report?.plan.changes.filter(isRecordSetChange).map(({ writes }) => writes) ?? [];

describe('a controller that the config has in mode plan', () => {
  it('is not written for, and its report says so', async () => {
    const [report] = await ask({ mode: 'apply', controllers: ['dns'] }, PLANNING);
    expect(report).toMatchObject({ mode: 'plan', converged: false, outcomes: [] });
    expect(report?.plan.changes.length).toBeGreaterThan(0);
    expect(report?.plan.findings).toContainEqual({
      key: 'dns',
      severity: 'warning',
      reason: {
        code: 'MODE_IS_PLAN',
        message: 'the config has dns in mode plan, so that nothing was written for it',
      },
      remedy: 'set its mode to apply, or ask with "override": ["dns"]',
    });
    expect(writes()).toEqual([]);
  });

  it('is written for when its name is in override', async () => {
    const [report] = await ask({ mode: 'apply', controllers: ['dns'], override: ['dns'] }, PLANNING);
    expect(report).toMatchObject({ mode: 'apply', converged: true });
    expect(codesOf(report)).not.toContain('MODE_IS_PLAN');
    expect(writes()).toContain('ChangeResourceRecordSets');
  });

  it('says so of a run about one zone, too', async () => {
    const [report] = await ask({ mode: 'apply', only: ['Z0PRIVATES3EUWEST2'] }, PLANNING);
    expect(codesOf(report)).toContain('MODE_IS_PLAN');
    expect(writes()).toEqual([]);
  });

  it('says nothing of it when it was only asked to plan', async () => {
    const [report] = await ask({ controllers: ['dns'] }, PLANNING);
    expect(codesOf(report)).not.toContain('MODE_IS_PLAN');
  });
});

describe('a run about some names', () => {
  const keysOf = (report: Report | undefined): string[] => report?.plan.changes.map(({ key }) => key) ?? [];

  it('writes to one zone and nowhere else', async () => {
    const reports = await ask({ mode: 'apply', only: ['Z0PRIVATES3EUWEST2'] });
    expect(reports.map(({ controller }) => controller)).toEqual(['dns']);
    expect(reports[0]).toMatchObject({ mode: 'apply', converged: true, only: ['Z0PRIVATES3EUWEST2'] });
    expect(new Set(keysOf(reports[0]).map((key) => key.split('/')[0]))).toEqual(new Set(['Z0PRIVATES3EUWEST2']));
    expect(new Set(writes())).toEqual(new Set(['ChangeResourceRecordSets']));
  });

  it('plans one record set, and applies that one', async () => {
    const only = ['Z0PRIVATES3EUWEST2/s3.eu-west-2.amazonaws.com/A'];
    const [planned] = await ask({ only });
    expect(keysOf(planned)).toEqual(only);
    expect(keysOf((await ask({ mode: 'apply', only }))[0])).toEqual(only);
    expect((await ask({ only }))[0]).toMatchObject({ converged: true, plan: { changes: [] } });
    expect(keysOf((await ask({ only: ['Z0PRIVATES3EUWEST2'] }))[0]).length).toBeGreaterThan(0);
  });

  it('writes a published record set and its owner mark in one call', async () => {
    const [report] = await ask({ mode: 'apply', only: ['Z0CORPEXAMPLE/s3.forwarders.corp.example/A'] });
    expect(keysOf(report)).toEqual(['Z0CORPEXAMPLE/s3.forwarders.corp.example/A']);
    expect(writesOf(report)[0]?.map(({ action, record }) => `${action} ${record.name} ${record.type}`)).toEqual([
      'CREATE s3.forwarders.corp.example A',
      'CREATE _waykeeper.s3.forwarders.corp.example TXT',
    ]);
    expect(writes()).toEqual(['ChangeResourceRecordSets']);
  });

  it('writes one file', async () => {
    const only = ['s3://corp-dns/s3.conf'];
    expect(keysOf((await ask({ mode: 'apply', only }))[0])).toEqual(only);
    expect(writes()).toEqual(['PutObject']);
  });

  it('decides on the connections of one service', async () => {
    const [report] = await ask({ only: ['vpce-svc-0payments'] });
    expect(report).toMatchObject({ controller: 'connections' });
    expect(keysOf(report).length).toBeGreaterThan(0);
  });

  it('is refused when nothing goes by the name, with what could be named', async () => {
    const asked = ask({ mode: 'apply', only: ['rtb-0typo/0.0.0.0/0'] });
    await expect(asked).rejects.toThrow(
      /only: nothing of routes goes by rtb-0typo\/0\.0\.0\.0\/0.*name some of edge-firewall, /,
    );
    expect(writes()).toEqual([]);
  });
});

describe('a plan that was reviewed', () => {
  const only = ['Z0PRIVATES3EUWEST2'];

  it('is applied by its digest', async () => {
    const [planned] = await ask({ only });
    const [applied] = await ask({ mode: 'apply', only, expect: planned?.digest });
    expect(applied).toMatchObject({ digest: planned?.digest, converged: true, blocked: [] });
    expect(printsOf(applied?.plan.changes ?? [])).toEqual(printsOf(planned?.plan.changes ?? []));
    expect(planned?.plan.changes.length).toBeGreaterThan(0);
  });

  it('has a digest that outlives the time that it tells', async () => {
    const record = ['Z0CORPEXAMPLE/s3.forwarders.corp.example'];
    const [planned] = await ask({ only: record });
    await new Promise((resolve) => setTimeout(resolve, 5));
    const [applied] = await ask({ mode: 'apply', only: record, expect: planned?.digest });
    expect(writesOf(applied)).not.toEqual(writesOf(planned));
    expect(applied).toMatchObject({ converged: true, blocked: [] });
  });

  it('is not applied when the plan is another by then, and the answer says what differs', async () => {
    const [planned] = await ask({ only });
    await ask({ mode: 'apply', only: [`${only}/s3.eu-west-2.amazonaws.com/A`] });
    forget();
    const [refused] = await ask({ mode: 'apply', only, expect: planned?.digest });
    expect(refused).toMatchObject({
      converged: false,
      difference: { came: [], went: ['Z0PRIVATES3EUWEST2/s3.eu-west-2.amazonaws.com/A'], changed: [] },
      blocked: [{ unit: 'dns', reason: { code: 'PLAN_DIFFERS' } }],
    });
    expect(writes()).toEqual([]);
    expect((await ask({ mode: 'apply', only, expect: refused?.digest }))[0]).toMatchObject({ converged: true });
  });

  it('passes the guard, which holds the same changes of anybody who did not review them', async () => {
    const strict: Config = { ...CONFIG, guard: { ...CONFIG.guard, connections: { maxRevoke: 0 } } };
    const service = ['vpce-svc-0payments'];
    const [held] = await ask({ mode: 'apply', only: service }, strict);
    expect(held?.blocked).toMatchObject([{ reason: { code: 'TOO_MANY_REVOKED' } }]);
    const [planned] = await ask({ only: service }, strict);
    const [applied] = await ask({ mode: 'apply', only: service, expect: planned?.digest }, strict);
    expect(applied).toMatchObject({ converged: true, blocked: [] });
    expect(applied?.plan.changes.map(({ action }) => action)).toContain('revoke');
  });
});

describe('failback', () => {
  it('concerns routes alone', async () => {
    const reports = await ask({ failback: true });
    expect(reports.map(({ controller }) => controller)).toEqual(['routes']);
  });

  it('of everything that a run could do is refused before anything is read', async () => {
    await expect(ask({ mode: 'apply', failback: true })).rejects.toThrow('beside "apply", to say what to write for');
    expect(isIdle()).toBe(true);
  });
});

describe('with dns.network', () => {
  const [answers] = CONFIG.dns.answers;
  const update = {
    update: 'rpz',
    server: '192.0.2.1:53',
    zone: 'live.rpz',
    key: 'ssm:/k',
    ttl: 60,
    adopt: false,
  } as const;
  const network = { subnets: ['subnet-0a'], securityGroups: ['sg-0a'] };
  const dns = { ...CONFIG.dns, answers: answers ? [{ ...answers, publish: [update] }] : [] };
  const left = async (config: Config): Promise<string[]> => {
    const [report] = await ask({ mode: 'plan', controllers: ['dns'] }, config);
    const about = report?.plan.skips.filter(({ key }) => key.startsWith('192.0.2.1:53/')) ?? [];
    return about.map(({ reason }) => reason.code);
  };

  it('a run by hand stands outside, and leaves dynamic zones to the dns function', async () => {
    expect(await left({ ...CONFIG, dns: { ...dns, network } })).toEqual(['LEFT_TO_DNS_FUNCTION']);
    expect(await left({ ...CONFIG, dns })).toEqual(['ParameterNotFound']);
  });
});
