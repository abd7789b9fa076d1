/** Functions by what callers call them. */
import type { Account } from '../../account.ts';
import { find } from '../../find.ts';
import { AwsError } from '../../wire/error.ts';
import type { FunctionState, MappingState } from './state.ts';

/** The function's name from a name, an ARN (with or without qualifier) or the partial ARN `account:function:name`. */
export const functionNameOf = (nameOrArn: string): string => {
  const name = nameOrArn.includes(':function:') ? (nameOrArn.split(':function:')[1] ?? '') : nameOrArn;
  return name.split(':')[0] ?? name;
};

const functionArn = ({ id, region }: Pick<Account, 'id' | 'region'>, name: string): string =>
  `arn:aws:lambda:${region}:${id}:function:${name}`;

/** The function of a name or an ARN. Throws ResourceNotFoundException. */
export const findFunction = (account: Account, nameOrArn = ''): FunctionState => {
  const name = functionNameOf(nameOrArn);
  return find(account.lambda.functions, name, () => {
    const message = `Function not found: ${functionArn(account, name)}`;
    return new AwsError('ResourceNotFoundException', message, 404, { Type: 'User' });
  });
};

/** The event source mapping of a UUID. Throws ResourceNotFoundException. */
export const findMapping = ({ lambda }: Account, uuid: string | undefined): MappingState =>
  find(lambda.mappings, uuid, () => {
    const message = `The event source mapping ${uuid} does not exist.`;
    return new AwsError('ResourceNotFoundException', message, 404, { Type: 'User' });
  });
