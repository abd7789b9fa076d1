/** Errors are classified once, here, by AWS's own codes, and keep their cause. */

/** A run that must be tried again: the queue redelivers what woke it. */
export class RunFailedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RunFailedError';
  }
}

/** A payload that somebody wrote by hand and that says something impossible. */
export class PayloadError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PayloadError';
  }
}

interface SdkError {
  readonly name?: string;
  readonly Code?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $fault?: 'client' | 'server';
  /** An error of our own says it itself. */
  readonly retryable?: boolean;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const THROTTLES = new Set([
  'EC2ThrottledException',
  'PriorRequestNotComplete',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

const PASSING = new Set([
  ...THROTTLES,
  'ConcurrentModification',
  'ConditionalRequestConflict',
  'IncorrectState',
  'InternalError',
  'InternalFailure',
  // With `PreconditionFailed`: somebody else got ahead of a conditional write to S3, and the next look knows.
  'NoSuchKey',
  'PreconditionFailed',
  'RequestExpired',
  'RequestTimeout',
  'RequestTimeoutException',
  'ServiceUnavailable',
  'TimeoutError',
  'Unavailable',
  'ResourceUnavailableException',
]);

const TOO_MANY_REQUESTS = 429;

const NETWORK = /^(E[A-Z]+|UND_ERR_\w+|NetworkingError|AbortError)$/;

/** AWS's code of an error (EC2 puts it into `name`, Node into `code`), or `Unknown`. */
export const errorCode = (error: unknown): string => {
  const { name, Code, code } = (error ?? {}) as SdkError;
  if (name === 'Error' || name === undefined) return Code ?? code ?? 'Unknown';
  return name;
};

export const errorMessage = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The thing asked for does not exist: `InvalidRouteTableID.NotFound`, `NoSuchHostedZone`, … */
export const isNotFound = (error: unknown): boolean =>
  /(\.NotFound|NotFoundException|^NoSuch\w+)$/.test(errorCode(error));

/** May the same call work later? Throttles, server faults and broken connections may; wrong or denied calls may not. */
export const isRetryable = (error: unknown): boolean => {
  const { $fault, $metadata, code, retryable } = (error ?? {}) as SdkError;
  if (retryable !== undefined) return retryable;
  return (
    PASSING.has(errorCode(error)) ||
    $fault === 'server' ||
    ($metadata?.httpStatusCode ?? 0) >= 500 ||
    $metadata?.httpStatusCode === TOO_MANY_REQUESTS ||
    NETWORK.test(code ?? '') ||
    NETWORK.test(errorCode(error))
  );
};
