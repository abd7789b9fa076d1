import {
  errorCode,
  errorMessage,
  isNotFound,
  isRetryable,
  isRetryableCode,
  PayloadError,
} from '../../../lib/aws/errors.ts';
import { ConfigError } from '../../../lib/config/errors.ts';
import { FileError } from '../../../lib/dns/publishing/local-file.ts';
import { plainName } from '../../../lib/dns-files/formats/printable.ts';
import { DnsUpdateError } from '../../../lib/dns-update/errors.ts';
import { parseTsigKey } from '../../../lib/dns-update/key.ts';
import { awsError } from '../core/support/cabinet.ts';

const named = (name: string) => awsError(name, { $fault: 'client', $metadata: { httpStatusCode: 400 } });

const thrownBy = (call: () => unknown): unknown => {
  try {
    return call();
  } catch (error) {
    return error;
  }
};

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
      'BandwidthLimitExceeded',
      'ExpiredToken',
      'ExpiredTokenException',
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
    [Object.assign(new Error('getaddrinfo EAI_AGAIN'), { code: 'EAI_AGAIN' })],
    ...[408, 409, 425, 429].map((httpStatusCode): [unknown] => [
      awsError('Whatever', { $fault: 'client', $metadata: { httpStatusCode } }),
    ]),
    // What nobody refused: answers that cannot be decoded, faults of a program, words.
    [Object.assign(new SyntaxError('Unexpected token <'), { $metadata: { httpStatusCode: 200 } })],
    [Object.assign(new Error('Unclosed tag'), { $metadata: { httpStatusCode: 200 } })],
    [Object.assign(new SyntaxError('Unexpected token <'), { $metadata: { httpStatusCode: 403 } })],
    [new TypeError('x is not a function')],
    [new Error('EXPECTED something else')],
    [Object.assign(new Error('x'), { name: 'CredentialsProviderError' })],
    [new DnsUpdateError('TIMEOUT', 'x')],
    [new FileError('PreconditionFailed', 'x', true)],
    [undefined],
    ['text'],
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
    [awsError('Whatever', { $fault: 'client', $metadata: { httpStatusCode: 404 } })],
    [new PayloadError('x')],
    [new ConfigError('waykeeper.yml', [])],
    [thrownBy(() => parseTsigKey('', 'file:/key'))],
    [thrownBy(() => plainName('..', 'to publish'))],
    [new FileError('EACCES', 'x', false)],
    [new DnsUpdateError('REFUSED', 'x')],
  ])('would only fail again after %s', (error) => {
    expect(isRetryable(error)).toBe(false);
  });
});

describe('what AWS says of one item of a call', () => {
  it.each([
    ['InvalidVpcEndpointId.NotFound', false],
    ['SomethingNew', false],
    ['RequestLimitExceeded', true],
    ['IncorrectState', true],
  ])('%s passes: %s', (code, expected) => {
    expect(isRetryableCode(code)).toBe(expected);
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
