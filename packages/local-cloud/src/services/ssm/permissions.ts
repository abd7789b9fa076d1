/** What Parameter Store's operations need (service authorization reference). */
import { withoutResource } from '../../iam/permission.ts';
import type { Call, Needed, Permission, Permissions } from '../../service.ts';
import { parameterOf } from './find.ts';
import { bareName, parameterArn } from './names.ts';

interface Named {
  readonly Name?: string;
  readonly Names?: readonly string[];
  readonly Path?: string;
  readonly WithDecryption?: boolean;
}

/** AWS's own key, whose policy lets everybody of the account use it through Parameter Store. */
const OWN_KEY = 'alias/aws/ssm';

/** A secret is decrypted in the caller's name (Systems Manager User Guide, "KMS encryption for SecureString parameters"). */
const decryption = ({ account, caller }: Call, name: string): readonly Needed[] => {
  const { type, keyId = OWN_KEY } = parameterOf(account, name) ?? {};
  if (type !== 'SecureString' || keyId === OWN_KEY) return [];
  const resource = keyId.startsWith('arn:') ? keyId : `arn:aws:kms:${caller.region}:${account.id}:key/${keyId}`;
  const context = {
    'kms:ViaService': `ssm.${caller.region}.amazonaws.com`,
    'kms:EncryptionContext:PARAMETER_ARN': parameterArn(account, bareName(name)),
  };
  return [{ action: 'kms:Decrypt', resource, context }];
};

const onParameters = (operation: string): Permission => ({
  action: `ssm:${operation}`,
  on: ({ Name, Names = Name === undefined ? [] : [Name], WithDecryption }: Named, call) =>
    Names.flatMap((name) => [
      { resource: parameterArn(call.account, bareName(name.startsWith('arn:') ? name : `${name.split(':')[0]}`)) },
      ...(WithDecryption ? decryption(call, name) : []),
    ]),
});

export const permissions: Permissions = {
  ...withoutResource('ssm', ['DescribeParameters']),
  DeleteParameter: onParameters('DeleteParameter'),
  GetParameter: onParameters('GetParameter'),
  GetParameters: onParameters('GetParameters'),
  GetParametersByPath: {
    action: 'ssm:GetParametersByPath',
    on: ({ Path = '' }: Named, { account }) => [{ resource: parameterArn(account, Path) }],
  },
  PutParameter: onParameters('PutParameter'),
};
