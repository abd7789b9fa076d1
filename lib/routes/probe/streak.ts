/** What a row of probes says about an appliance. Pure. */

/** Answers and silences in a row, up to the latest probe; one of the two is always 0. */
export interface Row {
  readonly answers: number;
  readonly silences: number;
}

export const NONE: Row = { answers: 0, silences: 0 };

export const counted = ({ answers, silences }: Row, answered: boolean): Row =>
  answered ? { answers: answers + 1, silences: 0 } : { answers: 0, silences: silences + 1 };

/** The state that a row calls for, once it is long enough. Until then the state stays as it is. */
export const verdictOf = (
  { answers, silences }: Row,
  { fall, rise }: { readonly fall: number; readonly rise: number },
): 'OK' | 'ALARM' | undefined => {
  if (silences >= fall) return 'ALARM';
  return answers >= rise ? 'OK' : undefined;
};
