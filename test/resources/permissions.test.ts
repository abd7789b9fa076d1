import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseConfig } from '../../lib/config/parse.ts';
import { type Stack, stackOf } from '../../resources/stack.ts';
import { actionsOf, CONTROLLERS, NAMES, stackFor, statementsOf } from './support.ts';

const ROOT = join(import.meta.dirname, '../..');

/** IAM's service prefix of each client. */
const PREFIXES: Readonly<Record<string, string>> = {
  'client-cloudwatch': 'cloudwatch',
  'client-ec2': 'ec2',
  'client-elastic-load-balancing-v2': 'elasticloadbalancing',
  'client-eventbridge': 'events',
  'client-route-53': 'route53',
  'client-sqs': 'sqs',
  'client-ssm': 'ssm',
};

/** Batch calls whose permission is that of the single call (service authorization reference, Amazon SQS). */
const SAME_AS: Readonly<Record<string, string>> = {
  'sqs:ChangeMessageVisibilityBatch': 'sqs:ChangeMessageVisibility',
};

interface Import {
  readonly from: string;
  readonly names: readonly string[];
}

/** What a file imports as values, statically: types and dynamic imports (the config override) load nothing. */
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

/** All files of the project that a file loads, itself included. */
const graphOf = (file: string, seen = new Set<string>()): ReadonlySet<string> => {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const { from } of importsOf(file).filter((it) => it.from.startsWith('.')))
    graphOf(join(dirname(file), from), seen);
  return seen;
};

/** The IAM actions that the SDK commands in a function's import graph need. */
const neededBy = (name: string): string[] => {
  const files = [...graphOf(join(ROOT, 'functions', `${name}.ts`))];
  const actions = files.flatMap((file) =>
    importsOf(file)
      .filter(({ from }) => from.startsWith('@aws-sdk/client-'))
      .flatMap(({ from, names }) => {
        const prefix = PREFIXES[from.replace('@aws-sdk/', '')];
        if (prefix === undefined) throw new Error(`${relative(ROOT, file)}: what is the IAM prefix of ${from}?`);
        return names.flatMap((it) => (it.endsWith('Command') ? `${prefix}:${it.replace(/Command$/, '')}` : []));
      }),
  );
  return [...new Set(actions.map((action) => SAME_AS[action] ?? action))].toSorted();
};

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

describe('the role of each function', () => {
  it.each([...CONTROLLERS, 'reconcile'])('of %s allows exactly the calls that its code makes', (name) => {
    const needed = neededBy(name);
    expect(needed.length).toBeGreaterThan(2);
    expect(actionsOf(statementsOf(stack, name))).toEqual([...needed, ...byLambda(name)].toSorted());
  });

  it.each(CONTROLLERS)('of reconcile allows nothing of the others when the config has %s alone', (only) => {
    const alone = stackFor([only]);
    const mine = actionsOf(statementsOf(alone, 'reconcile'));
    const hurry = 'sqs:ChangeMessageVisibility';
    expect(mine).toEqual([...neededBy(only).filter((action) => action !== hurry), ...byLambda('reconcile')].toSorted());
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
