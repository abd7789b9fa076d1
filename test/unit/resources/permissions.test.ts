import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseConfig } from '../../../lib/config/parse.ts';
import { type Stack, stackOf } from '../../../resources/stack.ts';
import { actionsOf, CONTROLLERS, NAMES, stackFor, statementsOf } from './support.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** IAM's service prefix of each client. */
const PREFIXES: Readonly<Record<string, string>> = {
  'client-cloudwatch': 'cloudwatch',
  'client-ec2': 'ec2',
  'client-elastic-load-balancing-v2': 'elasticloadbalancing',
  'client-eventbridge': 'events',
  'client-organizations': 'organizations',
  'client-route-53': 'route53',
  'client-s3': 's3',
  'client-sqs': 'sqs',
  'client-ssm': 'ssm',
  'client-sts': 'sts',
};

/** Batch calls whose permission is that of the single call (service authorization reference, Amazon SQS). */
const SAME_AS: Readonly<Record<string, string>> = {
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

/** The calls of Resolver in a file: they are no SDK commands. Each has the IAM action of its name. */
const resolverCalls = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/callResolver(?:<\w+>)?\(\s*'(\w+)'/g)].map(
    ([, operation]) => `route53resolver:${operation}`,
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
  const all = [...actions, ...files.flatMap(resolverCalls)];
  return [...new Set(all.map((action) => SAME_AS[action] ?? action))].toSorted();
};

/** What only some configs ask for, by IAM prefix: the others' roles do not have it. */
const BY_CONFIG = /^(organizations|route53resolver|s3|ssm|sts|kms):/;

const always = (name: string): string[] => neededBy(name).filter((action) => !BY_CONFIG.test(action));

/** What Lambda does with the role on the function's behalf. */
const byLambda = (name: string): string[] => [
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  ...(name === 'reconcile' ? [] : ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage']),
];

const stack = stackFor(CONTROLLERS);

describe('the roles of connections and reconcile', () => {
  const asking = (organizations: string) =>
    stackOf(
      parseConfig(
        `{ version: 1, ${organizations} connections: [{ name: a, services: { id: vpce-svc-0a }, reject: [{ name: no, organizationalUnits: [ou-ab12-11111111] }] }] }`,
        'test.yml',
      ),
      NAMES,
    );
  const READER = 'arn:aws:iam::100000000001:role/organization-reader';

  it.each(['connections', 'reconcile'])('let %s ask AWS Organizations only where a rule of the config asks', (name) => {
    const may = (given: Stack): string[] =>
      actionsOf(statementsOf(given, name)).filter((action) => /^(sts|organizations):/.test(action));
    expect(may(stack)).toEqual([]);
    expect(may(asking(''))).toEqual(['organizations:ListParents']);
    const byRole = asking(`organizations: { role: "${READER}" },`);
    expect(may(byRole)).toEqual(['sts:AssumeRole']);
    expect(statementsOf(byRole, name)).toContainEqual({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: READER });
  });
});

const EVERYTHING_OF_DNS = `version: 1
dns:
  forwarders:
    - name: f
      domains: [s3.eu-west-2.amazonaws.com]
      from: { resolverEndpoint: rslvr-in-0123456789abcdef0 }
      publish: [{ resolverRule: rslvr-rr-0123456789abcdef0 }, { file: bind, to: "s3://corp-dns/s3.conf" }]
  answers:
    - name: a
      domains: [s3.eu-west-2.amazonaws.com]
      from: { endpoint: { id: vpce-0123456789abcdef0 }, as: name }
      publish: [{ update: rpz, server: "10.10.0.53:53", zone: rpz.corp.example, key: "ssm:/waykeeper/tsig" }]
`;

describe('the roles of dns and reconcile', () => {
  it.each(['dns', 'reconcile'])('let %s call all of Resolver, S3 and SSM that the ports call', (name) => {
    const calls = actionsIn(
      'lib/aws/route53resolver/resolver.ts',
      'lib/aws/s3/objects.ts',
      'lib/aws/ssm/parameters.ts',
    );
    expect(calls).toHaveLength(9);
    const stack = stackOf(parseConfig(EVERYTHING_OF_DNS, 'test.yml'), NAMES);
    const granted = actionsOf(statementsOf(stack, name)).filter((action) => BY_CONFIG.test(action));
    // No call needs the last two: S3 tells of absence only to who may list, and SSM decrypts in the caller's name.
    expect(granted).toEqual([...calls, 'kms:Decrypt', 's3:ListBucket'].toSorted());
  });
});

describe('the role of each function', () => {
  it.each([...CONTROLLERS, 'reconcile'])('of %s allows exactly the calls that its code makes', (name) => {
    const needed = always(name);
    expect(needed.length).toBeGreaterThan(2);
    expect(actionsOf(statementsOf(stack, name))).toEqual([...needed, ...byLambda(name)].toSorted());
  });

  it.each(CONTROLLERS)('of reconcile allows nothing of the others when the config has %s alone', (only) => {
    const alone = stackFor([only]);
    const mine = actionsOf(statementsOf(alone, 'reconcile'));
    const retrySoon = 'sqs:ChangeMessageVisibility';
    expect(mine).toEqual(
      [...always(only).filter((action) => action !== retrySoon), ...byLambda('reconcile')].toSorted(),
    );
  });

  it('names each action in full, and only allows', () => {
    for (const name of [...CONTROLLERS, 'reconcile', 'schedules']) {
      const statements = statementsOf(stack, name);
      for (const action of actionsOf(statements)) expect(action).toMatch(/^[a-z0-9]+:[A-Z][A-Za-z]+$/);
      expect(statements.map(({ Effect }) => Effect)).toEqual(statements.map(() => 'Allow'));
    }
  });

  it('of the schedules may send to the queues and do nothing else', () => {
    expect(statementsOf(stack, 'schedules')).toEqual([
      {
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Resource: ['ConnectionsQueue', 'DnsQueue', 'RoutesQueue'].map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] })),
      },
    ]);
  });

  it('reaches the function’s own queue, bus and log alone', () => {
    for (const name of CONTROLLERS) {
      const wide = statementsOf(stack, name).filter(({ Resource }) => Resource === '*');
      expect(actionsOf(wide).filter((action) => /^(sqs|events|logs|sns|iam):/.test(action))).toEqual([]);
    }
  });
});
