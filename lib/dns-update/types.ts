/** What is said in dynamic updates (RFC 2136). Names are in normal form: lower case, no trailing dot; `*` stands for itself. */

/** All records of one name and type; a TXT value is its plain text, without quotes. `ttl` in seconds. */
export interface Rrset {
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'TXT';
  readonly ttl: number;
  readonly values: readonly string[];
}

/** What must hold on the server, or nothing is changed (RFC 2136 section 2.4). */
export type Prerequisite =
  /** Exactly these records are there; the TTL does not count. */
  | { readonly kind: 'holds'; readonly name: string; readonly type: Rrset['type']; readonly values: readonly string[] }
  /** No record of that name and type is there. */
  | { readonly kind: 'lacks'; readonly name: string; readonly type: Rrset['type'] }
  /** Some record of that name is there; one that a wildcard stands in for is not. */
  | { readonly kind: 'used'; readonly name: string }
  /** No record of that name is there at all. */
  | { readonly kind: 'unused'; readonly name: string };

/** One atomic change: all of it happens, the deletes first, or nothing does. */
export interface Update {
  readonly zone: string;
  readonly prerequisites: readonly Prerequisite[];
  /** Sets that go, whatever they hold. */
  readonly deletes: readonly { readonly name: string; readonly type: Rrset['type'] }[];
  /** Records that come; a server drops without a word those that cannot stand beside a CNAME, so require that none is there. */
  readonly adds: readonly Rrset[];
}

/** A TSIG key (RFC 8945). The secret never appears in a message. */
export interface TsigKey {
  /** Normal form. */
  readonly name: string;
  readonly algorithm: 'hmac-sha256' | 'hmac-sha512';
  readonly secret: Uint8Array;
}
