/** From a template to plain resources in the order of creation: pure, and with all faults at once. */
import { createHash } from 'node:crypto';
import { holds, NO_VALUE, resolve, type Scope } from './intrinsics.ts';
import { type Identity, kinds, type Site, type StackResource } from './kinds.ts';
import { inOrder } from './order.ts';
import type { Properties } from './read.ts';
import { type Fault, type Resource, type Template, TemplateError } from './template.ts';

interface Reading {
  readonly template: Template;
  readonly site: Site;
  readonly identities: Map<string, Identity>;
  /** Names that are being evaluated, to find circles. */
  readonly open: Set<string>;
}

/** Reads a template for a site. Throws TemplateError with all faults: unknown types, properties, functions, references and circles. */
export const readStack = (template: Template, site: Site): readonly StackResource[] => {
  const reading: Reading = { template, site, identities: new Map(), open: new Set() };
  const faults: Fault[] = [];
  const edges = new Map<string, Set<string>>();
  const found: StackResource[] = [];
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    const kind = kinds[resource.Type];
    if (!kind) faults.push({ at: logicalId, message: unknownType(resource.Type) });
    else if (attempt(faults, logicalId, () => isWanted(reading, resource))) {
      const references = new Set([resource.DependsOn ?? []].flat());
      edges.set(logicalId, references);
      faults.push(...unknownProperties(logicalId, resource));
      const properties = kind.nameOnly ? {} : propertiesOf(reading, logicalId, resource, references, faults);
      const identity = attempt(faults, logicalId, () => identityOf(reading, logicalId));
      if (identity) found.push({ logicalId, type: resource.Type, properties, ...identity });
    }
  }
  if (faults.length > 0) throw new TemplateError(faults);
  return inOrder(found, edges);
};

const unknownType = (type: string): string =>
  `${type} is not supported by the local cloud; supported are ${Object.keys(kinds).join(', ')}`;

const attempt = <T>(faults: Fault[], at: string, work: () => T): T | undefined => {
  try {
    return work();
  } catch (error) {
    faults.push({ at, message: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
};

const isWanted = (reading: Reading, resource: Resource): boolean =>
  resource.Condition === undefined || scopeOf(reading).condition(resource.Condition);

const unknownProperties = (logicalId: string, { Type, Properties = {} }: Resource): Fault[] => {
  const kind = kinds[Type];
  if (!kind || kind.nameOnly) return [];
  const known = [...kind.acted, ...kind.inert];
  return Object.keys(Properties)
    .filter((name) => !known.includes(name))
    .map((name) => ({ at: `${logicalId}.${name}`, message: `not supported; ${Type} knows ${known.join(', ')}` }));
};

const propertiesOf = (
  reading: Reading,
  logicalId: string,
  { Properties = {} }: Resource,
  references: Set<string>,
  faults: Fault[],
): Properties => {
  const scope = scopeOf(reading, references);
  const resolved = Object.entries(Properties).map(([name, value]) => [
    name,
    attempt(faults, `${logicalId}.${name}`, () => resolve(value, scope)),
  ]);
  return Object.fromEntries(resolved.filter(([, value]) => value !== NO_VALUE && value !== undefined)) as Properties;
};

const scopeOf = (reading: Reading, references?: Set<string>): Scope => ({
  ref: (name) => {
    const parameter = parameterOf(reading, name);
    if (parameter !== undefined) return parameter;
    references?.add(name);
    return identityOf(reading, name).ref;
  },
  attribute: (logicalId, name) => {
    references?.add(logicalId);
    const { attributes } = identityOf(reading, logicalId);
    const value = attributes[name];
    if (value !== undefined) return value;
    throw new Error(`${logicalId} has no attribute ${name}; it has ${Object.keys(attributes).join(', ') || 'none'}`);
  },
  condition: (name) => {
    const condition = reading.template.Conditions?.[name];
    if (condition === undefined) throw new Error(`there is no condition ${name}`);
    return guarded(reading, `condition ${name}`, () => holds(condition, scopeOf(reading)));
  },
});

const parameterOf = ({ template, site }: Reading, name: string): unknown => {
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': site.accountId,
    'AWS::Region': site.region,
    'AWS::Partition': 'aws',
    'AWS::StackName': site.stackName,
    'AWS::StackId': `arn:aws:cloudformation:${site.region}:${site.accountId}:stack/${site.stackName}/local`,
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::NoValue': NO_VALUE,
  };
  if (Object.hasOwn(pseudo, name)) return pseudo[name];
  const parameter = template.Parameters?.[name];
  if (!parameter) return undefined;
  if (parameter.Default === undefined) throw new Error(`the parameter ${name} has no default`);
  const isList = parameter.Type === 'CommaDelimitedList' || parameter.Type?.startsWith('List<');
  return isList
    ? String(parameter.Default)
        .split(',')
        .map((each) => each.trim())
    : parameter.Default;
};

const identityOf = (reading: Reading, logicalId: string): Identity => {
  const known = reading.identities.get(logicalId);
  if (known) return known;
  const resource = reading.template.Resources[logicalId];
  if (!resource) throw new Error(`there is no parameter or resource ${logicalId}`);
  const kind = kinds[resource.Type];
  if (!kind) throw new Error(`it refers to ${logicalId}, whose type ${resource.Type} is not supported`);
  const identity = guarded(reading, logicalId, () => {
    if (!isWanted(reading, resource)) throw new Error(`${logicalId} is not created, since its condition is false`);
    const given = kind.named && resource.Properties?.[kind.named];
    const name = given ? resolve(given, scopeOf(reading)) : generatedName(reading.site, logicalId, resource);
    return kind.identity(String(name), reading.site);
  });
  reading.identities.set(logicalId, identity);
  return identity;
};

/** The shortest limit among the names of rules, functions, roles and queues. */
const NAME_LENGTH = 64;

/** CloudFormation's form of made-up names: stack, logical id, cut to fit, and a suffix. */
const generatedName = ({ stackName }: Site, logicalId: string, { Properties }: Resource): string => {
  const suffix = createHash('sha256').update(`${stackName}/${logicalId}`).digest('hex').slice(0, 12).toUpperCase();
  const fifo = Properties?.FifoQueue === true || Properties?.FifoQueue === 'true';
  const end = `-${suffix}${fifo ? '.fifo' : ''}`;
  return `${`${stackName}-${logicalId}`.slice(0, NAME_LENGTH - end.length)}${end}`;
};

const guarded = <T>({ open }: Reading, name: string, work: () => T): T => {
  if (open.has(name)) throw new Error(`${name} refers to itself by way of ${[...open].join(', ')}`);
  open.add(name);
  try {
    return work();
  } finally {
    open.delete(name);
  }
};
