/** How IAM compares names that may have wildcards. */

const patterns = new Map<string, RegExp>();

const compiled = (pattern: string): RegExp => {
  const known = patterns.get(pattern);
  if (known) return known;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const made = new RegExp(`^${source}$`, 's');
  patterns.set(pattern, made);
  return made;
};

/** Whether a value fits a pattern in which `*` stands for any text and `?` for one character; case counts. */
export const isLike = (pattern: string, value: string): boolean => compiled(pattern).test(value);

const ARN_PARTS = 6;

/** The six parts of an ARN; colons after the fifth belong to the last. */
const partsOf = (arn: string): readonly string[] => {
  const parts = arn.split(':');
  return [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
};

/** As `isLike`, part by part: no wildcard reaches over the colons of an ARN (IAM User Guide, "ARN condition operators"). */
export const isArnLike = (pattern: string, arn: string): boolean => {
  const values = partsOf(arn);
  const wanted = partsOf(pattern);
  return wanted.length === values.length && wanted.every((part, at) => isLike(part, values[at] ?? ''));
};
