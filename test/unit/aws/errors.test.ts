import { errorCode, errorMessage, isNotFound, isRetryable } from '../../../lib/aws/errors.ts';
import { awsError } from '../core/support/cabinet.ts';

const named = (name: string) => awsError(name, { $fault: 'client', $metadata: { httpStatusCode: 400 } });

describe('an error’s code', () => {
  it.each<[string, unknown, string]>([
    ['the SDK’s name', named('InvalidRouteTableID.NotFound'), 'InvalidRouteTableID.NotFound'],
    [
      'AWS’s code of an error without a name of its own',
      Object.assign(new Error('x'), { Code: 'AuthFailure' }),
      'AuthFailure',
    ],
    ['Node’s code of a broken connection', Object.assign(new Error('x'), { code: 'ECONNRESET' }), 'ECONNRESET'],
    ['the kind of a programming fault', new TypeError('x'), 'TypeError'],
    ['Unknown for a plain error', new Error('x'), 'Unknown'],
    ['Unknown for text', 'x', 'Unknown'],
    ['Unknown for nothing', undefined, 'Unknown'],
    ['Unknown for null', null, 'Unknown'],
  ])('is %s', (_, error, expected) => {
    expect(errorCode(error)).toBe(expected);
  });
});

describe('the same call', () => {
  it.each<[unknown]>([
    ...[
      'RequestLimitExceeded',
      'Throttling',
      'ThrottlingException',
      'ThrottledException',
      'RequestThrottledException',
      'TooManyRequestsException',
      'EC2ThrottledException',
      'SlowDown',
      'PriorRequestNotComplete',
      'ConcurrentModification',
      'ConditionalRequestConflict',
      'PreconditionFailed',
      'NoSuchKey',
      'IncorrectState',
      'InternalError',
      'InternalFailure',
      'ServiceUnavailable',
      'Unavailable',
      'RequestExpired',
      'RequestTimeout',
      'TimeoutError',
    ].map((name): [unknown] => [named(name)]),
    [awsError('Whatever', { $fault: 'server' })],
    [awsError('Whatever', { $metadata: { httpStatusCode: 503 } })],
    [awsError('Whatever', { $metadata: { httpStatusCode: 429 } })],
    [Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })],
    [Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })],
    [Object.assign(new Error('x'), { code: 'UND_ERR_SOCKET' })],
    [awsError('AbortError')],
  ])('may work later after %s', (error) => {
    expect(isRetryable(error)).toBe(true);
  });

  it.each<[unknown]>([
    ...[
      'UnauthorizedOperation',
      'AccessDenied',
      'AccessDeniedException',
      'InvalidParameterValue',
      'InvalidNetworkInterfaceID.NotFound',
      'InvalidVpcEndpointServiceId.NotFound',
      'NoSuchHostedZone',
      'NoSuchBucket',
      'LimitExceededException',
      'InvalidChangeBatch',
      'DryRunOperation',
      'ValidationError',
      'RouteNotSupported',
    ].map((name): [unknown] => [named(name)]),
    [new TypeError('x is not a function')],
    [new Error('EXPECTED something else')],
    [undefined],
    ['text'],
  ])('would only fail again after %s', (error) => {
    expect(isRetryable(error)).toBe(false);
  });
});

describe('a thing', () => {
  it.each([
    'InvalidRouteTableID.NotFound',
    'InvalidVpcEndpointId.NotFound',
    'NoSuchHostedZone',
    'ResourceNotFoundException',
  ])('is not there when AWS says %s', (name) => {
    expect(isNotFound(named(name))).toBe(true);
  });

  it.each(['UnauthorizedOperation', 'InvalidParameterValue', 'RequestLimitExceeded', 'NotFoundish'])(
    'may be there when AWS says %s',
    (name) => {
      expect(isNotFound(named(name))).toBe(false);
    },
  );
});

it('words of what is no error are its own', () => {
  expect(errorMessage('text')).toBe('text');
});
