import { parseConfig } from '../../../lib/config/parse.ts';
import type { ControllerName } from '../../../lib/core/plan.ts';
import type { StackNames } from '../../../resources/names.ts';
import { type Stack, stackOf } from '../../../resources/stack.ts';

export const NAMES: StackNames = { prefix: 'waykeeper-prod', region: 'eu-west-2' };

export const CONTROLLERS: readonly ControllerName[] = ['connections', 'dns', 'routes'];

const SECTIONS: Readonly<Record<ControllerName, string>> = {
  connections: `connections:
  - name: payments
    services: { tags: { waykeeper: payments } }
    accept: [{ name: partners, accounts: ["111122223333"] }]
`,
  dns: `dns:
  zones:
    - { zone: Z0123456789ABCDEFGHIJ, endpoint: { id: vpce-0123456789abcdef0 } }
`,
  routes: `routes:
  - name: edge
    appliances: [{ name: fw-a, interface: eni-0123456789abcdef0 }, { name: fw-b, interface: eni-0fedcba9876543210 }]
    legs: [{ tables: { ids: [rtb-0123456789abcdef0] }, destinations: ["0.0.0.0/0"] }]
`,
};

/** The stack of a config that gives these controllers something to do. */
export const stackFor = (controllers: readonly ControllerName[], names = NAMES): Stack =>
  stackOf(parseConfig(`version: 1\n${controllers.map((name) => SECTIONS[name]).join('')}`, 'test.yml'), names);

export interface Resource {
  readonly id: string;
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

export const resourcesOf = ({ resources }: Stack, type?: string): Resource[] =>
  Object.entries(resources.Resources)
    .map(([id, { Type, Properties }]) => ({ id, Type, Properties: Properties as Resource['Properties'] }))
    .filter(({ Type }) => type === undefined || Type === type);

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** The statements of a role by the end of its name, such as `-routes`. */
export const statementsOf = (stack: Stack, role: string): Statement[] => {
  const found = resourcesOf(stack, 'AWS::IAM::Role').find(({ Properties }) =>
    String(Properties.RoleName).endsWith(`-${role}`),
  );
  const policies = (found?.Properties.Policies ?? []) as readonly {
    readonly PolicyDocument: { readonly Statement: readonly Statement[] };
  }[];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
};

export const actionsOf = (statements: readonly Statement[]): string[] =>
  statements.flatMap(({ Action }) => Action).toSorted();
