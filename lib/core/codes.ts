/** How a list of codes is spoken with, and the codes that any controller's run can come to. Pure. */
import type { Finding, Reason, Skip } from './plan.ts';
import type { Code, RowOf, StandingOf } from './standing.ts';

/** A list of codes, by code. */
export type Codes = Readonly<Record<string, Code>>;

/** Those codes of a list that can be said as a finding. */
export type FindingCode<L extends Codes> = {
  [C in keyof L & string]: L[C] extends { severity: string } ? C : never;
}[keyof L & string];

/** The remedy of a finding: given, unless its row has one. */
type Remedy<L extends Codes, C extends keyof L> = [L[C]] extends [{ remedy: string }] ? [] : [remedy: string];

/** What is said by the codes of one list, and by no other. */
export interface Words<L extends Codes> {
  reason<C extends keyof L & string>(code: C, message: string): Reason<C>;
  skip(key: string, code: keyof L & string, message: string): Skip;
  /** Its severity stands in the list, and its remedy where it depends on nothing. */
  finding<C extends FindingCode<L>>(key: string, why: Reason<C>, ...given: Remedy<L, C>): Finding;
  /** The codes of the list, and those of the core. */
  readonly standingOf: StandingOf;
  readonly rowOf: RowOf;
}

/** Binds what a controller says to its list: a code that has no row is a type error. */
export const wordsOf = <const L extends Codes>(codes: L): Words<L> => {
  const rowOf: RowOf = (code) => rowIn(codes, code) ?? rowIn(CORE_CODES, code);
  return {
    reason: (code, message) => ({ code, message }),
    skip: (key, code, message) => ({ key, reason: { code, message } }),
    finding: (key, why, ...[given]) => {
      const { severity = 'error', remedy = '' } = codes[why.code] ?? {};
      return { key, severity, reason: why, remedy: given ?? remedy };
    },
    standingOf: (code) => rowOf(code)?.standing,
    rowOf,
  };
};

const rowIn = (codes: Codes, code: string): Code | undefined => (Object.hasOwn(codes, code) ? codes[code] : undefined);

/** What the loop itself says, the guard of several units, and a run by hand. */
export const CORE_CODES = {
  TOO_MANY_CHANGES: {
    standing: 'held',
    text: 'blocked: the run would have changed more of a zone or group than `guard` allows; the rest went on',
  },
  TOO_MANY_UNITS: {
    standing: 'held',
    text: 'blocked: more zones or services than `guard.maxUnits` would have lost something; the run did nothing',
  },
  PLAN_DIFFERS: {
    standing: 'held',
    text: 'blocked: the plan is not the one that `expect` is the digest of; the run wrote nothing',
  },
  UNCONFIRMED: {
    standing: 'waiting',
    text: 'failed: AWS confirmed the write, but after 10 s its answers still contradicted it',
  },
  OUT_OF_TIME: {
    standing: 'waiting',
    text: "failed: not started, since too little of the function's time was left; the next run goes on with it",
  },
  CUT_SHORT: {
    standing: 'waiting',
    text: 'failed: the call was made, and was not answered or could not be made again before the run had to end',
  },
  MADE_WAY: {
    standing: 'waiting',
    text: 'failed: not made yet, since nobody is waiting for it and a failover never waits behind it; the next run goes on with it',
  },
  NO_PROGRESS: {
    standing: 'failed',
    text: 'failed: a run that goes on with what an earlier one had left ended with no less left; somebody else undoes what it does',
  },
  LATE: {
    standing: 'waiting',
    text: 'failed: a part of what the run looks at did not come in time; what needs it waits for the next try, all else goes on',
  },
  PREREQUISITE_FAILED: { standing: 'waiting', text: 'failed: a change that it needs failed first' },
  OUT_OF_LOOKS: {
    standing: 'failed',
    text: 'failed: still to be done after three rounds; somebody else keeps changing it',
  },
  NO_OUTCOME: { standing: 'failed', text: 'failed: the controller told no outcome (a fault of Waykeeper)' },
  MODE_IS_PLAN: {
    standing: 'left',
    severity: 'warning',
    text: 'finding: asked by hand to apply, and only planned, since the config has the controller in mode `plan`',
  },
  ACKNOWLEDGEMENT_ENDED: {
    standing: 'left',
    severity: 'warning',
    text: 'finding: the day is over until which an entry of `acknowledge` held',
    remedy: 'mend it, or acknowledge it for longer; if it is mended, take the entry away',
  },
  ONLY_FINDS_NOTHING: {
    standing: 'left',
    severity: 'warning',
    text: 'finding: nothing goes by a name of `only`; the remedy lists what could be named',
  },
} as const satisfies Codes;

/** One of the core's codes. */
export type CoreCode = keyof typeof CORE_CODES;

export const { reason, finding } = wordsOf(CORE_CODES);
