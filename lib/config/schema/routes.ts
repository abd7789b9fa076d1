/** The `routes` and `gatewayEndpoints` sections. */
import * as z from 'zod';
import { parseCidr } from '../../net/cidr.ts';
import { isWindow } from '../window.ts';
import {
  choice,
  dictionary,
  endpointId,
  entryName,
  exactlyOne,
  filled,
  idOf,
  mapping,
  oneOf,
  RESERVED,
  selector,
  tags,
  text,
  whole,
} from './common.ts';

const role = () => text(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'the role of an interface, such as inside');

const networkInterface = () =>
  z.union(
    [
      idOf('eni', 'a network interface'),
      mapping({ tags: tags().describe('The network interface with all of these tags.'), ...RESERVED }),
    ],
    { error: 'the id of a network interface (eni-…) or its tags' },
  );

const applianceName = () => entryName().describe('Name of the appliance; unique in its group. Alarms may name it.');

const appliance = choice(
  {
    interface: mapping({
      name: applianceName(),
      interface: networkInterface().describe('Its network interface, one for all legs.'),
    }),
    interfaces: mapping({
      name: applianceName(),
      interfaces: dictionary(role(), networkInterface(), 'role').describe('Its network interfaces, by role.'),
    }),
    endpoint: mapping({
      name: applianceName(),
      endpoint: endpointId().describe('A Gateway Load Balancer or Network Firewall endpoint.'),
    }),
    natGateway: mapping({
      name: applianceName(),
      natGateway: idOf('nat', 'a NAT gateway').describe('A NAT gateway.'),
    }),
  },
  `${exactlyOne('interface', 'interfaces', 'endpoint', 'natGateway')}, and a name`,
);

const port = () => whole(1, 65_535);

const probeBase = () => ({
  from: mapping({
    subnets: filled(idOf('subnet', 'a subnet'), 'subnet ids').describe('Subnets that the probe runs in.'),
    securityGroups: filled(idOf('sg', 'a security group'), 'security group ids').describe('Its security groups.'),
  }).describe('Where the probe runs.'),
  interface: role().optional().describe('Role of the interface to probe, for appliances with several.'),
  everySeconds: whole(1, 60).default(1).describe('Seconds between two probes.'),
  fall: whole(1).default(3).describe('Failed probes in a row that make an appliance unhealthy.'),
  rise: whole(1).default(5).describe('Good probes in a row that make it healthy again.'),
});

const probe = choice(
  {
    tcp: mapping({ tcp: port().describe('TCP port that must accept a connection.'), ...probeBase() }),
    http: mapping({
      http: mapping({
        port: port().describe('TCP port.'),
        path: text(/^\/\S*$/, 'a path that starts with /')
          .default('/')
          .describe('Path to get.'),
        status: whole(100, 599).default(200).describe('Status that means healthy.'),
        tls: z.boolean().default(false).describe('Ask with HTTPS; the certificate is not checked.'),
      }).describe('HTTP request that must be answered.'),
      ...probeBase(),
    }),
  },
  `${exactlyOne('tcp', 'http')}, and from`,
);

const ALARM = /^(?=.{1,255}$)([^*{}]|\{appliance\})+\*?$/;

const health = mapping({
  instanceStatus: z.boolean().default(true).describe("Use the EC2 status checks of the appliances' instances."),
  alarms: z
    .array(text(ALARM, 'the name of a CloudWatch alarm; {appliance} and one trailing * are allowed'))
    .default([])
    .describe("CloudWatch alarms that make an appliance unhealthy; {appliance} stands for the appliance's name."),
  targetGroups: z
    .array(
      text(/^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:targetgroup\/\S+$/, 'the ARN of a target group'),
    )
    .default([])
    .describe('ARNs of ELB or GWLB target groups whose target health counts.'),
  probe: probe.optional().describe('Probe the appliances from inside the VPC. Default: no probe.'),
});

const destination = () =>
  z
    .string({ error: 'a network address such as 10.0.1.0/24, or a prefix list (pl-…)' })
    .refine((found) => /^pl-[0-9a-z-]+$/.test(found) || parseCidr(found) === found, {
      error: ({ input }) => {
        const canonical = parseCidr(String(input));
        return canonical
          ? `the network address in canonical form, "${canonical}"`
          : 'a network address such as 10.0.1.0/24, or a prefix list (pl-…)';
      },
    });

const routeTables = () => selector(idOf('rtb', 'a route table'), 'route table');

const leg = mapping({
  tables: routeTables().describe('The route tables of this leg.'),
  destinations: filled(destination(), 'destinations').describe(
    'Destinations whose routes are claimed: IPv4 or IPv6 network addresses, or prefix lists.',
  ),
  interface: role().optional().describe('Role of the interface that these routes use, for appliances with several.'),
  bypass: text(
    /^((igw|nat|vpce)-[0-9a-z-]+|local)$/,
    'an internet gateway (igw-…), NAT gateway (nat-…), endpoint (vpce-…) or "local"',
  )
    .optional()
    .describe('Where these routes lead with `whenNoneHealthy: bypass`.'),
});

const window = () =>
  z
    .string({ error: WINDOW })
    .refine(isWindow, { error: WINDOW })
    .describe('Days, times and a time zone: "Sun 02:00-04:00 Europe/London". Several days with commas.');

const WINDOW = 'a window such as "Sun 02:00-04:00 Europe/London"';

/** One group of appliances that stand in for each other. */
export const routeGroup = mapping({
  name: entryName().describe('Name of the group; unique.'),
  appliances: filled(appliance, 'appliances').describe('The appliances, in order of preference.'),
  choose: oneOf(['preferred', 'az', 'zone'])
    .transform((word) => (word === 'zone' ? 'az' : word))
    .default('preferred')
    .describe(
      "preferred: the first in order; az: the one in the path set's Availability Zone, then order; zone: the same as az.",
    ),
  together: oneOf(['group', 'az'])
    .optional()
    .describe(
      'group: one decision for all routes of the group, for what route tables cannot show; az: a person says that every attachment is in appliance mode, such as one of Cloud WAN, which no answer of EC2 tells. Default: one for each path set.',
    ),
  drain: mapping({
    tag: text(/^[^*?\\]{1,128}$/, 'a tag key')
      .default('waykeeper-drain')
      .describe('Key of the tag; its value is free.'),
  })
    .prefault({})
    .describe('An appliance whose interface or instance carries this tag attracts nothing, and is left in good order.'),
  health: health.prefault({}).describe('What tells that an appliance is healthy.'),
  legs: filled(leg, 'legs').describe('The routes that lead to the appliances.'),
  fixSourceDestCheck: z
    .boolean()
    .default(true)
    .describe('Switch the source/destination check of the chosen interfaces off.'),
  failback: z
    .union([oneOf(['automatic', 'manual']), mapping({ window: window() })], {
      error: '"automatic", "manual" or { window: "Sun 02:00-04:00 Europe/London" }',
    })
    .default('automatic')
    .describe(
      'When routes that Waykeeper moved come back to a preferred appliance. manual: only when asked by hand; window: only then.',
    ),
  holdDownSeconds: whole(1).default(300).describe('Seconds that an appliance must be healthy before routes come back.'),
  whenNoneHealthy: oneOf(['keep', 'bypass'])
    .default('keep')
    .describe("keep: routes stay where they are; bypass: they take their leg's `bypass`."),
});

/** One gateway endpoint whose route tables are kept associated. */
export const gatewayEndpoint = mapping({
  endpoint: selector(endpointId(), 'gateway endpoint').describe('The gateway endpoint.'),
  tables: routeTables().describe('Route tables to keep associated with it.'),
});
