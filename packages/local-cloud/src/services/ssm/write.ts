/** Writing and deleting parameters. */
import type * as shapes from '@aws-sdk/client-ssm';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { callerArn } from '../sts/arn.ts';
import { notFound, parameterOf } from './find.ts';
import { checkName } from './names.ts';
import type { EarlierVersion, ParameterType, StoredParameter } from './state.ts';

const TYPES: readonly string[] = ['String', 'StringList', 'SecureString'];
/** Bytes of a value, by tier. */
const MAX_BYTES = { Standard: 4096, Advanced: 8192 } as const;

const typeOf = (asked: string | undefined, existing: StoredParameter | undefined): ParameterType => {
  const type = asked ?? existing?.type;
  if (type === undefined) {
    throw new AwsError('ValidationException', 'A parameter type is required when you create a parameter.');
  }
  if (TYPES.includes(type)) return type as ParameterType;
  throw new AwsError('ValidationException', `Expected Type to be one of ${TYPES.join(', ')}, found ${type}.`);
};

const checkValue = (value: string, tier: keyof typeof MAX_BYTES, pattern: string | undefined): void => {
  if (value === '') throw new AwsError('ValidationException', 'Expected Value to have at least one character.');
  if (Buffer.byteLength(value) > MAX_BYTES[tier]) {
    const message = `${tier} tier parameters support a maximum parameter value of ${MAX_BYTES[tier]} characters.`;
    throw new AwsError('ValidationException', message);
  }
  if (pattern && !new RegExp(pattern).test(value)) {
    const message = `Parameter value, cannot be validated against allowedPattern: ${pattern}`;
    throw new AwsError('ParameterPatternMismatchException', message);
  }
};

const existingOf = (
  { Name, Overwrite }: shapes.PutParameterRequest,
  { account }: Call,
): StoredParameter | undefined => {
  const existing = parameterOf(account, String(Name));
  if (existing && !Overwrite) {
    const message =
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.';
    throw new AwsError('ParameterAlreadyExists', message);
  }
  return existing;
};

/** With the latest one AWS keeps 100 versions; labels, which would keep more, are not simulated. */
const EARLIER = 99;

const earlierOf = ({ earlier = [], version, value, modifiedAt }: StoredParameter): readonly EarlierVersion[] =>
  [...earlier, { version, value, modifiedAt }].slice(-EARLIER);

export const putParameter = (input: shapes.PutParameterRequest, call: Call): shapes.PutParameterResult => {
  const [name, value] = [String(input.Name), String(input.Value)];
  checkName(name);
  const existing = existingOf(input, call);
  const type = typeOf(input.Type, existing);
  const tier = input.Tier === 'Advanced' ? 'Advanced' : (existing?.tier ?? 'Standard');
  checkValue(value, tier, input.AllowedPattern);
  const description = input.Description ?? existing?.description;
  const parameter: StoredParameter = {
    name,
    type,
    value,
    version: (existing?.version ?? 0) + 1,
    modifiedAt: call.now,
    modifiedBy: callerArn(call.caller),
    tier,
    dataType: input.DataType ?? 'text',
    ...(description === undefined ? {} : { description }),
    ...(existing ? { earlier: earlierOf(existing) } : {}),
    ...(type === 'SecureString' ? { keyId: input.KeyId ?? existing?.keyId ?? 'alias/aws/ssm' } : {}),
  };
  call.account.ssm.parameters[name] = parameter;
  return { Version: parameter.version, Tier: tier };
};

export const deleteParameter = (
  { Name }: shapes.DeleteParameterRequest,
  { account }: Call,
): shapes.DeleteParameterResult => {
  const { parameters } = account.ssm;
  const name = String(Name);
  if (!Object.hasOwn(parameters, name)) throw notFound(name);
  delete parameters[name];
  return {};
};
