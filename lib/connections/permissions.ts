/** Which principals a service lets ask for a connection: those that the rules name are added, and nobody is removed. Pure. */
import type { EndpointService } from '../aws/types.ts';
import type { Finding } from '../core/plan.ts';
import { by } from '../std/lists.ts';
import { finding, reason } from './codes.ts';
import type { Policy } from './policy.ts';
import { hasEnded, type Rule } from './rules.ts';
import type { AllowChange, ObservedConnections, Situation } from './types.ts';

const EVERYBODY = '*';

/** What `arn:aws:iam::111122223333:role/app` says. */
interface Principal {
  readonly arn: string;
  readonly partition: string;
  readonly account: string;
  /** `root` is the whole account. */
  readonly name: string;
}

/** Nothing for `*` and for what is no principal of IAM. */
const readPrincipal = (arn: string): Principal | undefined => {
  const [, partition = '', account = '', name = ''] = /^arn:([a-z-]+):iam::(\d{12}):(.+)$/.exec(arn) ?? [];
  return name === '' ? undefined : { arn, partition, account, name };
};

const rootOf = (partition: string, account: string): string => `arn:${partition}:iam::${account}:root`;

/** By what a Region's name begins with; all others are `aws`. */
const PARTITIONS: Readonly<Record<string, string>> = {
  cn: 'aws-cn',
  eusc: 'aws-eusc',
  'us-gov': 'aws-us-gov',
  'us-iso': 'aws-iso',
  'us-isob': 'aws-iso-b',
  'us-isof': 'aws-iso-f',
  'eu-isoe': 'aws-iso-e',
};

/** The partition stands in every ARN of the account; a Region's name tells it, too. */
const partitionOf = ({ loadBalancers: [arn] }: EndpointService, { region }: Situation): string => {
  const [first = '', second = ''] = region.split('-');
  return arn?.split(':')[1] ?? PARTITIONS[first] ?? PARTITIONS[`${first}-${second}`] ?? 'aws';
};

/** Those whom the rules name, and who may not yet ask for a connection. None of them where everybody may. */
export const planPermissions = (
  service: EndpointService,
  policy: Policy,
  observed: ObservedConnections,
): AllowChange[] => {
  const present = observed.principals[service.id];
  if (!present || present.includes(EVERYBODY)) return [];
  const partition = partitionOf(service, observed);
  const accounts = accountsOf(policy, observed).filter(([account]) => !present.includes(rootOf(partition, account)));
  const roots = new Set([...present, ...accounts.map(([account]) => rootOf(partition, account))]);
  const others = policy.principals.filter(
    ({ arn }) => partitionIn(arn) === partition && !present.includes(arn) && !isCovered(arn, roots),
  );
  return [
    ...accounts.map(([account, rule]) => {
      const why = `rule ${rule} lists the account, ${sofar(account, present)}`;
      const principal = rootOf(partition, account);
      return allow(service, account, principal, reason('ACCOUNT_LISTED', why));
    }),
    ...others.map(({ arn, ruleSet }) =>
      allow(
        service,
        arn,
        arn,
        reason('PRINCIPAL_LISTED', `${ruleSet} lists it, and it may not yet ask for a connection`),
      ),
    ),
  ];
};

const allow = ({ id }: EndpointService, name: string, principal: string, why: AllowChange['reason']): AllowChange => ({
  action: 'allow',
  key: `${id}/${name}`,
  serviceId: id,
  principal,
  after: { state: 'allowed' },
  reason: why,
});

/** The accounts to allow, each with the first rule that lists it. */
const accountsOf = ({ adding }: Policy, situation: Situation): (readonly [string, string])[] => {
  const rules = adding.filter((rule) => !hasEnded(rule, situation)).toReversed();
  return [...new Map(rules.flatMap(({ accounts = [], name }) => accounts.map((account) => [account, name] as const)))];
};

const partitionIn = (arn: string): string | undefined => readPrincipal(arn)?.partition;

/** May its whole account ask? */
const isCovered = (arn: string, roots: ReadonlySet<string>): boolean => {
  const principal = readPrincipal(arn);
  return principal !== undefined && roots.has(rootOf(principal.partition, principal.account));
};

