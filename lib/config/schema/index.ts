/** The whole config: one schema that validation, defaults, types and the editors' JSON Schema come from. */
import * as z from 'zod';
import { acknowledgement } from './acknowledge.ts';
import { mapping, networkRange, oneOf, text, whole } from './common.ts';
import { connectionRuleSet } from './connections.ts';
import { dns } from './dns.ts';
import { notify } from './notify.ts';
import { gatewayEndpoint, routeGroup } from './routes.ts';

const word = () => oneOf(['plan', 'apply']);

const MODES = '"plan", "apply", or one of the two for each of connections, dns and routes';

const mode = z
  .union(
    [
      word(),
      mapping({
        connections: word().default('plan').describe('Mode of the connections controller.'),
        dns: word().default('plan').describe('Mode of the dns controller.'),
        routes: word().default('plan').describe('Mode of the routes controller.'),
      }),
    ],
    { error: MODES },
  )
  .transform((found) => (typeof found === 'string' ? { connections: found, dns: found, routes: found } : found))
  .prefault('plan');

const guard = mapping({
  connections: mapping({
    maxRevoke: whole(0).default(1).describe('Most established connections of a service that one run may reject.'),
  })
    .prefault({})
    .describe('Limits of the connections controller, for each service.'),
  dns: mapping({
    maxChanges: whole(0).default(500).describe('Most record sets of a zone that one run may change.'),
    maxRemove: whole(0).default(20).describe('Most record sets of a zone that one run may remove.'),
    maxRemovePercent: whole(0, 100)
      .default(30)
      .describe("Most percent of a zone's claimed record sets that one run may remove; counts from 10 record sets up."),
  })
    .prefault({})
    .describe('Limits of the dns controller, for each zone.'),
  routes: mapping({
    maxVoluntary: whole(0)
      .default(50)
      .describe('Most routes of a group that one run may move off a healthy appliance.'),
  })
    .prefault({})
    .describe('Limits of the routes controller, for each group; moving off an unhealthy appliance is never limited.'),
  maxUnits: whole(0)
    .default(5)
    .describe('Most zones, or services, that one run may take something from; with more it does nothing at all.'),
});

const organizations = mapping({
  role: text(/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/, 'the ARN of a role (arn:aws:iam::…:role/…)').describe(
    'ARN of the role that may read AWS Organizations.',
  ),
});

/** A key that AWS keeps grants nobody anything, so that PrivateLink could not use it. */
const encryption = mapping({
  key: text(
    /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(key\/[0-9a-zA-Z-]+|alias\/(?!aws\/)[\w/-]+)$/,
    'the ARN of a customer managed KMS key, or of an alias of one (arn:aws:kms:…:key/…)',
  ).describe(
    'ARN of a customer managed KMS key of the same Region; its policy lets PrivateLink, SNS and EventBridge use it.',
  ),
});

/** As EventBridge wants the name of a bus, or its ARN, which may be of another account (EventBridge API reference, `PutEventsRequestEntry`). */
const bus = text(
  /^(?!aws[./])[\w./-]{1,256}$|^arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:event-bus\/[\w./-]{1,256}$/,
  'the name of an event bus, or its ARN (arn:aws:events:…:event-bus/…)',
);

/** AWS takes 50 tags on a thing, and keeps `aws:` for itself ("Tag naming limits and requirements", Tagging AWS Resources user guide). */
const stackTags = z
  .record(
    text(
      /^(?!aws:)[\p{L}\p{N}\p{Z}_.:/=+@-]{1,128}$/iu,
      'a tag key (1 to 128 letters, digits, spaces and _.:/=+-@, not aws:…)',
    ),
    text(/^[\p{L}\p{N}\p{Z}_.:/=+@-]{0,256}$/u, 'a tag value (up to 256 letters, digits, spaces and _.:/=+-@)'),
  )
  .refine((found) => Object.keys(found).length <= 50, { error: 'at most 50 tags' });

/** The schema of waykeeper.yml. */
export const configSchema = mapping({
  version: z.literal(1, { error: 'the number 1' }).describe('Version of this format.'),
  mode: mode.describe('What runs woken by events do: plan (look, publish, log) or apply; one word or one for each.'),
  guard: guard
    .prefault({})
    .describe('A zone, service or group in which a run would change more than this is left as it is.'),
  organizations: organizations.optional().describe('Who may read AWS Organizations, for `organizationalUnits`.'),
  log: oneOf(['brief', 'full'])
    .default('brief')
    .describe(
      'What is in order in the report line of a run that did nothing: as counts where it is long, or all of it.',
    ),
  acknowledge: z
    .array(acknowledgement)
    .default([])
    .describe('Findings, and what is stuck, that people know of: shown, and not counted for a time.'),
  tags: stackTags.default({}).describe('Tags on what the stack deploys.'),
  bus: bus
    .default('default')
    .describe(
      'Name or ARN of the EventBridge bus that results are published on; events of AWS come on the default bus.',
    ),
  encryption: encryption
    .optional()
    .describe('The key that queues, and the topic for endpoint notifications, are encrypted with.'),
  notify: notify.optional().describe('Whom the stack tells what happened, and whom its alarms call.'),
  endpoints: oneOf(['leave', 'tell'])
    .default('leave')
    .describe(
      "tell: this account's own endpoints that wait for a provider, were rejected, or lack the private DNS that their service offers are findings.",
    ),
  onPremises: z
    .array(networkRange())
    .default([])
    .describe('Ranges of clients outside of AWS: `waykeeper findings` tells which endpoints let none of them in.'),
  connections: z.array(connectionRuleSet).default([]).describe('PrivateLink connections to accept or reject.'),
  dns: dns.prefault({}).describe('DNS records and forwarders to keep right.'),
  routes: z.array(routeGroup).default([]).describe('Routes to keep on healthy appliances.'),
  gatewayEndpoints: z.array(gatewayEndpoint).default([]).describe('Gateway endpoints whose route tables to keep.'),
});
