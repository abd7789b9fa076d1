/** One sign for each thing that a plan says. Pure. */
import type { Change } from '../../lib/core/plan.ts';

/**
 * `+` comes, `~` changes, `-` goes; `=` waits and comes right by itself, `x` is blocked by the guard, `!` needs people, `*` is a
 * warning, and `.` is left as it is.
 */
export type Sign = '+' | '~' | '-' | '=' | 'x' | '!' | '*' | '.';

/** What takes something away although something is there afterwards. */
const REMOVING: readonly string[] = ['reject', 'revoke', 'untag'];
/** What lets something in that was there already, waiting. */
const ADDING: readonly string[] = ['accept', 'associate', 'allow', 'watch', 'verify'];

/** The sign of a change that nothing holds. */
export const signOf = ({ action, before, after }: Change): '+' | '~' | '-' => {
  if (REMOVING.includes(action) || after === undefined) return '-';
  return ADDING.includes(action) || before === undefined ? '+' : '~';
};

/** What a terminal shows a sign in. */
export const STYLES = {
  '+': 'green',
  '~': 'yellow',
  '-': 'red',
  '=': 'cyan',
  x: 'magenta',
  '!': 'red',
  '*': 'yellow',
  '.': 'dim',
} as const satisfies Readonly<Record<Sign, string>>;
