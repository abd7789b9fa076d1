/** What files for other DNS servers say, in any format. Pure. */

/** The formats in which forwarders are written: whom to ask. */
export const FORWARDER_FORMATS = ['bind', 'unbound', 'dnsmasq', 'coredns', 'windows', 'json'] as const;
export type ForwarderFormat = (typeof FORWARDER_FORMATS)[number];

/** The formats in which answers are written: what to answer. */
export const ANSWERS_FORMATS = ['rpz', 'hosts', 'unbound', 'dnsmasq'] as const;
export type AnswersFormat = (typeof ANSWERS_FORMATS)[number];

/** What a file of forwarders says. */
export interface ForwarderContent {
  /** Normal form: lower case, no trailing dot. */
  readonly domains: readonly string[];
  /** Canonical spelling, sorted. */
  readonly addresses: readonly string[];
  readonly port: number;
  /** Servers that validate are to take the domains unsigned, where the format can say so. */
  readonly insecure?: boolean;
}

/** What is answered for a name: an endpoint's name, as one that can be asked for, or addresses. */
export type AnswerData =
  | { readonly cname: string }
  | {
      /** IPv4 and IPv6, canonical spelling, sorted. */
      readonly addresses: readonly string[];
    };

/** What a file of answers says: for each domain the name itself and everything below it. */
export interface AnswerContent {
  readonly domains: readonly string[];
  readonly data: AnswerData;
  /** Seconds. */
  readonly ttl: number;
  /** Name of the policy zone; `rpz` alone has one. */
  readonly origin?: string;
}

/** What the header of a published file tells about it. */
export interface PublishedFile {
  /** Name of the config's entry that it was made from. */
  readonly entry: string;
  /** Addresses, or the one name that is answered with. */
  readonly values: readonly string[];
  /** Ids of the sources that the values are from; none in a file of answers. */
  readonly from: readonly string[];
  /** Account, Region and stage of the deployment that made it; files of the first release do not tell. */
  readonly by?: string;
  /** Is its body still as it was written? */
  readonly intact: boolean;
  /** Of an `rpz` file. */
  readonly serial?: number;
  /** Of what it says now: equal for equal content, whatever the serial. */
  readonly digest: string;
}
