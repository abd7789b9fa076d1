/** Whose turn it is: which of the things that fit a fault meet it. */

interface Turns {
  readonly from?: number;
  readonly times?: number;
  readonly chance?: number;
}

/** Counts what fits, one after the other, and answers whether it meets the fault. */
export const turnsOf = ({ from = 1, times = 1, chance = 1 }: Turns, random: () => number): (() => boolean) => {
  let count = 0;
  return () => {
    count += 1;
    // Drawn for each, so that one draw more or less shifts no other.
    const drawn = random() < chance;
    return drawn && count >= from && count < from + times;
  };
};
