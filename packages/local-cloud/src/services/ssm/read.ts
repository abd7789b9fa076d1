/** Reading parameters. A SecureString's value is plain with decryption, and something unreadable without. */
import { createHash } from 'node:crypto';
import type * as shapes from '@aws-sdk/client-ssm';
import type { Account } from '../../account.ts';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { findParameter, parameterOf } from './find.ts';
import { bareName, parameterArn } from './names.ts';
import type { StoredParameter } from './state.ts';

/** GetParametersByPath gives at most 10 parameters a page, DescribeParameters at most 50. */
const PATH_PAGE = 10;
const DESCRIBE_PAGE = 50;

/** What stands for the cipher text: the same for the same value, and not readable. */
const cipherText = (value: string): string => `AQICAH${createHash('sha256').update(value).digest('base64')}`;

const show = (account: Account, parameter: StoredParameter, decrypt: boolean | undefined): shapes.Parameter => ({
  Name: parameter.name,
  Type: parameter.type,
  Value: parameter.type === 'SecureString' && !decrypt ? cipherText(parameter.value) : parameter.value,
  Version: parameter.version,
  LastModifiedDate: new Date(parameter.modifiedAt),
  ARN: parameterArn(account, parameter.name),
  DataType: parameter.dataType,
});

export const getParameter = (
  { Name, WithDecryption }: shapes.GetParameterRequest,
  { account }: Call,
): shapes.GetParameterResult => {
  return { Parameter: show(account, findParameter(account, String(Name)), WithDecryption) };
};

export const getParameters = (
  { Names = [], WithDecryption }: shapes.GetParametersRequest,
  { account }: Call,
): shapes.GetParametersResult => {
  if (Names.length > 10) {
    throw new AwsError('ValidationException', `Expected at most 10 Names, found ${Names.length}.`);
  }
  const found = [...new Set(Names)].map((name) => ({ name, parameter: parameterOf(account, name) }));
  return {
    Parameters: found.flatMap(({ parameter }) => (parameter ? [show(account, parameter, WithDecryption)] : [])),
    InvalidParameters: found.filter(({ parameter }) => !parameter).map(({ name }) => name),
  };
};

const sorted = ({ ssm }: Account): StoredParameter[] =>
  Object.values(ssm.parameters).sort((a, b) => (a.name < b.name ? -1 : 1));

const tokenOf = ({ name }: StoredParameter): string => Buffer.from(`after:${name}`).toString('base64url');

/** One page of a list. Throws InvalidNextToken for a token that no page gave. */
const pageOf = (parameters: readonly StoredParameter[], token: string | undefined, size: number) => {
  const last = token ? parameters.findIndex((parameter) => tokenOf(parameter) === token) : -1;
  if (token && last < 0) throw new AwsError('InvalidNextToken', 'The specified token is not valid.');
  const page = parameters.slice(last + 1, last + 1 + size);
  const end = page.at(-1);
  const more = last + 1 + size < parameters.length;
  return { page, NextToken: more && end ? tokenOf(end) : undefined };
};

const checkSize = (size: number, cap: number): number => {
  if (Number.isInteger(size) && size >= 1 && size <= cap) return size;
  throw new AwsError('ValidationException', `Expected MaxResults from 1 to ${cap}, found ${size}.`);
};

const refuseFilters = (filters: readonly unknown[] | undefined): void => {
  if (filters?.length)
    throw new AwsError('NotImplemented', 'Parameter filters are not simulated by the local cloud.', 501);
};

export const getParametersByPath = (
  input: shapes.GetParametersByPathRequest,
  { account }: Call,
): shapes.GetParametersByPathResult => {
  refuseFilters(input.ParameterFilters);
  const path = bareName(String(input.Path));
  if (!path.startsWith('/')) {
    throw new AwsError('ValidationException', `The parameter path has to begin with a slash, found "${path}".`);
  }
  const prefix = path.endsWith('/') ? path : `${path}/`;
  const below = sorted(account).filter(({ name }) => {
    const rest = name.startsWith(prefix) ? name.slice(prefix.length) : '';
    return rest !== '' && (input.Recursive || !rest.includes('/'));
  });
  const { page, NextToken } = pageOf(below, input.NextToken, checkSize(input.MaxResults ?? PATH_PAGE, PATH_PAGE));
  return { Parameters: page.map((parameter) => show(account, parameter, input.WithDecryption)), NextToken };
};

export const describeParameters = (
  input: shapes.DescribeParametersRequest,
  { account }: Call,
): shapes.DescribeParametersResult => {
  refuseFilters(input.ParameterFilters ?? input.Filters);
  const size = checkSize(input.MaxResults ?? DESCRIBE_PAGE, DESCRIBE_PAGE);
  const { page, NextToken } = pageOf(sorted(account), input.NextToken, size);
  const Parameters = page.map((parameter) => ({
    Name: parameter.name,
    ARN: parameterArn(account, parameter.name),
    Type: parameter.type,
    KeyId: parameter.keyId,
    LastModifiedDate: new Date(parameter.modifiedAt),
    LastModifiedUser: parameter.modifiedBy,
    Description: parameter.description,
    Version: parameter.version,
    Tier: parameter.tier,
    Policies: [],
    DataType: parameter.dataType,
  }));
  return { Parameters, NextToken };
};
