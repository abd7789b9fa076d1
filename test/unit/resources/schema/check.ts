/** What AWS's own resource schemas say against the resources of a template. */
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Property, PropertyType, Resource as ResourceSchema } from '@aws-cdk/service-spec-types';
import type { Resources } from '../../../../resources/types.ts';

/** Loading takes about a second, so that it is done once for all tests of a file. */
const spec = loadAwsServiceSpecSync();

/** The schema of a CloudFormation type. Throws when AWS has none of that name. */
export const schemaOf = (type: string): ResourceSchema => {
  const [schema] = spec.lookup('resource', 'cloudFormationType', 'equals', type);
  if (!schema) throw new Error(`AWS has no resource of type ${type}`);
  return schema;
};

/** Each unknown type or property, missing property and value of a wrong type, with its place. */
export const schemaProblems = (resources: Resources): string[] =>
  Object.entries(resources).flatMap(([id, { Type, Properties }]) =>
    propertyProblems(id, Properties, schemaOf(Type).properties),
  );

type Properties = Readonly<Record<string, Property>>;

const propertyProblems = (at: string, value: unknown, properties: Properties): string[] => {
  if (!isMapping(value)) return [`${at}: expected properties, found ${JSON.stringify(value)}`];
  const missing = Object.entries(properties).filter(([name, { required }]) => required && !(name in value));
  return [
    ...missing.map(([name]) => `${at}.${name}: it is required`),
    ...Object.entries(value).flatMap(([name, each]) => {
      const property = properties[name];
      return property
        ? valueProblems(`${at}.${name}`, each, property.type)
        : [`${at}.${name}: there is no such property`];
    }),
  ];
};

const valueProblems = (at: string, value: unknown, type: PropertyType): string[] => {
  if (isIntrinsic(value)) return [];
  switch (type.type) {
    case 'json':
      return [];
    case 'union': {
      const all = type.types.map((each) => valueProblems(at, value, each));
      return all.find((problems) => problems.length === 0) ?? all[0] ?? [];
    }
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((each, index) => valueProblems(`${at}[${index}]`, each, type.element))
        : wrong(at, 'a list', value);
    case 'map':
      return isMapping(value)
        ? Object.entries(value).flatMap(([key, each]) => valueProblems(`${at}.${key}`, each, type.element))
        : wrong(at, 'a mapping', value);
    case 'ref':
      return propertyProblems(at, value, spec.get('typeDefinition', type.reference).properties);
    case 'tag':
      return isMapping(value) && 'Key' in value && 'Value' in value ? [] : wrong(at, 'Key and Value', value);
    case 'string':
    case 'date-time':
      return typeof value === 'string' &&
        (!('allowedValues' in type) || (type.allowedValues ?? [value]).includes(value))
        ? []
        : wrong(at, 'a text that is allowed', value);
    case 'integer':
      return Number.isInteger(value) ? [] : wrong(at, 'a whole number', value);
    case 'number':
    case 'boolean':
      return typeof value === type.type ? [] : wrong(at, `a ${type.type}`, value);
    default:
      return wrong(at, type.type, value);
  }
};

const wrong = (at: string, expected: string, value: unknown): string[] => [
  `${at}: expected ${expected}, found ${JSON.stringify(value)}`,
];

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What CloudFormation makes a value of: of which type is known only then. */
const isIntrinsic = (value: unknown): boolean =>
  isMapping(value) && Object.keys(value).length === 1 && /^(Ref|Fn::\w+)$/.test(Object.keys(value)[0] ?? '');
