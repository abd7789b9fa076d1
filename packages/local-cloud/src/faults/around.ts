/** What a fault does around one operation: before it, in its place, or to its answer. */
import type { Asked, Call } from '../service.ts';
import { AwsError } from '../wire/error.ts';
import type { Bag } from '../wire/message.ts';
import { denied, throttled, unavailable } from './errors.ts';
import type { CallTrouble } from './fault.ts';
import type { History } from './history.ts';
import { itemsOf, withoutItems } from './items.ts';

/** How an answer goes that does not reach the caller as it is. */
export type Fate =
  | { readonly how: 'reset' | 'silence' | 'killed' }
  | { readonly how: 'garbled'; readonly body: string };

/** A call that never reached its operation, and that nothing answers. */
export class Unanswered extends Error {
  readonly fate: Fate;

  constructor(fate: Fate) {
    super('The call did not arrive.');
    this.name = 'Unanswered';
    this.fate = fate;
  }
}

/** Runs the operation itself. */
export type Operate = (input: Bag, call: Call) => Promise<Bag>;

/** What the operation came to, and what becomes of the answer that says so. */
export type Outcome = ({ readonly output: Bag } | { readonly error: AwsError }) & { readonly fate?: Fate };

/** The operation's answer is lost or spoilt, whatever it is. */
const underFate = async (fate: Fate, operated: Promise<Bag>): Promise<Outcome> => {
  try {
    return { output: await operated, fate };
  } catch (error) {
    if (error instanceof AwsError) return { error, fate };
    throw error;
  }
};

/** No protocol of AWS reads this. */
const GARBAGE = '<<\u0000 not an answer';

const FATES = { reset: 'reset', hanging: 'silence', killed: 'killed' } as const;

const inPlace = (trouble: CallTrouble, { service, operation }: Asked): AwsError | undefined => {
  switch (trouble.kind) {
    case 'throttled':
      return throttled(service);
    case 'unavailable':
      return unavailable(service);
    case 'denied':
      return denied(service, operation);
    case 'refused':
      return new AwsError(trouble.code, trouble.message ?? `${trouble.code} was injected.`, trouble.status ?? 400);
    default:
      return undefined;
  }
};

/** What a fault works with beside the call. */
export interface Means {
  readonly history: History;
  /** Resolves after so many ms. */
  readonly wait: (ms: number) => Promise<unknown>;
}

/** Carries out one call under a fault. Throws AwsError for what is answered in its place, Unanswered for nothing at all. */
export const around = async (
  trouble: CallTrouble,
  asked: Asked,
  { history, wait }: Means,
  operate: Operate,
): Promise<Outcome> => {
  const error = inPlace(trouble, asked);
  if (error) throw error;
  const [input, call] = [asked.input as Bag, asked.call];
  switch (trouble.kind) {
    case 'reset':
    case 'hanging':
    case 'killed': {
      const fate: Fate = { how: FATES[trouble.kind] };
      if (trouble.when === 'before') throw new Unanswered(fate);
      return underFate(fate, operate(input, call));
    }
    case 'garbled':
      return underFate({ how: 'garbled', body: trouble.body ?? GARBAGE }, operate(input, call));
    case 'slow': {
      const output = await operate(input, call);
      await wait(trouble.ms);
      return { output };
    }
    case 'stale':
      return { output: await operate(input, { ...call, account: history.at(call.now - trouble.seconds * 1_000) }) };
    case 'unsuccessful': {
      const items = itemsOf(asked.service, asked.operation);
      const { code, message } = throttled(asked.service);
      const why = { code: trouble.code ?? code, message };
      if (!items) return { output: await operate(input, call) };
      const refused = trouble.items ?? 1;
      return { output: await withoutItems(items, { input, refused, why }, (left) => operate(left, call)) };
    }
    default:
      return { output: await operate(input, call) };
  }
};
