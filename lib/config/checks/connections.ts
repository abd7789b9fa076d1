/** Checks across the keys of `connections`. Pure. */
import { formatPath, type Mapping, type Misfit } from '../findings.ts';
import { mappingsAt, misfit, type Part, sameNames, textsAt } from './raw.ts';

const WHO = ['accounts', 'organizationalUnits', 'endpoints', 'anyone'];
const CONDITIONS = [...WHO, 'regions', 'ipAddressTypes'];

export const checkConnections = (root: Part<Mapping>): Misfit[] => {
  const ruleSets = mappingsAt(root, 'connections');
  return [...sameNames(ruleSets), ...ruleSets.flatMap(checkRuleSet)];
};

const checkRuleSet = (ruleSet: Part<Mapping>): Misfit[] => {
  const accept = mappingsAt(ruleSet, 'accept');
  const reject = mappingsAt(ruleSet, 'reject');
  return [
    ...sameNames([...reject, ...accept]),
    ...accept.flatMap((rule) => needsOneOf(rule, WHO)),
    ...reject.flatMap((rule) => needsOneOf(rule, CONDITIONS)),
    ...[...accept, ...reject].flatMap(contradictsAnyone),
    ...acceptedAndRejected(accept, reject),
  ];
};

/** A Region or an address type alone says nothing about who connects: it would accept strangers. */
const needsOneOf = ({ value, path }: Part<Mapping>, keys: readonly string[]): Misfit[] => {
  if (keys.some((key) => key in value)) return [];
  const named = keys.filter((key) => key !== 'anyone').join(', ');
  return [misfit(path, `a condition: one of ${named} (write anyone: true to mean everybody)`, describeRule(value))];
};

const describeRule = (rule: Mapping): string => {
  const keys = Object.keys(rule).filter((key) => key !== 'name');
  return keys.length === 0 ? 'a rule without any' : `a rule with only ${keys.join(', ')}`;
};

const contradictsAnyone = ({ value, path }: Part<Mapping>): Misfit[] => {
  const named = WHO.filter((key) => key !== 'anyone' && key in value);
  if (value.anyone !== true || named.length === 0) return [];
  return [
    misfit(
      [...path, 'anyone'],
      'either anyone: true or a list of who',
      `anyone: true beside ${named.join(', ')}`,
      'key',
    ),
  ];
};

const acceptedAndRejected = (accept: readonly Part<Mapping>[], reject: readonly Part<Mapping>[]): Misfit[] => {
  const rejected = new Map(
    reject.flatMap((rule) => textsAt(rule, 'accounts')).map((account) => [account.value, account.path]),
  );
  return accept
    .flatMap((rule) => textsAt(rule, 'accounts'))
    .flatMap(({ value, path }) => {
      const other = rejected.get(value);
      const expected = 'an account that the rule set does not reject';
      return other ? [misfit(path, expected, `"${value}", rejected by ${formatPath(other)}`)] : [];
    });
};
