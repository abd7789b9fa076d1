/** Entries of `dns.forwarders` and `dns.answers` as flow YAML, each with one part that a test is about. */
import { sentences } from './faults.ts';

/** The faults of a config with these keys of `dns`. */
export const dnsFaults = (keys: string): string[] => sentences(`{ version: 1, dns: { ${keys} } }`);

/** One entry; `more` are further keys, each with a comma after it. */
export interface Written {
  readonly name?: string;
  readonly domains?: string;
  readonly from?: string;
  readonly more?: string;
  readonly publish: string;
}

/** An entry of `dns.forwarders`. */
export const forwarder = ({
  name = 'f',
  domains = '[a.example]',
  from = 'vpcResolver: vpc-0a',
  more = '',
  publish,
}: Written): string => `{ name: ${name}, domains: ${domains}, from: { ${from} }, ${more} publish: [${publish}] }`;

/** An entry of `dns.answers`. */
export const answersEntry = ({
  name = 'f',
  domains = '[a.example]',
  from = 'as: addresses',
  publish,
}: Written): string =>
  `{ name: ${name}, domains: ${domains}, from: { endpoint: { id: vpce-0a }, ${from} }, publish: [${publish}] }`;

export const forwarderFaults = (written: Written): string[] => dnsFaults(`forwarders: [${forwarder(written)}]`);
export const answersFaults = (written: Written): string[] => dnsFaults(`answers: [${answersEntry(written)}]`);
