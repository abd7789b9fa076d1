/** Puts parameters into an account. */
import type { Account } from '../../account.ts';
import type { ParameterType, StoredParameter } from './state.ts';

interface ParameterSeed {
  readonly name: string;
  readonly value: string;
  /** Default: String. */
  readonly type?: ParameterType;
  /** Of a SecureString: the key that encrypts it; default: AWS's own. */
  readonly keyId?: string;
}

/** Adds a parameter in version 1, or replaces the one of that name. */
export const addParameter = (account: Account, seed: ParameterSeed): StoredParameter => {
  const { name, value, type = 'String', keyId = 'alias/aws/ssm' } = seed;
  const parameter: StoredParameter = {
    name,
    type,
    value,
    version: 1,
    modifiedAt: 0,
    modifiedBy: `arn:aws:iam::${account.id}:root`,
    tier: 'Standard',
    dataType: 'text',
    ...(type === 'SecureString' ? { keyId } : {}),
  };
  account.ssm.parameters[name] = parameter;
  return parameter;
};
