/** Puts parameters into an account. */
import type { Account } from '../../account.ts';
import type { ParameterType, StoredParameter } from './state.ts';

interface ParameterSeed {
  readonly name: string;
  readonly value: string;
  /** Default: String. */
  readonly type?: ParameterType;
}

/** Adds a parameter in version 1, or replaces the one of that name. */
export const addParameter = (account: Account, { name, value, type = 'String' }: ParameterSeed): StoredParameter => {
  const parameter: StoredParameter = {
    name,
    type,
    value,
    version: 1,
    modifiedAt: 0,
    modifiedBy: `arn:aws:iam::${account.id}:root`,
    tier: 'Standard',
    dataType: 'text',
    ...(type === 'SecureString' ? { keyId: 'alias/aws/ssm' } : {}),
  };
  account.ssm.parameters[name] = parameter;
  return parameter;
};
