/** The two halves of an HTTP exchange, and what one wire protocol has to do with them. */
import type { AwsError } from './error.ts';
import type { OperationSchema } from './schema.ts';

export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** A structure of the AWS model: input, output, or a part of one, in the SDK's own member names. */
export type Bag = Record<string, unknown>;

/** An operation found in a request, with its typed input. */
export interface Received {
  readonly operation: OperationSchema;
  readonly input: Bag;
}

/** One AWS wire protocol, seen from the server. */
export interface Protocol {
  /** Finds the operation and reads its input. Throws AwsError when there is no such operation, or when the body is broken. */
  read(request: WireRequest): Promise<Received>;
  write(operation: OperationSchema, output: Bag, requestId: string): WireResponse;
  fail(error: AwsError, requestId: string): WireResponse;
  /** The protocol's own error for a required member that the input lacks; `path` names it, such as `ChangeBatch.Changes.1.Action`. */
  missing(path: string): AwsError;
}

export const utf8 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
