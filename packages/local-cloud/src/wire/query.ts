/** The query protocols: a form in, XML out. EC2 speaks a dialect of its own; SNS and STS speak the common one. */
import { AwsError } from './error.ts';
import { formKey, formTree, readForm } from './form.ts';
import { type Bag, type Protocol, utf8, type WireRequest } from './message.ts';
import type { Model, OperationSchema, Shape } from './schema.ts';
import { escapeXml, xmlMembers, xmlResponse } from './xml.ts';

const formOf = (request: WireRequest): URLSearchParams => {
  const body = utf8(request.body);
  return body ? new URLSearchParams(body) : request.query;
};

/** The operation that a form names. Throws MissingAction or InvalidAction. */
const actionOf = (model: Model, form: URLSearchParams): OperationSchema => {
  const action = form.get('Action');
  if (!action) throw new AwsError('MissingAction', 'The request is missing an action or a required parameter.');
  const operation = model.operations.get(action);
  if (!operation) throw new AwsError('InvalidAction', `The action ${action} is not valid for this web service.`);
  return operation;
};

const envelopeKeys = /^(Action|Version|AUTHPARAMS|X-Amz-.*)$/;

/** EC2 refuses parameters that it does not know, where the common query protocol ignores them. */
const refuseUnknown = (shape: Shape, keys: Iterable<string>): void => {
  const members = shape.isStructSchema() ? [...shape.structIterator()] : [];
  const known = new Set(members.map(([name, member]) => formKey(name, member, true)));
  for (const key of keys) {
    if (known.has(key) || envelopeKeys.test(key)) continue;
    throw new AwsError('UnknownParameter', `The parameter ${key} is not recognized`);
  }
};

const idHeader = (requestId: string) => ({ 'x-amzn-requestid': requestId });

/** EC2's dialect: capitalised names, flat lists, no result element, errors in a list. */
export const ec2Query = (model: Model): Protocol => ({
  async read(request) {
    const form = formOf(request);
    const operation = actionOf(model, form);
    const tree = formTree(form);
    refuseUnknown(operation.input(), tree.children.keys());
    return { operation, input: (readForm(operation.input(), tree, true) ?? {}) as Bag };
  },
  write({ name, output }, value, requestId) {
    const members = output().isStructSchema() ? xmlMembers(output(), value) : '<return>true</return>';
    const body = `<requestId>${requestId}</requestId>${members}`;
    return xmlResponse(
      `<${name}Response xmlns="${model.xmlNamespace}">${body}</${name}Response>`,
      200,
      idHeader(requestId),
    );
  },
  fail(error, requestId) {
    const text = `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>`;
    const body = `<Errors><Error>${text}</Error></Errors><RequestID>${requestId}</RequestID>`;
    return xmlResponse(`<Response>${body}</Response>`, error.status, idHeader(requestId));
  },
  missing: (path) => new AwsError('MissingParameter', `The request must contain the parameter ${path}`),
});

/** The common query protocol, of SNS, STS and others. */
export const awsQuery = (model: Model): Protocol => ({
  async read(request) {
    const form = formOf(request);
    const operation = actionOf(model, form);
    return { operation, input: (readForm(operation.input(), formTree(form), false) ?? {}) as Bag };
  },
  write({ name, output }, value, requestId) {
    const result = output().isStructSchema() ? `<${name}Result>${xmlMembers(output(), value)}</${name}Result>` : '';
    const body = `${result}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
    return xmlResponse(
      `<${name}Response xmlns="${model.xmlNamespace}">${body}</${name}Response>`,
      200,
      idHeader(requestId),
    );
  },
  fail: (error, requestId) => failXml(model, error, requestId),
  missing: (path) => new AwsError('ValidationError', validationMessage(path)),
});

/** An error as the common query protocol and REST XML write it, with the further members that its schema models. */
export const failXml = (model: Model, error: AwsError, requestId: string) => {
  const schema = model.error(error.code);
  const status = schema?.status ?? error.status;
  const kind = status < 500 ? 'Sender' : 'Receiver';
  const code = model.wire === 'restXml' ? (schema?.name ?? error.code) : (schema?.queryCode ?? error.code);
  const text = `<Code>${escapeXml(code)}</Code><Message>${escapeXml(error.message)}</Message>`;
  const extra = schema ? xmlMembers(schema.shape(), error.extra) : '';
  const body = `<Error><Type>${kind}</Type>${text}${extra}</Error><RequestId>${requestId}</RequestId>`;
  return xmlResponse(
    `<ErrorResponse xmlns="${model.xmlNamespace}">${body}</ErrorResponse>`,
    status,
    idHeader(requestId),
  );
};

/** An error as S3 writes it: nothing around it, its further members beside the code. What was not modified has no body. */
export const failBare = (model: Model, error: AwsError, requestId: string) => {
  const status = model.error(error.code)?.status ?? error.status;
  const members = { Code: error.code, Message: error.message, ...error.extra, RequestId: requestId };
  const text = Object.entries(members).map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`);
  return xmlResponse(status === 304 ? '' : `<Error>${text.join('')}</Error>`, status, idHeader(requestId));
};

/** What services that validate by their Smithy model say of a member that is not there. */
export const validationMessage = (path: string): string =>
  `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must not be null`;
