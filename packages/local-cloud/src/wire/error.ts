/** An error in AWS's own words: the code that clients see as `error.name`, and the HTTP status it comes with. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Further members of a modelled error, such as `messages` of Route 53's InvalidChangeBatch. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, extra: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.extra = extra;
  }
}
