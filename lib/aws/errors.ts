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
  readonly retryable = false;

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
  /** Its call would have been made again, had there been time. */
  readonly cutShort?: boolean;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const THROTTLES = new Set([
  'BandwidthLimitExceeded',
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
  'ExpiredToken',
  'ExpiredTokenException',
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

/** Of the caller's faults (4xx) those that pass: timeout, conflict, too early, too many requests. */
const PASSING_STATUS = new Set([408, 409, 425, 429]);

const NETWORK = /^(E[A-Z_]+|UND_ERR_\w+|NetworkingError|AbortError)$/;

/**
 * AWS's code of an error (EC2 puts it into `name`, Node into `code`), or `Unknown`; `CUT_SHORT` where there was no time to
 * try again, whatever AWS said.
 */
export const errorCode = (error: unknown): string =>
  ((error ?? {}) as SdkError).cutShort ? 'CUT_SHORT' : codeGiven(error);

const codeGiven = (error: unknown): string => {
  const { name, Code, code } = (error ?? {}) as SdkError;
  if (name === 'Error' || name === undefined) return Code ?? code ?? 'Unknown';
  return name;
};

export const errorMessage = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  if (!((error ?? {}) as SdkError).cutShort) return message;
  return `no time was left to try again after ${codeGiven(error)}: ${message}`;
};

/** Notes of an error that its call was not made again for want of time: what time ran out on was not refused. */
export const cutShort = (error: unknown): unknown =>
  typeof error === 'object' && error !== null ? Object.assign(error, { cutShort: true }) : error;

/** The error of a call that was not made, since the work that it is part of has to end. */
export const outOfTime = (): Error =>
  Object.assign(new Error('the call was not made: no time was left'), { name: 'OUT_OF_TIME', retryable: true });

/** Did AWS say that too many calls came at once? */
export const isThrottle = (error: unknown): boolean =>
  THROTTLES.has(codeGiven(error)) || ((error ?? {}) as SdkError).$metadata?.httpStatusCode === 429;

/** Of throttles the one that says nothing of other zones: Route 53 still works on the change before, of this one. */
export const isOfOneZone = (error: unknown): boolean => codeGiven(error) === 'PriorRequestNotComplete';

/** The thing asked for does not exist: `InvalidRouteTableID.NotFound`, `NoSuchHostedZone`, … */
export const isNotFound = (error: unknown): boolean =>
  /(\.NotFound|NotFoundException|^NoSuch\w+)$/.test(errorCode(error));

/** What becomes of an error: it passes, somebody refused and will again, or nobody says. */
export type Outlook = 'passing' | 'refused' | 'unknown';

/**
 * Refused is what AWS says is the caller's fault (`$fault`, which an answer that could not be decoded lacks), and what an
 * error of our own says so of itself. Throttles, server faults and broken connections pass.
 */
export const outlookOf = (error: unknown): Outlook => {
  const { $fault, $metadata, code, cutShort, retryable } = (error ?? {}) as SdkError;
  if (cutShort) return 'passing';
  if (retryable !== undefined) return retryable ? 'passing' : 'refused';
  const status = $metadata?.httpStatusCode ?? 0;
  const passes =
    PASSING.has(errorCode(error)) ||
    PASSING_STATUS.has(status) ||
    status >= 500 ||
    $fault === 'server' ||
    NETWORK.test(code ?? '') ||
    NETWORK.test(errorCode(error));
  if (passes) return 'passing';
  return $fault === 'client' ? 'refused' : 'unknown';
};

/** May the same call work later? Everything may that was not refused: what nobody knows is tried again, too. */
export const isRetryable = (error: unknown): boolean => outlookOf(error) !== 'refused';

/** What AWS says of one item of a call that it took as a whole: the fault is the caller's, unless its code passes. */
export const isRetryableCode = (code: string): boolean => isRetryable({ name: code, $fault: 'client' });
