/** A function's role, and the managed policies that its statements are split into by size. */
import { StackError } from '../errors.ts';
import { type FunctionName, logical, policyName, roleName, type StackNames } from '../names.ts';
import type { Resources } from '../types.ts';
import { longestText } from './length.ts';
import { policyDocument, type Statement, trust } from './policy.ts';

/**
 * Of one managed policy, without white space, and of one role as long as nobody asks AWS for more (IAM user guide, "IAM and
 * AWS STS quotas"). The inline policies of a role have 10,240 characters together: too few for many zones or files.
 */
const MOST_CHARACTERS = 6_144;
const MOST_POLICIES = 10;

/** How many characters of a policy statements take at most, without white space as IAM counts. */
const lengthOf = (statements: readonly Statement[], region: string): number =>
  longestText(policyDocument(statements), region).replace(/\s/g, '').length;

/** What a number behind a Sid may take. */
const NUMBER = 10;

/** A statement as it is, or as several with parts of its resources where it is too long for one policy. */
const parts = (statement: Statement, region: string): readonly Statement[] =>
  halved(statement, region).map((part, at) => (at === 0 ? part : { ...part, Sid: `${part.Sid}Part${at + 1}` }));

const halved = (statement: Statement, region: string): readonly Statement[] => {
  const { Resource } = statement;
  const isShort = lengthOf([statement], region) <= MOST_CHARACTERS - NUMBER;
  if (isShort || !Array.isArray(Resource) || Resource.length < 2) return [statement];
  const half = Math.ceil(Resource.length / 2);
  return [Resource.slice(0, half), Resource.slice(half)].flatMap((some) =>
    halved({ ...statement, Resource: some }, region),
  );
};

/** The statements in order, in as few lists as fit one policy each. */
const packed = (statements: readonly Statement[], region: string): readonly (readonly Statement[])[] => {
  const lists: Statement[][] = [];
  const empty = lengthOf([], region);
  let filled = 0;
  for (const statement of statements.flatMap((each) => parts(each, region))) {
    const length = lengthOf([statement], region) - empty + 1;
    const list = lists.at(-1);
    if (list && filled + length <= MOST_CHARACTERS) list.push(statement);
    else lists.push([statement]);
    filled = lists.at(-1) === list ? filled + length : empty + length;
  }
  return lists;
};

/** A role's logical id. */
export const roleId = (name: FunctionName): string => logical(name, 'role');

/**
 * A role that Lambda acts in, with its policies. The role names them, and not they the role, so that a function whose
 * role exists has all of its permissions. Throws, in words, what AWS would refuse in the middle of a deployment.
 */
export const lambdaRole = (name: FunctionName, names: StackNames, statements: readonly Statement[]): Resources => {
  const lists = packed(statements, names.region);
  refuseTooLong(name, lists, names.region);
  const ids = lists.map((_, at) => logical(name, 'role', 'policy', `${at + 1}`));
  return {
    ...Object.fromEntries(
      lists.map((list, at) => [
        ids[at],
        {
          Type: 'AWS::IAM::ManagedPolicy',
          Properties: {
            ManagedPolicyName: policyName(names, name, at + 1),
            PolicyDocument: policyDocument(list),
          },
        },
      ]),
    ),
    [roleId(name)]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: roleName(names, name),
        AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
        ManagedPolicyArns: ids.map((Ref) => ({ Ref })),
      },
    },
  };
};

const refuseTooLong = (name: FunctionName, lists: readonly (readonly Statement[])[], region: string): void => {
  const long = lists.flat().find((statement) => lengthOf([statement], region) > MOST_CHARACTERS);
  if (long) {
    throw new StackError(
      `the role of ${name} would need ${lengthOf([long], region)} characters for one condition (${long.Sid}), and IAM takes ${MOST_CHARACTERS} for a policy: select by fewer tags`,
    );
  }
  if (lists.length > MOST_POLICIES) {
    throw new StackError(
      `the role of ${name} would need ${lists.length} policies of ${MOST_CHARACTERS} characters, and IAM takes ${MOST_POLICIES} for one role: claim by tags instead of by many ids, tell the names of zones (dns.zones[].name), or deploy the config in parts, each as a stage of its own`,
    );
  }
};
