/** Parameter names and what callers may put after them. */
import type { Account } from '../../account.ts';
import { AwsError } from '../../wire/error.ts';

/** A full ARN means the name behind `:parameter`; names without a leading slash stand there with one added. */
export const bareName = (name: string): string => {
  const [, path] = /^arn:[^:]+:ssm:[^:]*:[^:]*:parameter(\/.*)$/.exec(name) ?? [];
  if (path === undefined) return name;
  return path.slice(1).includes('/') ? path : path.slice(1);
};

/** Throws ValidationException for names that Parameter Store does not take. */
export const checkName = (name: string): void => {
  if (!/^[a-zA-Z0-9_./-]{1,1011}$/.test(name)) {
    throw new AwsError(
      'ValidationException',
      `Expected a parameter name of letters, digits and _.-/ only, found "${name}".`,
    );
  }
  if (/^\/?(aws|ssm)/i.test(name)) {
    throw new AwsError(
      'ValidationException',
      `Parameter name: can't be prefixed with "aws" or "ssm" (case-insensitive), found "${name}".`,
    );
  }
  if (name.includes('/') && !name.startsWith('/')) {
    throw new AwsError('ValidationException', 'Parameter name must be a fully qualified name.');
  }
};

export const parameterArn = ({ id, region }: Account, name: string): string =>
  `arn:aws:ssm:${region}:${id}:parameter${name.startsWith('/') ? '' : '/'}${name}`;
