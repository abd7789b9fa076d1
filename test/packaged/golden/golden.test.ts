/** Golden outputs: what must not change while files move and words change. Written anew with GOLDEN=write. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { planConnections } from '../../../lib/connections/plan.ts';
import type { Plan } from '../../../lib/core/plan.ts';
import { planDns } from '../../../lib/dns/parts.ts';
import { planRoutes } from '../../../lib/routes/plan.ts';
import type { Draw } from '../../unit/laws/support/random.ts';
import { dnsWorld } from '../../unit/laws/support/random-dns.ts';
import { publishingWorld } from '../../unit/laws/support/random-publishing.ts';
import { routeWorld } from '../../unit/laws/support/random-routes.ts';
import { randomWorld } from '../../unit/laws/support/random-sharing.ts';

const ROOT = join(import.meta.dirname, '../../..');
const FILE = join(import.meta.dirname, 'golden.json');
const WRITE = process.env.GOLDEN === 'write';
const golden: Record<string, unknown> = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {};

const check = (name: string, value: unknown): void => {
  if (WRITE) {
    golden[name] = value;
    writeFileSync(FILE, `${JSON.stringify(golden, null, 1)}\n`);
  }
  expect(value).toEqual(golden[name]);
};

/** What the contract promises of a plan: no field that only the code reads. */
const told = ({ controller, changes, skips, findings }: Plan): unknown => ({
  controller,
  changes: changes.map(({ action, key, before, after, reason }) => ({ action, key, before, after, reason })),
  skips: skips.map(({ key, reason }) => ({ key, reason })),
  findings: findings.map(({ key, severity, reason, remedy }) => ({ key, severity, reason, remedy })),
});

const hashes = (plan: (g: Draw) => Plan): string[] => {
  const found: string[] = [];
  const tell = (g: Draw): void => {
    found.push(
      createHash('sha256')
        .update(fc.stringify(told(plan(g))))
        .digest('hex')
        .slice(0, 12),
    );
  };
  fc.assert(fc.property(fc.gen(), tell), { seed: 20_261_128, numRuns: 150 });
  return found;
};

describe('golden', () => {
  it('plans of connections', () => {
    check(
      'connections',
      hashes((g) => {
        const { claims, observed } = randomWorld(g);
        return planConnections(claims, observed);
      }),
    );
  });

  it('plans of dns', () => {
    check(
      'dns',
      hashes((g) => {
        const { claims, observed } = dnsWorld(g);
        return planDns(claims, observed);
      }),
    );
  });

  it('plans of publishing', () => {
    check(
      'publishing',
      hashes((g) => {
        const { claims, observed } = publishingWorld(g);
        return planDns(claims, observed);
      }),
    );
  });

  it('plans of routes', () => {
    check(
      'routes',
      hashes((g) => {
        const { claims, observed } = routeWorld(g);
        return planRoutes(claims, observed);
      }),
    );
  });

  it('upper-case codes in lib', () => {
    const text = globSync('lib/**/*.ts', { cwd: ROOT }).map((file) => readFileSync(join(ROOT, file), 'utf8'));
    const codes = text.flatMap((one) => [...one.matchAll(/'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'/g)].map(([, it]) => it));
    check('codes', [...new Set(codes)].sort());
  });

  it('the packaged template', () => {
    const template = readFileSync(join(ROOT, '.serverless/cloudformation-template-update-stack.json'), 'utf8')
      .replaceAll(/serverless\/waykeeper\/prod\/[^/"]+/g, 'serverless/waykeeper/prod/TIME')
      .replaceAll(/"(CodeSha256|S3ObjectVersion)": "[^"]+"/g, '"$1": "…"');
    check('template', createHash('sha256').update(template).digest('hex'));
  });

  it('sizes of bundles', () => {
    const sizes = Object.fromEntries(
      globSync('dist/functions/*/*.cjs', { cwd: ROOT })
        .sort()
        .map((file) => [file, Math.round(statSync(join(ROOT, file)).size / 1000)]),
    );
    if (WRITE) return check('sizes', sizes);
    expect(Object.keys(sizes)).toEqual(Object.keys(golden.sizes as object));
    for (const [file, size] of Object.entries(sizes)) {
      const was = (golden.sizes as Record<string, number>)[file] ?? 0;
      expect([file, Math.abs(size - was) <= Math.max(2, was * 0.03)]).toEqual([file, true]);
    }
  });
});
