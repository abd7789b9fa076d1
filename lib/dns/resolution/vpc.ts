/** A VPC as its clients find it: who answers names there, and how far its addresses reach. Types. */
import type { Admission, EndpointInterface, Route, VpcEndpoints } from '../../aws/types.ts';
import type { Source } from './answerer.ts';

/** A source whose domain cannot be told. */
type Unnamed = Required<Pick<Source, 'id' | 'kind' | 'profile'>>;

/** One VPC. */
export interface VpcView {
  readonly id: string;
  /** What may answer names there, beside AWS's public DNS. */
  readonly sources: readonly Source[];
  /** What Profiles bring that is another account's: nobody here can tell which names it answers. */
  readonly unnamed: readonly Unnamed[];
  /** Its ranges, IPv4 and IPv6. */
  readonly cidrs: readonly string[];
  /** The tables that serve its subnets; nothing while it cannot be told which one serves some of them. */
  readonly tables?: readonly { readonly id: string; readonly routes: readonly Route[] }[];
  readonly gateways: VpcEndpoints['gateways'];
}

/** What was seen around a zone: the VPCs in which it is to answer, and the way to the endpoints that it may lead to. */
export interface Surroundings {
  readonly zoneId: string;
  readonly vpcs: readonly VpcView[];
  readonly interfaces: readonly EndpointInterface[];
  readonly admissions: readonly Admission[];
  /** By service: its private DNS names, as AWS lists them. */
  readonly offered: Readonly<Record<string, readonly string[]>>;
}
