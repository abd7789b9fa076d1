/** Times of the week in which something may happen by itself: `Sun 02:00-04:00 Europe/London`. Pure. */

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

const WINDOW = /^(?<days>[A-Z][a-z]{2}(?:,[A-Z][a-z]{2})*) (?<from>\d\d:\d\d)-(?<to>\d\d:\d\d) (?<zone>\S+)$/;

interface Window {
  readonly days: readonly number[];
  /** Minutes of the day. One that ends before it begins ends on the next day. */
  readonly from: number;
  readonly to: number;
  /** Tells the day of the week and the minute of the day at a moment, in the window's time zone. */
  readonly clock: Intl.DateTimeFormat;
}

/** Nothing for a text that names no window: an unknown day or time zone, a time that no clock shows, no time at all. */
const parse = (text: string): Window | undefined => {
  const { days = '', from = '', to = '', zone = '' } = WINDOW.exec(text)?.groups ?? {};
  const numbers = days.split(',').map((day) => DAYS.indexOf(day as (typeof DAYS)[number]));
  const [begins, ends] = [minutesOf(from), minutesOf(to)];
  const clock = clockOf(zone);
  if (numbers.includes(-1) || begins === undefined || ends === undefined || begins === ends || !clock) return undefined;
  return { days: numbers, from: begins, to: ends, clock };
};

const minutesOf = (time: string): number | undefined => {
  const [hours = 24, minutes = 60] = time.split(':').map(Number);
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : undefined;
};

const clockOf = (timeZone: string): Intl.DateTimeFormat | undefined => {
  try {
    const form = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    return new Intl.DateTimeFormat('en-GB', { ...form, timeZone });
  } catch {
    return undefined;
  }
};

export const isWindow = (text: string): boolean => parse(text) !== undefined;

/** Is the moment (ms since the epoch) in the window, by the clocks of its time zone? */
export const isInWindow = (text: string, at: number): boolean => {
  const window = parse(text);
  if (!window) return false;
  const parts = new Map(window.clock.formatToParts(at).map(({ type, value }) => [type, value]));
  const day = DAYS.indexOf(parts.get('weekday') as (typeof DAYS)[number]);
  const minute = minutesOf(`${parts.get('hour')}:${parts.get('minute')}`) ?? 0;
  const { days, from, to } = window;
  if (from < to) return days.includes(day) && minute >= from && minute < to;
  return (days.includes(day) && minute >= from) || (days.includes((day + 6) % 7) && minute < to);
};
