import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseConfig } from '../../../lib/config/parse.ts';
import type { Caller } from '../../../resources/iam/permission.ts';
import { PERMISSIONS } from '../../../resources/iam/table.ts';
import { sourcesIn } from '../../../scripts/sources.ts';
import { CONTROLLERS, NAMES } from './support.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** IAM's service prefix of each client. */
const PREFIXES: Readonly<Record<string, string>> = {
  'client-auto-scaling': 'autoscaling',
  'client-cloudtrail': 'cloudtrail',
  'client-cloudwatch': 'cloudwatch',
  'client-ec2': 'ec2',
  'client-elastic-load-balancing-v2': 'elasticloadbalancing',
  'client-eventbridge': 'events',
  'client-lambda': 'lambda',
  'client-organizations': 'organizations',
  'client-route-53': 'route53',
  'client-s3': 's3',
  'client-sqs': 'sqs',
  'client-ssm': 'ssm',
  'client-sts': 'sts',
};

/** Calls whose permission has another name (service authorization reference, AWS Lambda, Amazon S3 and Amazon SQS). */
const SAME_AS: Readonly<Record<string, string>> = {
  'lambda:Invoke': 'lambda:InvokeFunction',
  's3:ListBuckets': 's3:ListAllMyBuckets',
  'sqs:ChangeMessageVisibilityBatch': 'sqs:ChangeMessageVisibility',
};

interface Import {
  readonly from: string;
  readonly names: readonly string[];
}

/** What a file imports as values, statically: types load nothing. */
const importsOf = (file: string): Import[] =>
  [
    ...readFileSync(file, 'utf8').matchAll(/^import (?!type )(?:([\w$]+),? ?)?(?:\{([^}]*)\} )?(?:from )?'([^']+)';/gm),
  ].map(([, , names = '', from = '']) => ({
    from,
    names: names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type ')),
  }));

/** The clients that a file loads when it needs them; the config override is loaded by the environment's wish alone. */
const loadedBy = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/import\('(\.\.?\/lazy\/[^']+)'\)/g)].flatMap(([, from]) => from ?? []);

/** All files of the project that a file loads, itself included. */
const graphOf = (file: string, seen = new Set<string>()): ReadonlySet<string> => {
  if (seen.has(file)) return seen;
  seen.add(file);
  const own = importsOf(file).flatMap(({ from }) => (from.startsWith('.') ? from : []));
  for (const from of [...own, ...loadedBy(file)]) graphOf(join(dirname(file), from), seen);
  return seen;
};

/** The calls of Resolver and Profiles in a file: they are no SDK commands. Each has the IAM action of its name. */
const otherCalls = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/call(Resolver|Profiles)(?:<\w+>)?\(\s*'(\w+)'/g)].map(
    ([, service = '', operation]) => `route53${service.toLowerCase()}:${operation}`,
  );

/** The IAM actions that the calls in a function's import graph need. */
const neededBy = (name: string): string[] => actionsIn(`functions/${name}.ts`);

const actionsIn = (...roots: readonly string[]): string[] => {
  const files = [...new Set(roots.flatMap((root) => [...graphOf(join(ROOT, root))]))];
  const actions = files.flatMap((file) =>
    importsOf(file)
      .filter(({ from }) => from.startsWith('@aws-sdk/client-'))
      .flatMap(({ from, names }) => {
        const prefix = PREFIXES[from.replace('@aws-sdk/', '')];
        if (prefix === undefined) throw new Error(`${relative(ROOT, file)}: what is the IAM prefix of ${from}?`);
        return names.flatMap((it) => (it.endsWith('Command') ? `${prefix}:${it.replace(/Command$/, '')}` : []));
      }),
  );
  const all = [...actions, ...files.flatMap(otherCalls)];
  return [...new Set(all.map((action) => SAME_AS[action] ?? action))].toSorted();
};

/** Actions of rows that no call sends: what event source mappings do, and what S3, SQS and Parameter Store ask in the caller's name. */
const NOT_CALLED = [
  'kms:Decrypt',
  'kms:GenerateDataKey',
  's3:ListBucket',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:ReceiveMessage',
];

const allowedTo = (caller: Caller): string[] => {
  const rows = PERMISSIONS.filter(({ callers }) => callers.includes(caller));
  return [...new Set(rows.flatMap(({ actions }) => actions))].toSorted();
};

