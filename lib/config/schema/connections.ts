/** The `connections` section: who may connect to the account's endpoint services. */
import * as z from 'zod';
import {
  accountId,
  day,
  endpointId,
  entryName,
  filled,
  idOf,
  line,
  mapping,
  oneOf,
  selector,
  text,
  whole,
} from './common.ts';
import { REGIONS } from './regions.ts';

const region = () =>
  text(/^[a-z]{2,4}(-[a-z]+)+-\d$/, 'an AWS Region such as eu-west-2').refine((name) => REGIONS.includes(name), {
    error: 'a known AWS Region such as eu-west-2',
  });

const organizationalUnit = () =>
  text(
    /^(ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|r-[0-9a-z]{4,32})$/,
    'the id of an organizational unit (ou-xxxx-xxxxxxxx) or of the root (r-xxxx)',
  );

/** AWS takes no paths in principals of endpoint services. */
const principal = () =>
  text(
    /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@-]+$/,
    'the ARN of a role or user, without a path (arn:aws:iam::…:role/…)',
  );

/** What a rule asks of a connection: all keys must match. */
const conditions = () => ({
  name: entryName().describe('Name of the rule; unique in its rule set. Reasons and logs show it.'),
  accounts: filled(accountId(), 'account ids').optional().describe('Account ids (12 digits, in quotes).'),
  organizationalUnits: filled(organizationalUnit(), 'organizational unit ids')
    .optional()
    .describe('Ids of organizational units, or of the root; accounts anywhere below them match.'),
  organization: text(/^o-[0-9a-z]{10,32}$/, 'the id of an organization (o-xxxxxxxxxx)')
    .optional()
    .describe('The organization that `organizationalUnits` are of: in any other one the rule decides nothing.'),
  endpoints: filled(endpointId(), 'endpoint ids').optional().describe("Ids of the consumers' endpoints."),
  regions: filled(region(), 'Regions').optional().describe("Regions of the consumers' endpoints."),
  ipAddressTypes: filled(oneOf(['ipv4', 'ipv6', 'dualstack']), 'IP address types')
    .optional()
    .describe('IP address types of the endpoints.'),
  anyone: z
    .literal(true, { error: 'true, or no such key' })
    .optional()
    .describe('true: every account matches. The only way to match everybody.'),
  until: day().optional().describe('The last day (UTC) on which the rule holds, such as 2027-01-31.'),
  reason: line().optional().describe('Why there is this rule, such as a ticket; decisions show it.'),
});

const acceptRule = mapping({
  ...conditions(),
  maxPerAccount: whole(1)
    .optional()
    .describe('Accept at most this many connections of one account to one service; never revokes.'),
});

const rejectRule = mapping(conditions());

/** One rule set. */
export const connectionRuleSet = mapping({
  name: entryName().describe('Name of the rule set; unique.'),
  services: selector(idOf('vpce-svc', 'an endpoint service'), 'endpoint service').describe(
    'The endpoint services that these rules are for.',
  ),
  reject: z
    .array(rejectRule)
    .default([])
    .describe('Rules tried first: reject what matches (established connections only with `revoke: true`).'),
  accept: z.array(acceptRule).default([]).describe('Rules tried in order: accept what matches; the first match wins.'),
  otherwise: oneOf(['leave', 'reject'])
    .default('leave')
    .describe('What becomes of pending connections that no rule matches.'),
  revoke: z
    .boolean()
    .default(false)
    .describe('true: also reject established connections that no accept rule matches any more.'),
  permissions: oneOf(['leave', 'add'])
    .default('leave')
    .describe('add: accounts of accept rules become allowed principals of the service.'),
  principals: filled(principal(), 'ARNs')
    .optional()
    .describe('With `permissions: add`: ARNs of roles and users that become allowed principals, too.'),
});
