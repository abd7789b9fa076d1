/** Errors of whoever makes the stack: each message says all that a person needs, so that nobody has to see where it came from. */

/** What was asked for cannot be deployed, or not written: what was found, and what to change. */
export class StackError extends Error {
  override readonly name = 'StackError';
}