describe('the table of permissions', () => {
  it.each(CONTROLLERS)('has a row for each call of %s, and no row without a call', (name) => {
    const needed = neededBy(name);
    expect(needed.length).toBeGreaterThan(2);
    expect(allowedTo(name).filter((action) => !NOT_CALLED.includes(action))).toEqual(needed);
  });

  it('has no row of the probe without a call', () => {
    // Its files of lib/aws hold calls of the routes controller, too.
    const needed = neededBy('probe');
    expect(allowedTo('probe').length).toBeGreaterThan(2);
    expect(allowedTo('probe').filter((action) => ![...needed, ...NOT_CALLED].includes(action))).toEqual([]);
  });

  it('has a row for each call of lib/aws, but for those that the command alone makes with the rights of who calls it', () => {
    const all = actionsIn(...sourcesIn('lib/aws/**/*.ts').map(({ file }) => file));
    expect(all.length).toBeGreaterThan(40);
    const rows = new Set(PERMISSIONS.flatMap(({ actions }) => actions));
    expect(all.filter((action) => !rows.has(action))).toEqual([
      'lambda:GetFunction',
      'lambda:InvokeFunction',
      's3:GetBucketPolicy',
      's3:ListAllMyBuckets',
      'sts:GetCallerIdentity',
    ]);
  });

  it('says why of each row that stands on more than the config names', () => {
    const file = join(ROOT, 'test/unit/config/support/everything.yml');
    const everything = parseConfig(readFileSync(file, 'utf8'), file);
    const isWide = (resource: unknown): boolean => /^"\*"$|\/\*"\}$|:\*:/.test(JSON.stringify(resource));
    const narrowed = (condition: object | undefined): boolean =>
      JSON.stringify(condition ?? {}).includes('ResourceTag');
    const wide = PERMISSIONS.filter(({ on }) =>
      on(everything, NAMES).some(({ resources, condition }) => resources.some(isWide) && !narrowed(condition)),
    );
    expect(wide.length).toBeGreaterThan(10);
    expect(wide.filter((row) => row.wide === undefined).map(({ sid }) => sid)).toEqual([]);
  });

  it('has no row that no config has something for', () => {
    const file = join(ROOT, 'test/unit/config/support/everything.yml');
    const { organizations: _, ...everything } = parseConfig(readFileSync(file, 'utf8'), file);
    const fixing = { ...everything, routes: everything.routes.map((one) => ({ ...one, fixSourceDestCheck: true })) };
    const rules = ['a', 'b', 'c'].map((end) => ({ resolverRule: `rslvr-rr-${end}` }));
    const many = {
      ...everything.dns,
      zones: everything.dns.zones.flatMap((one) => [
        one,
        { ...one, zone: `${one.zone}1` },
        { ...one, zone: `${one.zone}2` },
      ]),
      forwarders: everything.dns.forwarders.map((one) => ({ ...one, publish: rules })),
    };
    const aliases = everything.dns.zones.map((one) => ({
      ...one,
      records: one.records.filter(({ to }) => to !== 'addresses'),
    }));
    const encrypted = { ...everything, encryption: { key: 'arn:aws:kms:eu-west-2:111122223333:key/0a1b' } };
    const configs = [
      parseConfig(readFileSync(file, 'utf8'), file),
      everything,
      encrypted,
      fixing,
      { ...everything, dns: many },
      { ...everything, dns: { ...everything.dns, zones: aliases } },
    ];
    const unused = PERMISSIONS.filter(({ on }) =>
      configs.every((config) => on(config, { ...NAMES, configFrom: '/waykeeper/config' }).length === 0),
    );
    expect(unused.map(({ sid }) => sid)).toEqual([]);
  });

  it('names each row and each action in full', () => {
    const sids = PERMISSIONS.map(({ sid }) => sid);
    expect(new Set(sids).size).toBe(sids.length);
    for (const sid of sids) expect(sid).toMatch(/^[A-Za-z]+$/);
    for (const { actions } of PERMISSIONS) {
      for (const action of actions) expect(action).toMatch(/^[a-z0-9]+:[A-Z][A-Za-z0-9]+$/);
    }
  });
});
