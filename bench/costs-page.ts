/** What the example costs a month as docs/deploy.md has it. Pure. */
import { controllersIn } from '../lib/config/sections.ts';
import type { Config, Probe } from '../lib/config/types.ts';
import type { ControllerName } from '../lib/core/plan.ts';
import { METRICS } from '../lib/core/report/metrics.ts';
import { SWEEP_MINUTES } from '../lib/core/sweep.ts';
import { plainTemplate } from '../resources/plain.ts';
import { stackOf } from '../resources/stack.ts';
import type { Resources } from '../resources/types.ts';
import {
  ASSUMED,
  HOURS,
  memoryOf,
  type Part,
  partsOf,
  totalOf,
  type Usage,
  type Usages,
  usdOf,
} from './costs-month.ts';
import { PRICED, PRICES, type Price } from './costs-prices.ts';

const START = '<!-- costs: written by bench/costs.ts -->';
const END = '<!-- end of costs -->';

const NAMES = { prefix: 'waykeeper-prod', stage: 'prod', region: 'eu-west-2' };

/** As in the plain template. */
const resourcesOf = (config: Config): Resources => plainTemplate(stackOf(config, NAMES), {}).Resources;

/** The page with its costs made anew. Throws when it has no place for them. */
export const withCosts = (page: string, config: Config, usages: Usages): string => {
  const [before = '', rest] = page.split(START);
  const end = rest?.indexOf(END) ?? -1;
  if (rest === undefined || end < 0) throw new Error(`expected the markers ${START} and ${END}`);
  return `${before}${START}\n${costsText(config, usages)}\n${rest.slice(end)}`;
};

/** The tables of these costs, with what they assume. */
export const costsText = (config: Config, usages: Usages): string => {
  const parts = partsOf(resourcesOf(config), usages).toSorted((one, other) => usdOf(other) - usdOf(one));
  const total = totalOf(parts);
  return `Prices are those of ${PRICED.region} in ${PRICED.at}, without what is free for an account. Assumed: a sweep that finds nothing to do is
billed ${ASSUMED.sweepSeconds} s; queues are polled as AWS says of standard ones, by ${ASSUMED.pollers} long polls of ${ASSUMED.pollSeconds} s at a time; Lambda's own lines about an
invocation are ${ASSUMED.platformBytes} bytes.

| part | a month | from | price | USD |
| --- | ---: | --- | --- | ---: |
${parts.map(partRow).join('\n')}
| **together** | | | | **${dollars(total)}** |

| what changes it | USD a month |
| --- | ---: |
${changesOf(config, usages, total)
  .map(({ what, usd }) => `| ${what} | ${usd < 0 ? '−' : '+'}${dollars(Math.abs(usd))} |`)
  .join('\n')}
`;
};

const partRow = (part: Part): string =>
  `| ${part.what} | ${amount(part.quantity)} | ${part.from} | ${priceText(part.price)} | ${dollars(usdOf(part))} |`;

const amount = (quantity: number): string =>
  Number.isInteger(quantity) || quantity > 100
    ? Math.round(quantity).toLocaleString('en')
    : quantity.toLocaleString('en', { maximumSignificantDigits: 2 });

const PER = { 1: '', 1000: ' a thousand', 1000000: ' a million' } as const;

const priceText = ({ usd: price, per }: Price): string => `$${price < 0.01 ? price : price.toFixed(2)}${PER[per]}`;

const dollars = (usd: number): string => (usd < 0.005 ? usd.toPrecision(1) : usd.toFixed(2));

interface Change {
  readonly what: string;
  readonly usd: number;
}

const changesOf = (config: Config, usages: Usages, total: number): Change[] => {
  const resources = resourcesOf(config);
  const differs = (what: string, other: Resources, used: Usages = usages): Change => ({
    ...{ what, usd: totalOf(partsOf(other, used)) - total },
  });
  const { notify: _, ...quiet } = config;
  return [
    differs('its alarms left out', leftOut(resources, /Alarm$/)),
    differs('its dashboard left out', leftOut(resources, /Dashboard$/)),
    ...controllersIn(config).map((name) =>
      differs(`a config that has nothing for \`${name}\``, resourcesOf(without(config, name)), others(usages, name)),
    ),
    differs('nobody to be told (`notify`)', resourcesOf(quiet)),
    differs('a probe of two appliances (`health.probe`)', resourcesOf(probed(config)), { ...usages, ...PROBE_USAGE }),
    ...moreOf(resources),
  ];
};

const leftOut = (resources: Resources, type: RegExp): Resources =>
  Object.fromEntries(Object.entries(resources).filter(([, { Type }]) => !type.test(Type)));

const without = (config: Config, name: ControllerName): Config => ({
  ...config,
  ...(name === 'connections' ? { connections: [] } : {}),
  ...(name === 'dns' ? { dns: { ...config.dns, zones: [], forwarders: [], answers: [], verifications: [] } } : {}),
  ...(name === 'routes' ? { routes: [], gatewayEndpoints: [] } : {}),
});

const functionOf = (name: ControllerName | 'probe'): string => `${NAMES.prefix}-${name}`;

const others = (usages: Usages, name: ControllerName): Usages =>
  Object.fromEntries(Object.entries(usages).filter(([of]) => of !== functionOf(name)));

const PROBE: Probe = {
  tcp: 443,
  from: { subnets: ['subnet-0probe'], securityGroups: ['sg-0probe'] },
  ...{ everySeconds: 1, fall: 3, rise: 5 },
};

const probed = (config: Config): Config => {
  const [first, ...rest] = config.routes;
  return first ? { ...config, routes: [{ ...first, health: { ...first.health, probe: PROBE } }, ...rest] } : config;
};

/** Its heartbeats come every 10 s of its minute. */
const PROBE_HOUR: Usage = {
  ...{ invocations: 60, schedules: 60, metrics: 2, messages: 0, logBytes: 0 },
  calls: { 'monitoring:PutMetricData': 360 },
};
const PROBE_USAGE: Usages = { [functionOf('probe')]: PROBE_HOUR };

/** Of one controller. */
const SWEEPS = (HOURS * 60) / SWEEP_MINUTES;

const usd = ({ usd: price, per }: Price, quantity: number): number => (price * quantity) / per;

/** What grows with the account, and with what happens in it. */
const moreOf = (resources: Resources): Change[] => {
  const second = usd(PRICES.gbSecond, memoryOf(resources, functionOf('routes')));
  // Three requests carry its message, and it tells of what it did in about as many events.
  const run =
    usd(PRICES.fifoRequest, 3) + usd(PRICES.invocation, 1) + usd(PRICES.event, 3) + second * ASSUMED.sweepSeconds;
  return [
    { what: 'each second that the sweeps of a controller take longer', usd: second * SWEEPS },
    { what: 'each file in S3 that is published', usd: usd(PRICES.s3Read, SWEEPS) },
    {
      what: `each of the ${Object.keys(METRICS).length} metrics of a controller that has a value all month`,
      usd: usd(PRICES.metric, 1),
    },
    { what: 'a thousand runs that events wake', usd: 1_000 * run },
  ];
};
