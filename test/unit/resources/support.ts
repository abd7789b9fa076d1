import { parseConfig } from '../../../lib/config/parse.ts';
import type { ControllerName } from '../../../lib/core/plan.ts';
import type { Statement } from '../../../resources/iam/policy.ts';
import type { StackNames } from '../../../resources/names.ts';
import { type Stack, stackOf } from '../../../resources/stack.ts';

export const NAMES: StackNames = { prefix: 'waykeeper-prod', stage: 'prod', region: 'eu-west-2' };

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
  stackOf(
    parseConfig(`version: 1\nmode: apply\n${controllers.map((name) => SECTIONS[name]).join('')}`, 'test.yml'),
    names,
  );

export interface Resource {
  readonly id: string;
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

export const resourcesOf = ({ resources }: Stack, type?: string): Resource[] =>
  Object.entries(resources.Resources)
    .map(([id, { Type, Properties }]) => ({ id, Type, Properties: Properties as Resource['Properties'] }))
    .filter(({ Type }) => type === undefined || Type === type);

/** The statements of a role by the end of its name, such as `-routes`: of its inline and of its managed policies. */
export const statementsOf = (stack: Stack, role: string): Statement[] => {
  const { ManagedPolicyArns = [], Policies = [] } = (resourcesOf(stack, 'AWS::IAM::Role').find(({ Properties }) =>
    String(Properties.RoleName).endsWith(`-${role}`),
  )?.Properties ?? {}) as {
    readonly ManagedPolicyArns?: readonly { readonly Ref: string }[];
    readonly Policies?: readonly Policy[];
  };
  const managed = ManagedPolicyArns.map(({ Ref }) => stack.resources.Resources[Ref]?.Properties as Policy);
  return [...managed, ...Policies].flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
};

interface Policy {
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
}

/** The actions that statements allow, each once and sorted. */
export const actionsOf = (statements: readonly Statement[]): string[] =>
  [...new Set(statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action))].toSorted();
