/** Checks across the keys of `connections`. Pure. */
import { formatPath, type Mapping, type Problem } from '../problem.ts';
import { mappingAt, mappingsAt, type Part, problem, sameNames, textAt, textsAt } from './raw.ts';

const WHO = ['accounts', 'organizationalUnits', 'endpoints', 'anyone'];
const CONDITIONS = [...WHO, 'regions', 'ipAddressTypes'];

export const checkConnections = (root: Part<Mapping>): Problem[] => {
  const ruleSets = mappingsAt(root, 'connections');
  return [...sameNames(ruleSets), ...ruleSets.flatMap(checkRuleSet), ...contradictions(ruleSets)];
};

/** Two rule sets for one service must not be able to contradict each other: so both may only accept, without a limit. */
const contradictions = (ruleSets: readonly Part<Mapping>[]): Problem[] =>
  ruleSets.flatMap((later, at) => {
    const earlier = ruleSets
      .slice(0, at)
      .find((each) => overlap(each, later) && !(onlyAccepts(each) && onlyAccepts(later)));
    if (!earlier) return [];
    const expected = 'services that no other rule set selects, unless both only accept, without maxPerAccount';
    const found = `services that ${formatPath(earlier.path)} selects, too`;
    return [problem([...later.path, 'services'], expected, found)];
  });

const onlyAccepts = (ruleSet: Part<Mapping>): boolean =>
  mappingsAt(ruleSet, 'reject').length === 0 &&
  (ruleSet.value.otherwise ?? 'leave') === 'leave' &&
  ruleSet.value.revoke !== true &&
  mappingsAt(ruleSet, 'accept').every(({ value }) => !('maxPerAccount' in value));

/** Seen in the text alone: the same id, or tags of which one set holds the other. */
const overlap = (a: Part<Mapping>, b: Part<Mapping>): boolean => {
  const [of, and] = [mappingAt(a, 'services'), mappingAt(b, 'services')];
  const ids = new Set(idsOf(of));
  return idsOf(and).some((id) => ids.has(id)) || holds(of, and) || holds(and, of);
};

const idsOf = (services: Part<Mapping>): string[] => {
  const id = textAt(services, 'id');
  return id === undefined ? textsAt(services, 'ids').map(({ value }) => value) : [id];
};

const holds = (outer: Part<Mapping>, inner: Part<Mapping>): boolean => {
  const wanted = Object.entries(mappingAt(inner, 'tags').value);
  const tags = mappingAt(outer, 'tags').value;
  return wanted.length > 0 && wanted.every(([key, value]) => tags[key] === value);
};

const checkRuleSet = (ruleSet: Part<Mapping>): Problem[] => {
  const accept = mappingsAt(ruleSet, 'accept');
  const reject = mappingsAt(ruleSet, 'reject');
  return [
    ...sameNames([...reject, ...accept]),
    ...accept.flatMap((rule) => needsOneOf(rule, WHO)),
    ...reject.flatMap((rule) => needsOneOf(rule, CONDITIONS)),
    ...[...accept, ...reject].flatMap(contradictsAnyone),
    ...[...accept, ...reject].flatMap(organizationAlone),
    ...acceptedAndRejected(accept, reject),
    ...checkPrincipals(ruleSet),
  ];
};

/** They are added where `permissions` says so. A stack is of one partition, and so are all of its ARNs. */
const checkPrincipals = (ruleSet: Part<Mapping>): Problem[] => {
  const listed = textsAt(ruleSet, 'principals');
  const path = [...ruleSet.path, 'principals'];
  if (!('principals' in ruleSet.value)) return [];
  const unasked =
    ruleSet.value.permissions === 'add'
      ? []
      : [problem(path, '`permissions: add` beside it, since nobody is added otherwise', 'principals alone', 'key')];
  const [first] = listed;
  const others = listed.filter(({ value }) => partitionOf(value) !== partitionOf(first?.value));
  return [
    ...unasked,
    ...others.map((one) =>
      problem(
        one.path,
        `an ARN of the partition ${partitionOf(first?.value)}, as the first`,
        JSON.stringify(one.value),
      ),
    ),
  ];
};

const partitionOf = (arn = ''): string => arn.split(':')[1] ?? '';

/** A Region or an address type alone says nothing about who connects: it would accept strangers. */
const needsOneOf = ({ value, path }: Part<Mapping>, keys: readonly string[]): Problem[] => {
  if (keys.some((key) => key in value)) return [];
  const named = keys.filter((key) => key !== 'anyone').join(', ');
  return [problem(path, `a condition: one of ${named} (write anyone: true to mean everybody)`, describeRule(value))];
};

const describeRule = (rule: Mapping): string => {
  const keys = Object.keys(rule).filter((key) => key !== 'name');
  return keys.length === 0 ? 'a rule without any' : `a rule with only ${keys.join(', ')}`;
};

const contradictsAnyone = ({ value, path }: Part<Mapping>): Problem[] => {
  const named = WHO.filter((key) => key !== 'anyone' && key in value);
  if (value.anyone !== true || named.length === 0) return [];
  return [
    problem(
      [...path, 'anyone'],
      'either anyone: true or a list of who',
      `anyone: true beside ${named.join(', ')}`,
      'key',
    ),
  ];
};

/** It says which organization the units are of, and is no condition by itself. */
const organizationAlone = ({ value, path }: Part<Mapping>): Problem[] =>
  'organization' in value && !('organizationalUnits' in value)
    ? [
        problem(
          [...path, 'organization'],
          'organizationalUnits beside it (the root, r-xxxx, for the whole organization)',
          'organization alone',
          'key',
        ),
      ]
    : [];

const acceptedAndRejected = (accept: readonly Part<Mapping>[], reject: readonly Part<Mapping>[]): Problem[] => {
  const rejected = new Map(
    reject.flatMap((rule) => textsAt(rule, 'accounts')).map((account) => [account.value, account.path]),
  );
  return accept
    .flatMap((rule) => textsAt(rule, 'accounts'))
    .flatMap(({ value, path }) => {
      const other = rejected.get(value);
      const expected = 'an account that the rule set does not reject';
      return other ? [problem(path, expected, `"${value}", rejected by ${formatPath(other)}`)] : [];
    });
};
