/**
 * Reads the Smithy model that each AWS SDK client carries. Every client exports one schema per operation, as
 * `DescribeRouteTables$` = [9, namespace, name, traits, input, output], and one per error, as [-3, namespace, name, traits, …].
 * The client itself reads and writes its own half of the wire with them; the local cloud does the other half.
 */
import { NormalizedSchema } from '@smithy/core/schema';

export type Shape = NormalizedSchema;
type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];
type Traits = ReturnType<NormalizedSchema['getMergedTraits']>;

export interface OperationSchema {
  readonly name: string;
  readonly input: () => Shape;
  readonly output: () => Shape;
  /** HTTP method, path pattern and status of a REST operation. */
  readonly http?: readonly [method: string, path: string, status: number];
}

interface ErrorSchema {
  readonly name: string;
  readonly shape: () => Shape;
  readonly status?: number;
  /** The code that the query protocol uses for it, where that differs from the name. */
  readonly queryCode?: string;
}

/** The protocol that a client speaks by itself; other clients (the AWS CLI, boto3) may choose another one of the service. */
export type NativeWire = 'ec2Query' | 'awsQuery' | 'awsJson' | 'restXml' | 'restJson';

export interface Model {
  readonly wire: NativeWire;
  readonly jsonVersion: '1.0' | '1.1';
  readonly xmlNamespace: string;
  /** The service also speaks the query protocol, and says the query code of an error in a header (SQS, CloudWatch). */
  readonly queryCompatible: boolean;
  /** Errors stand in the body without anything around them: `noErrorWrapping` of S3's model, which its client does not carry. */
  readonly bareErrors: boolean;
  /** Empty for a client from before SDK 3.900, which exports no schemas. */
  readonly operations: ReadonlyMap<string, OperationSchema>;
  /** The modelled error of that name or query code. */
  error(code: string): ErrorSchema | undefined;
}

interface ClientProtocol {
  getShapeId(): string;
  readonly options?: { readonly xmlNamespace?: string; readonly serviceTarget?: string };
  readonly awsQueryCompatible?: boolean;
}
type ClientClass = new (config: object) => { readonly config: { readonly protocol?: ClientProtocol } };

/** The protocol object inside the one client class of an SDK module. Throws when the module has no such class. */
const clientProtocol = (module: object): ClientProtocol | undefined => {
  const found = Object.entries(module).find(([name]) => name.endsWith('Client') && name !== '__Client')?.[1];
  if (typeof found !== 'function')
    throw new TypeError('Expected the module namespace of an AWS SDK client, found no …Client class in it.');
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new (found as ClientClass)({ region: 'us-east-1', credentials }).config.protocol;
};

const traitsOf = (traits: unknown): Traits => (typeof traits === 'object' && traits !== null ? (traits as Traits) : {});
const lazily = (ref: unknown) => () => NormalizedSchema.of(ref as SchemaRef);

const operationOf = ([, , name, traits, input, output]: readonly unknown[]): OperationSchema => {
  const { http } = traitsOf(traits);
  return { name: String(name), input: lazily(input), output: lazily(output), ...(http ? { http } : {}) };
};

const errorOf = (schema: readonly unknown[]): ErrorSchema => {
  const { httpError, awsQueryError } = traitsOf(schema[3]) as { httpError?: number; awsQueryError?: [string, number] };
  const status = httpError ?? awsQueryError?.[1];
  return {
    name: String(schema[2]),
    shape: lazily(schema),
    ...(status ? { status } : {}),
    ...(awsQueryError ? { queryCode: awsQueryError[0] } : {}),
  };
};

const wireOf = (shapeId: string): NativeWire => {
  if (shapeId.startsWith('awsJson')) return 'awsJson';
  if (shapeId === 'restJson1') return 'restJson';
  return shapeId as NativeWire;
};

/** Reads the model of a service from the module namespace of its SDK client. */
export const readModel = (module: object): Model => {
  const protocol = clientProtocol(module);
  const shapeId = protocol?.getShapeId().split('#')[1] ?? 'awsJson1_1';
  const schemas = Object.values(module).filter((value): value is readonly unknown[] => Array.isArray(value));
  const operations = schemas.filter(([kind]) => kind === 9).map(operationOf);
  const errors = schemas.filter(([kind]) => kind === -3).map(errorOf);
  return {
    wire: wireOf(shapeId),
    jsonVersion: shapeId === 'awsJson1_0' ? '1.0' : '1.1',
    xmlNamespace: protocol?.options?.xmlNamespace ?? '',
    queryCompatible: protocol?.awsQueryCompatible ?? false,
    bareErrors: protocol?.options?.serviceTarget === 'AmazonS3',
    operations: new Map(operations.map((operation) => [operation.name, operation])),
    error: (code) => errors.find(({ name, queryCode }) => name === code || queryCode === code),
  };
};
