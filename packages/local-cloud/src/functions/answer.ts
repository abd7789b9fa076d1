/** What an invocation comes to, for whoever waits for it in this process. */
import type { Finished } from './pool.ts';
import type { FunctionFault } from './runtime-api.ts';

/** What a function threw, or how it ended; `name` is Lambda's errorType. */
class FunctionFailure extends Error {
  readonly trace: readonly string[];

  constructor({ errorType, errorMessage, trace = [] }: FunctionFault) {
    super(errorMessage);
    this.name = errorType;
    this.trace = trace;
  }
}

/** What the function returned. Throws FunctionFailure. */
export const answerOf = ({ outcome }: Finished): unknown => {
  if ('fault' in outcome) throw new FunctionFailure(outcome.fault);
  return JSON.parse(outcome.value) as unknown;
};
