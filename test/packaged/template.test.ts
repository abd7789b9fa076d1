import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../lib/config/types.ts';
import { stackOf } from '../../resources/stack.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string): unknown => {
  const path = join(ROOT, file);
  if (!existsSync(path)) throw new Error(`${path} is missing: run npm run package first`);
  return JSON.parse(readFileSync(path, 'utf8'));
};

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** What `npm test` packages before the tests run. */
const template = (): Readonly<Record<string, Resource>> =>
  (read('.serverless/cloudformation-template-update-stack.json') as { readonly Resources: Record<string, Resource> })
    .Resources;
const stack = () =>
  stackOf(read('dist/config.json') as Config, { prefix: 'waykeeper-prod', stage: 'prod', region: 'eu-west-2' });

const ofType = (type: string): Resource[] => Object.values(template()).filter(({ Type }) => Type === type);

describe('the packaged template', () => {
  it('holds every resource of the generated half as it was generated', () => {
    expect(template()).toMatchObject(stack().resources.Resources);
  });

  it('holds one function for each generated one, with its own role, and without a role of osls’s making', () => {
    const roles = ofType('AWS::IAM::Role').map(({ Properties }) => String(Properties.RoleName));
    const others = roles.filter((name) => /-(schedules|pipe|notices|notices-rule)$/.test(name));
    expect(roles).toHaveLength(Object.keys(stack().functions).length + others.length);
    const deployed = ofType('AWS::Lambda::Function').map(({ Properties }) => Properties);
    expect(deployed.map((it) => it.FunctionName).toSorted()).toEqual(
      ['connections', 'dns', 'reconcile', 'routes'].map((name) => `waykeeper-prod-${name}`),
    );
    for (const it of deployed) expect(it).toMatchObject({ Runtime: 'nodejs24.x', Timeout: 60 });
    for (const it of deployed) expect(it).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  it('wakes each function from its queue in batches of ten, of which single ones may come back', () => {
    const mappings = ofType('AWS::Lambda::EventSourceMapping').map(({ Properties }) => Properties);
    expect(mappings).toHaveLength(3);
    for (const mapping of mappings) {
      expect(mapping).toMatchObject({
        BatchSize: 10,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        Enabled: true,
      });
    }
  });

  it('keeps logs for a limited time, in groups that the roles may write to', () => {
    const groups = ofType('AWS::Logs::LogGroup').map(({ Properties }) => Properties);
    expect(groups).toHaveLength(4);
    for (const group of groups) expect(group).toMatchObject({ RetentionInDays: 90 });
  });
});