/** Who of an account may ask by now. */
const sofar = (account: string, present: readonly string[]): string => {
  const some = present.filter((arn) => readPrincipal(arn)?.account === account).toSorted();
  return some.length > 0
    ? `of which only ${some.join(', ')} may ask for a connection so far`
    : 'which may not yet ask for a connection';
};

/** What a person should know about who may ask for a connection. */
export const permissionFindings = (
  service: EndpointService,
  policy: Policy,
  observed: ObservedConnections,
): Finding[] => {
  const present = observed.principals[service.id] ?? [];
  return [
    ...openToAll(service, present),
    ...unwanted(service, present, policy, observed),
    ...elsewhere(service, policy, observed),
  ];
};

const removal = (id: string, principal: string): string =>
  `aws ec2 modify-vpc-endpoint-service-permissions --service-id ${id} --remove-allowed-principals '${principal}'`;

const openToAll = ({ id, acceptanceRequired }: EndpointService, present: readonly string[]): Finding[] => {
  if (!present.includes(EVERYBODY)) return [];
  const what = acceptanceRequired ? 'ask for a connection' : 'connect, since no acceptance is required';
  const beside = present.length > 1 ? ', whatever else is allowed beside it' : '';
  return [
    finding(
      id,
      reason('OPEN_TO_ALL', `the allowed principal * lets every AWS account ${what}${beside}`),
      removal(id, EVERYBODY),
    ),
  ];
};

/** Principals that no rule names any more, where the rules say whom to allow and nobody else can be meant. */
const unwanted = (
  { id }: EndpointService,
  present: readonly string[],
  policy: Policy,
  observed: ObservedConnections,
): Finding[] => {
  if (policy.adding.length + policy.principals.length === 0) return [];
  const judge = judgeOfAccounts(policy, observed);
  const named = new Set(policy.principals.map(({ arn }) => arn));
  return present.toSorted().flatMap((arn) => {
    const principal = readPrincipal(arn);
    const why = principal && !named.has(arn) ? judge(principal.account) : undefined;
    if (why === undefined) return [];
    return [
      finding(
        `${id}/${arn}`,
        reason('PERMISSION_UNWANTED', `${arn} may ask for a connection, and ${why}`),
        removal(id, arn),
      ),
    ];
  });
};

/** Why an account is not meant to ask; nothing where it is, or may be. */
const judgeOfAccounts = (policy: Policy, situation: Situation): ((account: string) => string | undefined) => {
  const lists = (rules: readonly Rule[]) =>
    new Map(rules.flatMap((rule) => (rule.accounts ?? []).map((one) => [one, rule])));
  const accept = policy.accept.filter((rule) => !hasEnded(rule, situation));
  const [wanted, ended] = [lists(accept), lists(policy.accept)];
  const rejected = lists(policy.reject.filter((rule) => !hasEnded(rule, situation) && isWhole(rule)));
  const mayBeAnybody = accept.some(({ accounts }) => accounts === undefined);
  return (account) => {
    const rejecting = rejected.get(account);
    if (rejecting) return `rule ${rejecting.name} rejects its account`;
    if (wanted.has(account) || mayBeAnybody) return undefined;
    const rule = ended.get(account);
    return rule
      ? `rule ${rule.name}, which listed its account, held until ${rule.until}`
      : 'no accept rule lists its account';
  };
};

/** Does the rule say nothing but accounts? */
const isWhole = ({ organizationalUnits, endpoints, regions, ipAddressTypes }: Rule): boolean =>
  [organizationalUnits, endpoints, regions, ipAddressTypes].every((condition) => condition === undefined);

const elsewhere = (service: EndpointService, { principals }: Policy, observed: ObservedConnections): Finding[] => {
  const own = partitionOf(service, observed);
  return principals
    .filter(({ arn }) => partitionIn(arn) !== own)
    .toSorted(by(({ arn }) => arn))
    .map(({ arn, ruleSet }) => {
      const why = `${ruleSet} lists ${arn}, which is of another partition than the service (${own}): it is not added`;
      return finding(`${service.id}/${arn}`, reason('OTHER_PARTITION', why));
    });
};
