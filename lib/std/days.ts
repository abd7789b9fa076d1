/** Days of the calendar, as people write them: 2027-01-31. */

const DAY = 24 * 3_600_000;

/** Is a day over, by UTC? `now` in ms since the epoch. */
export const isOver = (day: string, now: number): boolean => now >= Date.parse(`${day}T00:00:00Z`) + DAY;
