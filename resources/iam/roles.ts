/** A function's role, and the managed policies that its statements are split into by size. */
import { type FunctionName, logical, policyName, roleName, type StackNames } from '../names.ts';
import type { Resources } from '../types.ts';
import { policyDocument, type Statement, trust } from './policy.ts';

/**
 * Of one managed policy, without white space, and of one role as long as nobody asks AWS for more (IAM user guide, "IAM and
 * AWS STS quotas"). The inline policies of a role have 10,240 characters together: too few for many zones or files.
 */
const MOST_CHARACTERS = 6_144;
const MOST_POLICIES = 10;

/** The longest that CloudFormation can put in a place, so that what fits here fits in every partition and account. */
const LONGEST: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws-us-gov',
  'AWS::AccountId': '1'.repeat(12),
  'AWS::URLSuffix': 'amazonaws.com.cn',
};
/** An ARN of a queue or topic: its name has 80 characters at most. */
const LONGEST_ARN = 'x'.repeat(140);

const resolved = (value: unknown, region: string): unknown => {
  if (Array.isArray(value)) return value.map((item) => resolved(item, region));
  if (typeof value !== 'object' || value === null) return value;
  const placed = (name: string): string => (name === 'AWS::Region' ? region : (LONGEST[name] ?? LONGEST_ARN));
  if ('Fn::Sub' in value)
    return String(value['Fn::Sub']).replace(/\$\{(AWS::\w+)\}/g, (_, name: string) => placed(name));
  if ('Ref' in value) return placed(String(value.Ref));
  if ('Fn::GetAtt' in value) return LONGEST_ARN;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item, region)]));
};

/** How many characters of a policy statements take at most, without white space as IAM counts. */
const lengthOf = (statements: readonly Statement[], region: string): number =>
  JSON.stringify(policyDocument(resolved(statements, region) as Statement[])).replace(/\s/g, '').length;

/** A statement that is too long for one policy, as several with parts of its resources or, of one resource, as it is. */
const parts = (statement: Statement, region: string): readonly Statement[] => {
  const { Resource } = statement;
  if (lengthOf([statement], region) <= MOST_CHARACTERS || !Array.isArray(Resource) || Resource.length < 2)
    return [statement];
  const half = Math.ceil(Resource.length / 2);
  return [Resource.slice(0, half), Resource.slice(half)].flatMap((some) =>
    parts({ ...statement, Resource: some }, region),
  );
};

/** The statements in order, in as few lists as fit one policy each. */
const packed = (statements: readonly Statement[], region: string): readonly (readonly Statement[])[] => {
  const lists: Statement[][] = [];
  for (const statement of statements.flatMap((each) => parts(each, region))) {
    const list = lists.at(-1);
    if (list && lengthOf([...list, statement], region) <= MOST_CHARACTERS) list.push(statement);
    else lists.push([statement]);
  }
  return lists;
};

/** Within one policy a Sid stands once: the parts of a statement get numbers where they meet. */
const withSids = (statements: readonly Statement[]): readonly Statement[] =>
  statements.map((statement, at) => {
    const before = statements.slice(0, at).filter(({ Sid }) => Sid === statement.Sid).length;
    return before === 0 ? statement : { ...statement, Sid: `${statement.Sid}Part${before + 1}` };
  });

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
            PolicyDocument: policyDocument(withSids(list)),
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
    throw new Error(
      `the role of ${name} would need ${lengthOf([long], region)} characters to say what it may write to one thing (${long.Sid}), and IAM takes ${MOST_CHARACTERS}: claim fewer names in one zone, or VPCs with one zone`,
    );
  }
  if (lists.length > MOST_POLICIES) {
    throw new Error(
      `the role of ${name} would need ${lists.length} policies of ${MOST_CHARACTERS} characters, and IAM takes ${MOST_POLICIES} for one role: claim by tags instead of by many ids, or deploy the config in parts, each as a stage of its own`,
    );
  }
};
