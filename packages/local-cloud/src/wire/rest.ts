/** The REST protocols: members are bound to the path, the query string, headers and the body, as the model's traits say. */
import { AwsError } from './error.ts';
import { failJson, readJson, writeJson } from './json.ts';
import { type Bag, type Protocol, utf8, type WireRequest, type WireResponse } from './message.ts';
import { failBare, failXml, validationMessage } from './query.ts';
import { findRoute, routesOf } from './routes.ts';
import type { Model, OperationSchema, Shape } from './schema.ts';
import { fromText, toText } from './text.ts';
import { readXml, xmlElement } from './xml.ts';

/** How a body is written: the only difference between REST XML and REST JSON. */
interface BodyFormat {
  readonly contentType: string;
  /** Do payloads that are passed on as they are have that type too? Lambda's do; S3's have their own, or none. */
  readonly isRawTyped: boolean;
  read(shape: Shape, body: Uint8Array): Promise<unknown>;
  write(shape: Shape, value: Bag): string | Uint8Array;
}

type Labels = ReadonlyMap<string, string>;

/** A map that is spread over headers, such as S3's metadata; undefined when there is none. */
const readPrefixed = (prefix: string, { headers }: WireRequest): Record<string, string> | undefined => {
  const found = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith(prefix) && value !== undefined ? [[name.slice(prefix.length), value] as const] : [],
  );
  return found.length ? Object.fromEntries(found) : undefined;
};

/** The value of a member that stands outside the body, or undefined. */
const readBound = (name: string, member: Shape, request: WireRequest, labels: Labels): unknown => {
  const { httpLabel, httpHeader, httpQuery, httpPrefixHeaders } = member.getMergedTraits();
  if (httpPrefixHeaders) return readPrefixed(httpPrefixHeaders.toLowerCase(), request);
  if (httpQuery && member.isListSchema()) {
    const texts = request.query.getAll(httpQuery);
    return texts.length ? texts.map((text) => fromText(member.getValueSchema(), text, name)) : undefined;
  }
  const text = httpLabel
    ? labels.get(name)
    : httpHeader
      ? request.headers[httpHeader.toLowerCase()]
      : (httpQuery && request.query.get(httpQuery)) || undefined;
  return text === undefined ? undefined : fromText(member, text, name);
};

const payloadOf = (shape: Shape): [string, Shape] | undefined =>
  shape.structIterator().find(([, member]) => member.getMergedTraits().httpPayload);

const readBody = async (shape: Shape, body: Uint8Array, format: BodyFormat): Promise<Bag> => {
  const [name, member] = payloadOf(shape) ?? [];
  if (name && member?.isBlobSchema()) return { [name]: body };
  if (name && member?.isStringSchema()) return { [name]: utf8(body) };
  if (!body.byteLength) return {};
  const value = (await format.read(member ?? shape, body)) as Bag;
  return name ? { [name]: value } : value;
};

const readInput = async (shape: Shape, request: WireRequest, labels: Labels, format: BodyFormat): Promise<Bag> => {
  if (!shape.isStructSchema()) return {};
  const input = { ...(await readBody(shape, request.body, format)) };
  for (const [name, member] of shape.structIterator()) {
    const value = readBound(name, member, request, labels);
    if (value !== undefined) input[name] = value;
  }
  return input;
};

const prefixed = (prefix: string, map: object): Record<string, string> =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => [`${prefix}${name}`.toLowerCase(), String(value)]));

/** Whether all that an output can say stands outside the body: then S3 sends none. */
const isBodiless = (shape: Shape): boolean => {
  const members = [...shape.structIterator()].map(([, member]) => member.getMergedTraits());
  return members.length > 0 && members.every((traits) => traits.httpHeader || traits.httpPrefixHeaders);
};

/** Sorts the members of an output into headers, status and body. */
const bind = (shape: Shape, output: Bag) => {
  const [headers, body]: [Record<string, string>, Bag] = [{}, {}];
  let status: number | undefined;
  for (const [name, member] of shape.structIterator()) {
    const { httpHeader, httpPrefixHeaders, httpResponseCode } = member.getMergedTraits();
    const value = output[name];
    if (value === undefined || value === null) continue;
    if (httpPrefixHeaders) Object.assign(headers, prefixed(httpPrefixHeaders, value));
    else if (httpHeader) headers[httpHeader.toLowerCase()] = toText(member, value);
    else if (httpResponseCode) status = Number(value);
    else body[name] = value;
  }
  return { headers, status, body };
};

const writeOutput = (operation: OperationSchema, output: Bag, requestId: string, format: BodyFormat): WireResponse => {
  const shape = operation.output();
  const id = { 'x-amzn-requestid': requestId };
  const type = { 'content-type': format.contentType };
  const usual = operation.http?.[2] ?? 200;
  if (!shape.isStructSchema()) return { status: usual, headers: { ...id, ...type }, body: '' };
  const { headers, status = usual, body } = bind(shape, output);
  if (isBodiless(shape)) return { status, headers: { ...id, ...headers }, body: '' };
  const [name, member] = payloadOf(shape) ?? [];
  const value = name ? body[name] : body;
  if (member && !member.isStructSchema()) {
    const raw = (value ?? '') as string | Uint8Array;
    return { status, headers: { ...id, ...(format.isRawTyped ? type : {}), ...headers }, body: raw };
  }
  return {
    status,
    headers: { ...id, ...type, ...headers },
    body: format.write(member ?? shape, (value ?? {}) as Bag),
  };
};

const rest = (model: Model, format: BodyFormat): Pick<Protocol, 'read' | 'write'> => {
  const routes = routesOf(model.operations.values());
  return {
    async read(request) {
      const found = findRoute(routes, request);
      if (!found)
        throw new AwsError('UnknownOperationException', `No operation at ${request.method} ${request.path}`, 404);
      const input = await readInput(found.operation.input(), request, found.labels, format);
      return { operation: found.operation, input };
    },
    write: (operation, output, requestId) => writeOutput(operation, output, requestId, format),
  };
};

const malformed = (code: string, error: unknown): AwsError =>
  new AwsError(code, `The body cannot be read: ${error instanceof Error ? error.message : String(error)}`);

/** REST XML, of Route 53 and S3. */
export const restXml = (model: Model): Protocol => ({
  ...rest(model, {
    contentType: 'text/xml',
    isRawTyped: false,
    async read(shape, body) {
      try {
        return readXml(shape, body);
      } catch (error) {
        throw malformed('InvalidInput', error);
      }
    },
    write: (shape, value) => `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement(shape, value, model.xmlNamespace)}`,
  }),
  fail: (error, requestId) => (model.bareErrors ? failBare : failXml)(model, error, requestId),
  missing: (path) => new AwsError('InvalidInput', validationMessage(path)),
});

/** REST JSON, of Lambda. */
export const restJson = (model: Model): Protocol => ({
  ...rest(model, {
    contentType: 'application/json',
    isRawTyped: true,
    read: (shape, body) => readJson(shape, body, 'rest'),
    write: (shape, value) => writeJson(shape, value, 'rest'),
  }),
  fail: (error, requestId) => failJson(model, error, requestId, 'application/json'),
  missing: (path) => new AwsError('ValidationException', validationMessage(path)),
});
