/** How long a part of the template is once CloudFormation has put in what it stands for. Pure. */

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

/** The value as JSON, with the longest that any partition and account could put into it. */
export const longestText = (value: unknown, region: string): string => JSON.stringify(resolved(value, region));
