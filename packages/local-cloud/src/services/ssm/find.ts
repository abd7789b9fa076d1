/** Parameters by what callers call them. */
import type { Account } from '../../account.ts';
import { entryOf } from '../../find.ts';
import { AwsError } from '../../wire/error.ts';
import { bareName } from './names.ts';
import type { StoredParameter } from './state.ts';

/** The parameter of a name or an ARN, if there is one. `name:3` asks for one version. */
export const parameterOf = ({ ssm }: Account, asked: string): StoredParameter | undefined => {
  const [name = '', version] = /^arn:/.test(asked) ? [asked] : asked.split(':');
  const parameter = entryOf(ssm.parameters, bareName(name));
  if (version === undefined || version === String(parameter?.version)) return parameter;
  const earlier = parameter?.earlier?.find((one) => String(one.version) === version);
  return parameter && earlier && { ...parameter, ...earlier };
};

export const notFound = (name: string): AwsError =>
  new AwsError('ParameterNotFound', `The parameter ${name} was not found.`);

/** Throws ParameterNotFound. */
export const findParameter = (account: Account, asked: string): StoredParameter => {
  const parameter = parameterOf(account, asked);
  if (!parameter) throw notFound(asked);
  return parameter;
};
