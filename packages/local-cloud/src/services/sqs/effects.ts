/**
 * Carries the effects of an operation beside its output, out of sight of the wire: the call's journal entry, their
 * cause, is only written after the operation has ended.
 */
import { type Effects, joinEffects, noEffects } from './messages.ts';

const effects = Symbol('effects');

interface Affected {
  readonly [effects]?: Effects;
}

/** The output, with what `delivery/` has to do once the call is journalled. */
export const withEffects = <Output extends object>(output: Output, ...all: readonly Effects[]): Output & Affected => ({
  ...output,
  [effects]: joinEffects(all),
});

/** The effects that came with an operation's output. */
export const effectsOf = (output: unknown): Effects => (output as Affected | undefined)?.[effects] ?? noEffects;
