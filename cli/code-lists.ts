/** All codes of reports, in the lists that the docs show and `explain` looks in. */
import { CHANGE_CODES, FINDING_CODES, LEFT_CODES } from '../lib/connections/codes.ts';
import { CORE_CODES, type Codes } from '../lib/core/codes.ts';
import type { Code } from '../lib/core/standing.ts';
import { PUBLISHING_CODES, SHARED_CODES, ZONE_CODES } from '../lib/dns/codes.ts';
import { INSPECTION_CODES } from '../lib/inspection/codes.ts';
import { ROUTE_CODES } from '../lib/routes/codes.ts';
import { ELIGIBILITY_CODES, HEALTH_CODES } from '../lib/routes/codes-of-appliances.ts';

/** Codes that are said of the same things. */
export interface CodeList {
  /** Where the docs have them, and under which name. */
  readonly page: string;
  readonly name: string;
  readonly saidBy: string;
  /** Keys such as these are what they are said of. */
  readonly keys: readonly [string, ...string[]];
  readonly codes: Codes;
}

const SERVICES = ['vpce-svc-0payments', 'vpce-svc-0payments/vpce-0partner1'] as const;
const NAMES = ['Z0CORP/app.corp.example/A', 'Z0CORP'] as const;
const APPLIANCES = ['edge-firewall/fw-a'] as const;

const connections = { page: 'docs/connections.md', saidBy: 'connections', keys: SERVICES };
const routes = { page: 'docs/routes.md', saidBy: 'routes' };

/** Every list once, in the order of the docs. */
export const CODE_LISTS: readonly CodeList[] = [
  {
    page: 'docs/by-hand.md',
    name: 'any controller',
    saidBy: 'any controller',
    keys: [...NAMES, ...SERVICES],
    codes: CORE_CODES,
  },
  {
    ...{ page: 'docs/by-hand.md', name: 'a look by hand', saidBy: 'findings' },
    keys: ['vpce-0s3'],
    codes: INSPECTION_CODES,
  },
  { ...connections, name: 'changes', codes: CHANGE_CODES },
  { ...connections, name: 'what is left', codes: LEFT_CODES },
  { ...connections, name: 'findings', codes: FINDING_CODES },
  { page: 'docs/dns.md', name: 'names and endpoints', saidBy: 'dns', keys: NAMES, codes: SHARED_CODES },
  { page: 'docs/dns.md', name: 'zones', saidBy: 'dns', keys: NAMES, codes: ZONE_CODES },
  {
    ...{ page: 'docs/forwarders.md', name: 'publishing', saidBy: 'dns' },
    keys: ['forwarders/onprem-s3', 'rslvr-rr-0spokes', 's3://corp-dns/s3.conf'],
    codes: PUBLISHING_CODES,
  },
  { ...routes, name: 'eligibility', keys: APPLIANCES, codes: ELIGIBILITY_CODES },
  { ...routes, name: 'routes', keys: ['rtb-0app/0.0.0.0/0', 'edge-firewall/subnet-0app'], codes: ROUTE_CODES },
  { ...routes, name: 'health', keys: APPLIANCES, codes: HEALTH_CODES },
];

/** What these are said of, whose command needs a part of the key. */
const KEYS: Readonly<Record<string, string>> = {
  ANSWERED_ELSEWHERE: 'Z0CORP/vpc-0hub',
  EDGE_DETACHED: 'edge-firewall/rtb-0edge',
  OUT_OF_REACH: 'Z0CORP/vpc-0hub',
  PROBE_NO_WAY: 'edge-firewall/subnet-0probe',
  RESOLVER_LOOP: 'rslvr-rr-0spokes',
  SERVICE_OPEN: 'vpce-svc-0payments',
  ZONE_NAME_TAKEN: 'Z0CORP/vpc-0hub',
};

/** A code as one list has it. */
export interface Listed extends Pick<CodeList, 'page' | 'saidBy'> {
  readonly code: string;
  readonly row: Code;
  /** The key of a thing that it may be said of. */
  readonly key: string;
}

/** Each code as often as lists have it. */
export const listedCodes = (): Listed[] =>
  CODE_LISTS.flatMap(({ page, saidBy, keys, codes }) =>
    Object.entries(codes).map(([code, row]) => ({ page, saidBy, code, row, key: KEYS[code] ?? keys[0] })),
  );
