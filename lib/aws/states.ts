/**
 * States as AWS names them, read so that one that AWS adds later stays visible as such: the compiler makes a judgement say
 * what it makes of a state that is not listed. Pure.
 */

/** A state that is not listed, with AWS's own word for it in brackets. It is doubt, and nothing is done because of it. */
export type Unlisted = `unknown (${string})`;

/** One of the listed states, or one that AWS named and the list lacks. */
export type State<Listed extends string> = Listed | Unlisted;

/** Reads a state in whatever case: the wire says `pendingAcceptance` where the SDK's enums say `PendingAcceptance`. */
export const readState = <Listed extends string>(
  listed: readonly Listed[],
  state: string | undefined,
): State<Listed> => {
  const folded = state?.toLowerCase();
  return listed.find((one) => one.toLowerCase() === folded) ?? `unknown (${state || 'none'})`;
};

/** Is it a state that is not listed? */
export const isUnlisted = (state: string): state is Unlisted => state.startsWith('unknown (');

/** A judgement on states: an answer for each that is listed, which the compiler asks for, and one for all others. */
export const judge =
  <S extends string>() =>
  <Answer>(answers: Readonly<Record<Exclude<S, Unlisted>, Answer>>, unlisted: Answer) =>
  (state: S): Answer =>
    isUnlisted(state) ? unlisted : answers[state as Exclude<S, Unlisted>];
