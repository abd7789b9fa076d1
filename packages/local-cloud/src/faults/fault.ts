/** What may go wrong, as data. All of it is off unless asked for. */

/** Which calls meet a fault. */
interface Calls {
  /** The signing name of the service; without it, any. */
  readonly service?: string;
  readonly operation?: string;
  /** Only those that read, or only those that write. */
  readonly access?: 'read' | 'write';
  /** A value somewhere in the input, such as an id; without it, whatever it says. */
  readonly about?: string;
  /** The name of the role or user who calls; without it, any. */
  readonly principal?: string;
  /** The first of these calls that meets it, counted from 1 since it was set; default 1. */
  readonly from?: number;
  /** How many of them in a row do; default 1. */
  readonly times?: number;
  /** How probable it is for each of those, drawn by the seed; default 1. */
  readonly chance?: number;
}

/** Before the operation takes effect, or after it. */
type When = 'before' | 'after';

/** What happens to a call. */
export type CallTrouble =
  /** Answered with the service's own error of that kind, and without effect. */
  | { readonly kind: 'throttled' | 'unavailable' | 'denied' }
  /** Answered with this error, and without effect. */
  | { readonly kind: 'refused'; readonly code: string; readonly status?: number; readonly message?: string }
  /** The connection is reset instead of an answer. */
  | { readonly kind: 'reset'; readonly when: When }
  /** Nothing is ever answered; the connection stays. */
  | { readonly kind: 'hanging'; readonly when: When }
  /** The process that calls is killed. */
  | { readonly kind: 'killed'; readonly when: When }
  /** Takes effect; the answer is HTTP 200 with this body, by default one that no protocol can decode. */
  | { readonly kind: 'garbled'; readonly body?: string }
  /** Takes effect and is answered, so many ms later. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** A read answers what was so many seconds ago; a write is not met. */
  | { readonly kind: 'stale'; readonly seconds: number }
  /**
   * So many items of a call for several (default 1, the first) are refused in an answer that is otherwise a success, with
   * this code (default: the service's throttle). A call that has no such items is not met.
   */
  | { readonly kind: 'unsuccessful'; readonly items?: number; readonly code?: string };

export type CallFault = Calls & CallTrouble;

/** Which events meet a fault: those of a bus by source and detail-type, and notifications by the ARN of their topic. */
interface Events {
  readonly source?: string;
  readonly detailType?: string;
  readonly topic?: string;
  readonly from?: number;
  readonly times?: number;
  readonly chance?: number;
}

/** What happens to an event on its way to its targets. */
export type EventTrouble =
  /** Delivered twice, the second time so many ms later (default 0), as at-least-once delivery may. */
  | { readonly kind: 'duplicated'; readonly ms?: number }
  /** Delivered after the event that comes next, or so many ms later when none comes (default 1,000). */
  | { readonly kind: 'reordered'; readonly ms?: number }
  | { readonly kind: 'delayed'; readonly ms: number }
  | { readonly kind: 'dropped' };

export type EventFault = Events & EventTrouble;

/** The clock of a function, by default of every one, is so many ms ahead of AWS's; negative: behind. */
export interface Skew {
  readonly kind: 'skewed';
  readonly function?: string;
  readonly ms: number;
}

/** A fault in the words of a journal and of a test's name: `reset after`, `slow`. */
export const nameOf = (fault: CallTrouble | EventTrouble): string =>
  'when' in fault ? `${fault.kind} ${fault.when}` : fault.kind;
