/** What planning zones costs: CPU of the planner alone, on as many endpoints as zones. */
import { planDns } from '../lib/dns/parts.ts';
import { endpoint, NAMES_ZONE, recordSet, regionalName } from '../test/support/aws.ts';
import { dnsClaims, type ZoneInput, zoneClaim } from '../test/support/configs.ts';
import { face, observedDns, observedZone } from '../test/support/zones.ts';
import { planningRows } from './cpu.ts';
import type { Row } from './table.ts';

type Selector = ZoneInput['endpoint'];

const SERVICE = 'com.amazonaws.eu-west-2.s3';
const RECORDS = [{ name: 'alias' }, { name: 'addresses', to: 'addresses' as const, ttl: 60 }];

const ipOf = (at: number): string => `10.${at >> 8}.${at & 255}.1`;

/** So many zones, each in order, that follow an endpoint each; private DNS is on in all of them. */
const planOf = (selector: (at: number) => Selector) => (count: number) => {
  const numbers = Array.from({ length: count }, (_, at) => at);
  const endpoints = numbers.map((at) =>
    endpoint({
      ...{ id: `vpce-${at}`, vpcId: `vpc-${at}`, privateDns: 'on', interfaceIds: [`eni-${at}`] },
      ...{ tags: { at: `${at}`, env: 'prod' }, dnsEntries: [{ name: regionalName(`vpce-${at}`), zoneId: NAMES_ZONE }] },
    }),
  );
  const zones = numbers.map((at) => {
    const name = `z${at}.example`;
    const addresses = { name: `addresses.${name}.`, type: 'A', ttl: 60, values: [ipOf(at)] };
    const whereabouts = { id: `Z${at}`, name, vpcs: [{ id: `vpc-${at}`, region: 'eu-west-2' }] };
    return observedZone([recordSet(`alias.${name}`, `vpce-${at}`), addresses], whereabouts, true);
  });
  const interfaces = numbers.map((at) => face(`eni-${at}`, ipOf(at)));
  const claims = dnsClaims(
    ...numbers.map((at) =>
      zoneClaim({ zone: `Z${at}`, endpoint: selector(at), records: RECORDS, staleAliases: 'delete' }),
    ),
  );
  const observed = observedDns({ endpoints, zones, interfaces, allEndpoints: true });
  return () => planDns(claims, observed);
};

export const planningZones = (): Row[] =>
  (
    [
      ['ids', (at) => ({ id: `vpce-${at}` })],
      ['tags', (at) => ({ tags: { env: 'prod', at: `${at}` } })],
      ['service and VPC', (at) => ({ service: SERVICE, vpc: `vpc-${at}` })],
    ] satisfies readonly (readonly [string, (at: number) => Selector])[]
  ).flatMap(([how, selector]) =>
    planningRows(`plan of 1,000 zones that follow 1,000 endpoints by ${how}`, planOf(selector), 1_000),
  );
