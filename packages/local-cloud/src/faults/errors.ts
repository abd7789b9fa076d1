/** How each service says that it throttles, that it failed itself, and that it denies: its own code, with the HTTP status of it. */
import { AwsError } from '../wire/error.ts';

type Words = readonly [code: string, status: number];

interface Refusals {
  readonly throttled: Words;
  readonly unavailable: Words;
  readonly denied: Words;
}

const QUERY: Refusals = {
  throttled: ['Throttling', 400],
  unavailable: ['ServiceUnavailable', 503],
  denied: ['AccessDenied', 403],
};

const JSON_ONE: Refusals = {
  throttled: ['ThrottlingException', 400],
  unavailable: ['InternalServerError', 500],
  denied: ['AccessDeniedException', 400],
};

/** By signing name; the sources are the error tables of each service's API reference. */
const REFUSALS: Readonly<Record<string, Refusals>> = {
  ec2: {
    throttled: ['RequestLimitExceeded', 503],
    unavailable: ['InternalError', 500],
    denied: ['UnauthorizedOperation', 403],
  },
  route53: QUERY,
  route53profiles: { ...JSON_ONE, unavailable: ['InternalServiceErrorException', 500] },
  route53resolver: { ...JSON_ONE, unavailable: ['InternalServiceErrorException', 500] },
  elasticloadbalancing: QUERY,
  monitoring: { ...QUERY, unavailable: ['InternalServiceFault', 500] },
  s3: { ...QUERY, throttled: ['SlowDown', 503], unavailable: ['InternalError', 500] },
  sns: {
    throttled: ['Throttled', 429],
    unavailable: ['InternalError', 500],
    denied: ['AuthorizationError', 403],
  },
  sqs: { ...JSON_ONE, throttled: ['RequestThrottled', 403], unavailable: ['InternalFailure', 500] },
  sts: QUERY,
  ssm: JSON_ONE,
  events: { ...JSON_ONE, unavailable: ['InternalException', 500] },
  organizations: { ...JSON_ONE, throttled: ['TooManyRequestsException', 400], unavailable: ['ServiceException', 500] },
  lambda: {
    throttled: ['TooManyRequestsException', 429],
    unavailable: ['ServiceException', 500],
    denied: ['AccessDeniedException', 403],
  },
};

const refusal = (service: string, kind: keyof Refusals, message: string): AwsError => {
  const words = REFUSALS[service]?.[kind];
  if (!words) throw new TypeError(`Expected a service whose errors are known, found ${service}.`);
  return new AwsError(words[0], message, words[1]);
};

/** What a service answers when a caller asks too often. Throws TypeError for a service that has no row here. */
export const throttled = (service: string): AwsError => refusal(service, 'throttled', 'Rate exceeded');

/** What a service answers when it fails itself. */
export const unavailable = (service: string): AwsError =>
  refusal(service, 'unavailable', 'The service is unavailable; please try again.');

/** What a service answers to who may not. */
export const denied = (service: string, operation: string): AwsError =>
  refusal(service, 'denied', `You are not authorized to perform ${operation}.`);
