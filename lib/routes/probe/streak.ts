/** What a streak of probes says about an appliance. Pure. */

/** Probes with the same result in a row, up to the latest; one of the two counts is always 0. */
export interface Streak {
  readonly answers: number;
  readonly silences: number;
}

export const NO_STREAK: Streak = { answers: 0, silences: 0 };

/** The streak with one more probe, which was answered or not. */
export const extended = ({ answers, silences }: Streak, answered: boolean): Streak =>
  answered ? { answers: answers + 1, silences: 0 } : { answers: 0, silences: silences + 1 };

/** The state of the alarm that a streak calls for, once it is long enough. Until then the state stays as it is. */
export const verdictOf = (
  { answers, silences }: Streak,
  { fall, rise }: { readonly fall: number; readonly rise: number },
): 'OK' | 'ALARM' | undefined => {
  if (silences >= fall) return 'ALARM';
  return answers >= rise ? 'OK' : undefined;
};
