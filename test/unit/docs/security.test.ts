import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '../../../lib/config/parse.ts';
import { stackOf } from '../../../resources/stack.ts';
import { actionsOf, NAMES, statementsOf } from '../resources/support.ts';

const ROOT = join(import.meta.dirname, '../../..');

const config = parseConfig(
  readFileSync(join(ROOT, 'test/unit/config/support/everything.yml'), 'utf8'),
  'everything.yml',
);
const network = { subnets: ['subnet-0a'], securityGroups: ['sg-0a'] };
const mode = { connections: 'apply', dns: 'apply', routes: 'apply' } as const;
const everything = { ...config, mode, dns: { ...config.dns, network } };

const READS = /:(?:Describe|Get|List|Lookup)/;

/** What a role may write to all resources, by the stack of a config that asks for everything. */
const writesOnAll = (role: string): string[] =>
  actionsOf(statementsOf(stackOf(everything, NAMES), role).filter(({ Resource }) => Resource === '*')).filter(
    (action) => !READS.test(action),
  );

/** What SECURITY.md says of it, by role. */
const told = (): ReadonlyMap<string, readonly string[]> => {
  const text = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');
  const table = /<!-- writes on all resources.*?-->([\s\S]*?)<!-- end of writes -->/.exec(text)?.[1] ?? '';
  const rows = [...table.matchAll(/^\| (\w+) \| (.*) \|$/gm)];
  return new Map(rows.map(([, role = '', cell = '']) => [role, cell.match(/\b[a-z0-9]+:[A-Z]\w+/g) ?? []]));
};

describe('SECURITY.md', () => {
  it.each([...['connections', 'dns', 'routes', 'probe', 'reconcile']])(
    'names every write on all resources of the role of %s',
    (role) => {
      expect(told().get(role)?.toSorted() ?? []).toEqual(writesOnAll(role));
    },
  );
});
