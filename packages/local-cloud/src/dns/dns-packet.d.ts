/** The part of dns-packet that is used; the package brings no types of its own. */
declare module 'dns-packet' {
  export interface Question {
    readonly name: string;
    readonly type: string;
    readonly class?: string;
  }

  /** `data` is text, a list of texts or a mapping, as the type of the record says. */
  export interface Answer {
    readonly name: string;
    readonly type: string;
    readonly class?: string;
    readonly ttl?: number;
    readonly data?: unknown;
    /** Of an EDNS record: how much the asker takes in one UDP packet. */
    readonly udpPayloadSize?: number;
    readonly flags?: number;
    readonly options?: readonly unknown[];
  }

  export interface Packet {
    readonly id?: number;
    readonly type?: 'query' | 'response';
    readonly opcode?: string;
    readonly rcode?: string;
    readonly flags?: number;
    readonly questions?: readonly Question[];
    readonly answers?: readonly Answer[];
    readonly authorities?: readonly Answer[];
    readonly additionals?: readonly Answer[];
  }

  export const AUTHORITATIVE_ANSWER: number;
  export const TRUNCATED_RESPONSE: number;
  export const RECURSION_DESIRED: number;
  export const RECURSION_AVAILABLE: number;

  /** Throws for what is no DNS message. */
  export function decode(buffer: Uint8Array): Packet;
  export function encode(packet: Packet): Buffer;
}
