/**
 * AWS's things in our words: what the ports return and what planners reason about. Plain data without an SDK type.
 * States keep AWS's spelling, in lower camel case (the SDK's enums are PascalCase, the wire is not). Times are ms since
 * the epoch.
 */

export type Tags = Readonly<Record<string, string>>;

export interface EndpointService {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly acceptanceRequired: boolean;
  readonly tags: Tags;
}

/** A consumer's endpoint as the provider sees it. `owner` is a 12-digit account id. */
export interface EndpointConnection {
  readonly serviceId: string;
  readonly endpointId: string;
  readonly owner: string;
  readonly state: string;
  readonly createdAt: number;
}

export interface DnsEntry {
  readonly name: string;
  readonly zoneId: string;
}

export interface Endpoint {
  readonly id: string;
  readonly vpcId: string;
  readonly serviceName: string;
  readonly type: string;
  readonly state: string;
  readonly createdAt: number;
  readonly requesterManaged: boolean;
  /** What its DNS names answer with: A, AAAA or both. */
  readonly recordTypes: readonly ('A' | 'AAAA')[];
  readonly dnsEntries: readonly DnsEntry[];
  readonly tags: Tags;
}

export interface HostedZone {
  readonly id: string;
  /** Lower case, without the trailing dot. */
  readonly name: string;
  readonly private: boolean;
  /** The AWS service that manages the zone; its records are not ours to edit. */
  readonly linkedService?: string;
}

export interface AliasTarget {
  readonly zoneId: string;
  readonly name: string;
  readonly evaluateTargetHealth: boolean;
}

/** One record set, as Route 53 returned it: a DELETE must repeat it exactly. `ttl` is in seconds. */
export interface RecordSet {
  readonly name: string;
  readonly type: string;
  readonly ttl?: number;
  readonly values?: readonly string[];
  readonly alias?: AliasTarget;
  readonly setIdentifier?: string;
}

/** `DELETE` of the exact old and `CREATE` of the new, or one of them. */
export interface RecordChange {
  readonly action: 'CREATE' | 'DELETE';
  readonly record: RecordSet;
}

export interface Route {
  /** CIDR or prefix list id. */
  readonly destination: string;
  /** An id, `local`, or empty when AWS names none. An interface is preferred to the instance that it belongs to. */
  readonly target: string;
  /** `active`, `blackhole` or `filtered`. */
  readonly state: string;
  readonly origin: string;
}

export interface RouteTable {
  readonly id: string;
  readonly vpcId: string;
  readonly main: boolean;
  /** Subnets that are associated explicitly. */
  readonly subnetIds: readonly string[];
  /** Gateways that are associated: these make it an edge table. */
  readonly gatewayIds: readonly string[];
  readonly routes: readonly Route[];
  readonly tags: Tags;
}

export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly azId: string;
  /** IPv4 and IPv6. */
  readonly cidrs: readonly string[];
}

export interface NetworkInterface {
  readonly id: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly azId: string;
  readonly status: string;
  /** The instance that it is attached to. */
  readonly instanceId?: string;
  readonly sourceDestCheck: boolean;
  readonly publicIp?: string;
  readonly ipv6: boolean;
  readonly tags: Tags;
}

export interface Instance {
  readonly id: string;
  readonly state: string;
  /** Moves at each start of a stopped instance. */
  readonly launchedAt: number;
  readonly tags: Tags;
}

/** `ok`, `impaired`, `insufficient-data`, `not-applicable` or `initializing`. */
export interface InstanceChecks {
  readonly instanceId: string;
  readonly system: string;
  readonly instance: string;
}

export interface Alarm {
  readonly name: string;
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  readonly state: string;
  /** Of the last change of state. */
  readonly since: number;
}

/** What a read is narrowed to; nothing given reads everything. Tags must all match. */
export interface Wanted {
  readonly ids?: readonly string[];
  readonly tags?: Tags;
}

/** An entry of an EventBridge event that we publish. */
export interface PublishedEvent {
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}
