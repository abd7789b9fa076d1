/** The `dns` section: private hosted zones, and who publishes forwarders and answers outside of AWS. */
import * as z from 'zod';
import { normalRecordName, RECORD_NAME } from '../record-name.ts';
import {
  domain,
  endpointSelector,
  filled,
  idOf,
  mapping,
  nameText,
  oneOf,
  RESERVED,
  selector,
  text,
  vpcId,
  whole,
  zoneId,
} from './common.ts';
import { answers, forwarder } from './publishers.ts';

const recordName = () =>
  nameText(
    RECORD_NAME,
    'a name relative to the zone ("@" for the zone itself), or a whole one with a trailing dot',
  ).overwrite(normalRecordName);

const record = mapping({
  name: recordName().describe(
    'Name relative to the zone, or a whole one with a trailing dot: "@" is the zone itself, "*" a wildcard, {azId} an Availability Zone id, {az} its name in this account.',
  ),
  to: oneOf(['zonal', 'addresses'])
    .optional()
    .describe(
      "What the record answers: absent, an alias to the endpoint's Regional name; zonal, one alias for each AZ; addresses, a plain A/AAAA set.",
    ),
  ttl: whole(1, 2_147_483_647).optional().describe('Seconds that resolvers may cache `to: addresses`. Default 60.'),
  answering: z
    .boolean()
    .optional()
    .describe('With `to: addresses`: only addresses that answer are published. Default false.'),
}).transform(({ name, to, ttl = 60, answering = false }): RecordClaim => {
  if (to === 'addresses') return { name, to, ttl, answering };
  return to === undefined ? { name } : { name, to };
});

/** One claimed name of a zone. It claims A and AAAA: which of the two exist depends on the endpoint. */
export type RecordClaim =
  | { readonly name: string; readonly to?: 'zonal' }
  /** `ttl` in seconds. */
  | { readonly name: string; readonly to: 'addresses'; readonly ttl: number; readonly answering: boolean };

const zone = mapping({
  zone: zoneId().describe('The private hosted zone, always by id.'),
  name: domain()
    .optional()
    .describe("The zone's own name: with it the function's role may write the claimed names alone."),
  endpoint: endpointSelector().describe('The interface endpoint that the records lead to.'),
  prefer: oneOf(['current', 'newest'])
    .default('current')
    .describe('Which endpoint to use while several match and are available.'),
  records: z
    .array(record)
    .prefault([{ name: '@' }, { name: '*' }])
    .describe('The names claimed in the zone.'),
  vpcs: z
    .array(vpcId())
    .default([])
    .describe("VPCs to keep associated: added once the zone's records are in place, never removed."),
  hides: oneOf(['acknowledged'])
    .optional()
    .describe(
      'acknowledged: VPCs may be associated although the zone hides names there that it does not answer, or a gateway endpoint of the service.',
    ),
  staleAliases: oneOf(['keep', 'delete'])
    .default('keep')
    .describe('delete: remove aliases of the same service to endpoints that this account does not know.'),
  adopt: z.boolean().default(false).describe('true: take over a claimed name that holds something else.'),
  ...RESERVED,
});

const verification = mapping({
  service: selector(idOf('vpce-svc', 'an endpoint service'), 'endpoint service').describe(
    'The endpoint service whose private DNS name is to be proved.',
  ),
  zone: zoneId().describe('The public hosted zone that gets the TXT record.'),
  ...RESERVED,
});

const resolver = () =>
  text(
    /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$|^[0-9A-Fa-f]*:[0-9A-Fa-f:.]+$/,
    'the address of a DNS server, such as 10.0.0.2 or 10.0.0.2:53',
  );

const network = mapping({
  subnets: filled(idOf('subnet', 'a subnet'), 'subnet ids').describe('Subnets that the dns function runs in.'),
  securityGroups: filled(idOf('sg', 'a security group'), 'security group ids').describe('Its security groups.'),
});

const SHARE = 'a number from 0.2 to 1';

/** The whole section. */
export const dns = mapping({
  resolvers: z
    .array(resolver())
    .default([])
    .describe(
      "Whom to ask for `answering`, by default the name's authoritative servers, and what clients get for claimed names: servers that clients ask.",
    ),
  network: network
    .optional()
    .describe(
      'Where the function runs that must reach DNS servers (`update`); it then needs a way to the AWS APIs too.',
    ),
  share: z
    .number({ error: SHARE })
    .min(0.2, { error: SHARE })
    .max(1, { error: SHARE })
    .default(0.5)
    .describe(
      "The part of Route 53's quota for an account (ten calls a second) that sweeps read with at most. Default 0.5.",
    ),
  zones: z.array(zone).prefault([]).describe('Records to keep right in private hosted zones.'),
  forwarders: z.array(forwarder).default([]).describe('Whom DNS servers are to ask: forwarder addresses to publish.'),
  answers: z.array(answers).default([]).describe('What DNS servers are to answer: local data to publish.'),
  verifications: z.array(verification).default([]).describe('TXT records that prove private DNS names.'),
});
