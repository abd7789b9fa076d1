/** What goes wrong between us and a primary: one error class with a code for each way. Pure. */

/** Response codes by number (RFC 1035, RFC 2136, RFC 8945). */
const RCODES: Readonly<Record<number, string>> = {
  0: 'NOERROR',
  1: 'FORMERR',
  2: 'SERVFAIL',
  3: 'NXDOMAIN',
  4: 'NOTIMP',
  5: 'REFUSED',
  6: 'YXDOMAIN',
  7: 'YXRRSET',
  8: 'NXRRSET',
  9: 'NOTAUTH',
  10: 'NOTZONE',
};

/** TSIG's own errors by number (RFC 8945 section 3). */
const TSIG_ERRORS: Readonly<Record<number, string>> = { 16: 'BADSIG', 17: 'BADKEY', 18: 'BADTIME', 22: 'BADTRUNC' };

/** What a response code is called (RFC 1035, RFC 2136), or its number. */
export const rcodeName = (rcode: number): string => RCODES[rcode] ?? `RCODE${rcode}`;

/** What an error of a TSIG record is called (RFC 8945), or its number. */
export const tsigErrorName = (error: number): string => TSIG_ERRORS[error] ?? `TSIG${error}`;

/**
 * What a new read, a little later, may find otherwise: a busy server, or a zone that somebody else has changed meanwhile.
 * YXDOMAIN is none: what is in the way may be of a type that no read asks for.
 */
const PASSING = new Set(['SERVFAIL', 'TIMEOUT', 'TRUNCATED', 'NXRRSET', 'YXRRSET', 'NXDOMAIN']);

/** Node's codes of connections that fail: ECONNREFUSED, EHOSTUNREACH, ENOTFOUND, EAI_AGAIN, … */
const CONNECTION = /^E[A-Z_]+$/;

/**
 * A primary did not do what it was asked for. `code` is the name of a response code (REFUSED, NXRRSET, …) or of a TSIG
 * error (BADKEY, BADSIG, BADTIME), UNSIGNED, TIMEOUT, TRUNCATED, MALFORMED, TOO_LARGE, or Node's code of a failed
 * connection. No message tells anything of a key but its name.
 */
export class DnsUpdateError extends Error {
  readonly code: string;
  /** May the same work later, after a new read? */
  readonly retryable: boolean;

  constructor(
    code: string,
    message: string,
    { retryable, ...options }: ErrorOptions & { readonly retryable?: boolean } = {},
  ) {
    super(message, options);
    this.name = code;
    this.code = code;
    this.retryable = retryable ?? (PASSING.has(code) || CONNECTION.test(code));
  }
}
