/** What a config claims, entry by entry, in words. */
import type {
  AnswersEntry,
  AnswersPublisher,
  Config,
  ConnectionRuleSet,
  Forwarder,
  ForwarderPublisher,
  RouteGroup,
  Selector,
  ZoneEndpoint,
} from '../lib/config/types.ts';

/** One claim: `claims` is what may be changed, `for` what it is changed to. */
interface ClaimLine {
  readonly section: 'connections' | 'dns' | 'routes';
  readonly name: string;
  readonly claims: string;
  readonly for: string;
}

/** Every claim of the config, in its order. */
export const claimsOf = (config: Config): ClaimLine[] => [
  ...config.connections.map(ofRuleSet),
  ...config.dns.zones.map((zone) => ({
    section: 'dns' as const,
    name: zone.zone,
    claims: `records ${zone.records.map(({ name }) => name).join(', ')}`,
    for: `endpoint ${endpointText(zone.endpoint)}`,
  })),
  ...config.dns.forwarders.flatMap(ofForwarder),
  ...config.dns.answers.flatMap(ofAnswers),
  ...config.dns.verifications.map(({ service, zone }) => ({
    section: 'dns' as const,
    name: zone,
    claims: 'a TXT record',
    for: `endpoint services ${selectorText(service)}`,
  })),
  ...config.routes.flatMap(ofGroup),
  ...config.gatewayEndpoints.map(({ endpoint, tables }) => ({
    section: 'routes' as const,
    name: 'gateway endpoint',
    claims: `associations of tables ${selectorText(tables)}`,
    for: `endpoint ${selectorText(endpoint)}`,
  })),
];

const selectorText = (selector: Selector): string => {
  if ('id' in selector) return selector.id;
  if ('ids' in selector) return selector.ids.join(', ');
  return tagsText(selector.tags);
};

const tagsText = (tags: Readonly<Record<string, string>>): string =>
  `tagged ${Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')}`;

const endpointText = (endpoint: ZoneEndpoint): string =>
  'service' in endpoint ? `of ${endpoint.service} in ${endpoint.vpc}` : selectorText(endpoint);

const ofRuleSet = ({ name, services, accept, reject }: ConnectionRuleSet): ClaimLine => {
  const names = (rules: readonly { readonly name: string }[]): string => rules.map((rule) => rule.name).join(', ');
  const rules = [
    ...(reject.length > 0 ? [`reject ${names(reject)}`] : []),
    accept.length > 0 ? `accept ${names(accept)}` : 'accept nobody',
  ];
  return { section: 'connections', name, claims: `endpoint services ${selectorText(services)}`, for: rules.join('; ') };
};

const ofForwarder = ({ name, domains, from, publish }: Forwarder): ClaimLine[] => {
  const goal = `${domains.join(', ')}: ask ${askedText(from)}`;
  return publish.map((place) => ({ section: 'dns', name, claims: placeText(place), for: goal }));
};

const askedText = (from: Forwarder['from']): string => {
  if ('resolverEndpoint' in from) return `inbound endpoint ${from.resolverEndpoint}`;
  return 'vpcResolver' in from ? `the resolver of ${from.vpcResolver}` : from.addresses.join(', ');
};

const ofAnswers = ({ name, domains, from, publish }: AnswersEntry): ClaimLine[] => {
  const answer = from.as === 'name' ? 'the name' : `${from.answering ? 'the answering ' : ''}addresses`;
  const goal = `${domains.join(', ')}: answer ${answer} of endpoint ${endpointText(from.endpoint)}`;
  return publish.map((place) => ({ section: 'dns', name, claims: placeText(place), for: goal }));
};

const placeText = (place: ForwarderPublisher | AnswersPublisher): string => {
  if ('resolverRule' in place) return `targets of rule ${place.resolverRule}`;
  if ('record' in place) return `record ${place.record} in ${place.zone}`;
  if ('file' in place) return `${place.file} file ${place.to}`;
  return `${place.update === 'rpz' ? 'policies' : 'records'} in ${place.zone} on ${place.server}`;
};

const ofGroup = ({ name, appliances, legs }: RouteGroup): ClaimLine[] =>
  legs.map(({ tables, destinations }) => ({
    section: 'routes',
    name,
    claims: `${destinations.join(', ')} in tables ${selectorText(tables)}`,
    for: appliances.map((appliance) => appliance.name).join(', '),
  }));
