/** Which policies name endpoints that are not there. Pure. */
import type { EndpointPolicy } from '../aws/types.ts';
import type { Finding } from '../core/plan.ts';
import { finding, reason } from './codes.ts';

/** What was read of the account, and what is known of it otherwise. */
export interface Policies {
  /** All endpoints of the account in this Region: which are there is known by them. */
  readonly endpoints: readonly EndpointPolicy[];
  /** Policies of buckets (JSON), by the bucket's name. */
  readonly buckets: readonly (readonly [bucket: string, policy: string])[];
  /** Ids of endpoints that were this account's here. AWS does not tell whose an id is that it does not list. */
  readonly remembered: readonly string[];
}

/** One finding for each policy and code. */
export const policyFindings = ({ endpoints, buckets, remembered }: Policies): Finding[] => {
  const there = new Set(endpoints.filter(({ state }) => state !== 'deleted').map(({ id }) => id));
  const ofEndpoints = endpoints.flatMap(({ id, policy }) => (policy === undefined ? [] : [[id, policy] as const]));
  return [...ofEndpoints, ...buckets].flatMap(([key, policy]) => {
    const absent = conditionsIn(policy).map((one) => ({ ...one, ids: one.ids.filter((id) => !there.has(id)) }));
    const shutting = absent.filter(({ ids, admits, isDoor }) => isDoor && ids.length > 0 && ids.length === admits);
    const [shut, named] = [idsOf(shutting), idsOf(absent)];
    const rest = named.filter((id) => !shut.includes(id));
    const [gone, unknown] = [
      rest.filter((id) => remembered.includes(id)),
      rest.filter((id) => !remembered.includes(id)),
    ];
    return [
      ...(shut.length === 0 ? [] : [finding(key, reason('POLICY_SHUTS_OUT', shutText(shutting, shut, remembered)))]),
      ...(gone.length === 0
        ? []
        : [finding(key, reason('POLICY_ENDPOINT_GONE', `its policy names ${gone.join(', ')}, gone`))]),
      ...(unknown.length === 0 ? [] : [finding(key, reason('POLICY_ENDPOINT_UNKNOWN', unknownText(unknown)))]),
    ];
  });
};

const unknownText = (ids: readonly string[]): string =>
  `its policy names ${ids.join(', ')}, not among this account's endpoints here: gone, or of another account or Region`;

const shutText = (conditions: readonly Condition[], ids: readonly string[], remembered: readonly string[]): string => {
  const statements = [...new Set(conditions.map(({ statement }) => statement))].join(', ');
  const others = conditions.some(({ isAlone }) => !isAlone) ? ' (where its other conditions hold)' : '';
  const fate = ids.every((id) => remembered.includes(id))
    ? `which ${ids.length === 1 ? 'is' : 'are'} gone`
    : "not among this account's endpoints here: nobody gets in, unless of another account or Region";
  return `${statements} denies whoever does not come by ${ids.join(', ')}${others}, ${fate}`;
};

const idsOf = (conditions: readonly Condition[]): string[] => [...new Set(conditions.flatMap(({ ids }) => ids))].sort();

/** A condition on the endpoint by which a request comes. */
interface Condition {
  /** What people find the statement by. */
  readonly statement: string;
  /** The endpoints that it names; patterns name none. */
  readonly ids: readonly string[];
  /** How many values it has: each that is no endpoint which is absent may let somebody in. */
  readonly admits: number;
  /** Is everybody denied who does not come by one of them? */
  readonly isDoor: boolean;
  /** Has its statement no other condition? */
  readonly isAlone: boolean;
}

type Values = Readonly<Record<string, unknown>>;

interface Statement {
  readonly Sid?: string;
  readonly Effect?: string;
  readonly Condition?: Readonly<Record<string, Values>>;
}

/** AWS takes no policy that is not JSON. */
const conditionsIn = (policy: string): Condition[] => {
  const { Statement = [] } = JSON.parse(policy) as { Statement?: Statement | readonly Statement[] };
  return [Statement].flat().flatMap((one, at) => conditionsOf(one as Statement, at));
};

const conditionsOf = ({ Sid, Effect, Condition = {} }: Statement, at: number): Condition[] => {
  const all = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([name, values]) => ({ operator, name, values: [values].flat().map(String) })),
  );
  return all.flatMap(({ operator, name, values }) => {
    const compared = OPERATOR.exec(operator);
    if (name.toLowerCase() !== 'aws:sourcevpce' || !compared) return [];
    const [, set = '', not, ifExists] = compared;
    // Whoever comes by no endpoint at all has no such key: these two let them pass.
    const isEvaded = ifExists !== undefined || set.toLowerCase() === 'foranyvalue:';
    return {
      statement: Sid ? `statement ${Sid}` : `statement ${at + 1}`,
      ids: values.filter((value) => ENDPOINT_ID.test(value)).map((value) => value.toLowerCase()),
      admits: values.length,
      isDoor: Effect === 'Deny' && not !== undefined && !isEvaded,
      isAlone: all.length === 1,
    };
  });
};

/** The operators that compare texts (IAM User Guide, "Condition operators"). */
const OPERATOR = /^(forallvalues:|foranyvalue:)?string(not)?(?:equals|equalsignorecase|like)(ifexists)?$/i;

/** No endpoint service (`vpce-svc-…`), and no pattern of `StringLike`. */
const ENDPOINT_ID = /^vpce-[0-9a-z]+$/i;
