/** State machines of Step Functions. They come from the template only: the API is not simulated. */

export interface StateMachine {
  readonly name: string;
  readonly arn: string;
  /** In the Amazon States Language. */
  readonly definition: Definition;
}

export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Parameters?: Readonly<Record<string, string>>;
  readonly End?: boolean;
  readonly [other: string]: unknown;
}

/** The slice of the account that Step Functions owns, by ARN. */
export interface StepFunctionsState {
  readonly machines: Record<string, StateMachine>;
}

export const emptyStepFunctions = (): StepFunctionsState => ({ machines: {} });
