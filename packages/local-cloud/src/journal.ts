/**
 * What happened in the local cloud, in order, with cause and effect linked: the terminal, the tests and the console
 * read it. Entries are data and are never changed after they were written.
 */

/** `cause` is the id of the entry that led to this one: an invocation for a call, a call for an event, and so on. */
interface EntryBase {
  readonly id: number;
  /** Local-cloud time in ms since the epoch. */
  readonly at: number;
  readonly cause?: number;
}

export type JournalFact =
  | {
      readonly kind: 'call';
      readonly service: string;
      readonly operation: string;
      readonly readOnly: boolean;
      readonly principal: string;
      readonly input: unknown;
      readonly error?: string;
      readonly durationMs: number;
    }
  | { readonly kind: 'event'; readonly source: string; readonly detailType: string; readonly event: unknown }
  | {
      readonly kind: 'message';
      readonly queue: string;
      readonly action: 'sent' | 'deduplicated' | 'received' | 'deleted' | 'returned' | 'redriven';
      readonly messageId: string;
      readonly body?: string;
    }
  | {
      /** Something that reached no target: `from` is the rule, subscription or schedule that it was sent by. */
      readonly kind: 'undelivered';
      readonly from: string;
      readonly target: string;
      readonly code: string;
      readonly message: string;
      readonly deadLetterQueue?: string;
    }
  | {
      readonly kind: 'notification';
      readonly topic: string;
      readonly message: string;
      readonly subject?: string;
    }
  /** What a person got who subscribes to a topic by email. */
  | { readonly kind: 'email'; readonly to: string; readonly subject: string; readonly text: string }
  | { readonly kind: 'invocation'; readonly function: string; readonly payload: unknown }
  | {
      readonly kind: 'result';
      readonly function: string;
      readonly durationMs: number;
      readonly value?: unknown;
      readonly error?: { readonly type: string; readonly message: string };
    }
  /** The line that a run logs: its report, and all of the line as it was written. */
  | { readonly kind: 'report'; readonly function: string; readonly report: unknown; readonly line: string }
  | { readonly kind: 'log'; readonly function: string; readonly line: string }
  | { readonly kind: 'transition'; readonly service: string; readonly transition: string; readonly key: string }
  /** A fault that was asked for, and what met it: a service and its operation with its input, an event, or a topic. */
  | { readonly kind: 'fault'; readonly fault: string; readonly of: string; readonly input?: unknown }
  | { readonly kind: 'clock'; readonly movedMs: number };

export type JournalEntry = EntryBase & JournalFact;

/** Keeps entries in memory and tells listeners of each new one. */
export interface Journal {
  readonly entries: readonly JournalEntry[];
  /** Adds a fact and returns its entry, whose id is the `cause` of what follows from it. */
  add(fact: JournalFact, cause?: number): JournalEntry;
  /** Calls `listener` for each new entry until the returned function is called. */
  listen(listener: (entry: JournalEntry) => void): () => void;
}

/** An empty journal. `now` is local-cloud time in ms since the epoch. */
export const createJournal = (now: () => number): Journal => {
  const entries: JournalEntry[] = [];
  const listeners = new Set<(entry: JournalEntry) => void>();
  return {
    entries,
    add: (fact, cause) => {
      const entry = { id: entries.length + 1, at: now(), ...(cause === undefined ? {} : { cause }), ...fact };
      entries.push(entry);
      for (const listener of listeners) listener(entry);
      return entry;
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
