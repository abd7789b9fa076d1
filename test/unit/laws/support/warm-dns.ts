/** A world of endpoints that zones follow, by a tag, by their service and by id, and what people and AWS do to it. */
import type { Endpoint, RecordSet } from '../../../../lib/aws/types.ts';
import type { Scope } from '../../../../lib/core/plan.ts';
import { follows } from '../../../../lib/dns/endpoints/selection.ts';
import { mayConcern, ownedBy } from '../../../../lib/dns/own.ts';
import { type DnsChange, followersOf, type ObservedDns, planDns } from '../../../../lib/dns/parts.ts';
import { isRecordSetChange } from '../../../../lib/dns/record-sets/types.ts';
import { candidates, concerned, goneAmong } from '../../../../lib/dns/scope.ts';
import { endpoint } from '../../../support/aws.ts';
import { dnsClaims, zoneClaim } from '../../../support/configs.ts';
import { observedDns, observedZone } from '../../../support/zones.ts';
import { type Draw, oneOf } from './random.ts';
import { called, type Happening, type Played } from './warm-process.ts';

export interface DnsWorld {
  readonly endpoints: Map<string, Endpoint>;
  /** The one record set of each zone that has one. */
  readonly zones: Map<string, RecordSet>;
}

const SERVICE = 'com.amazonaws.eu-west-2.sqs';
const CLAIMS = dnsClaims(
  zoneClaim({ zone: 'Z0TAG' }),
  zoneClaim({ zone: 'Z0SERVICE', endpoint: { service: SERVICE, vpc: 'vpc-1' } }),
  zoneClaim({ zone: 'Z0LISTED', endpoint: { id: 'vpce-0listed' } }),
);
/** All that follows an endpoint in the worlds. */
export const FOLLOWERS = followersOf(CLAIMS);
const OURS = { waykeeper: 's3' };

export const dnsWorld = (): DnsWorld => ({
  endpoints: new Map(
    [
      endpoint({ id: 'vpce-0a' }),
      endpoint({ id: 'vpce-0b', serviceName: SERVICE, tags: {} }),
      endpoint({ id: 'vpce-0x', tags: {} }),
    ].map((one) => [one.id, one]),
  ),
  zones: new Map(),
});

/** What a run of that scope reads; `mayBeFollowed` is asked of endpoints that are gone. */
export const observe = (
  { endpoints, zones }: DnsWorld,
  scope: Scope,
  now: number,
  mayBeFollowed: (id: string) => boolean = () => true,
): ObservedDns => {
  const possible = candidates(FOLLOWERS, scope);
  const read = [...endpoints.values()].filter((one) => possible.some((follower) => follows(follower, one)));
  const states = new Map([...endpoints.values()].map(({ id, state }) => [id, state]));
  const lost = goneAmong(possible, scope, read, states).some(mayBeFollowed);
  const following = concerned(possible, scope, read, lost).map(({ key }) => key);
  return observedDns({
    ...{ now, endpoints: read },
    zones: [...new Set(following)].map((id) => {
      const record = zones.get(id);
      return observedZone(record ? [record] : [], { id });
    }),
  });
};

export const playedDns: Played<DnsWorld, ObservedDns, DnsChange> = {
  name: 'dns',
  judgement: {
    ownedBy: (observed, scope) => ownedBy(FOLLOWERS, scope, observed),
    mayConcern: (named, mayOwn) => mayConcern(CLAIMS, FOLLOWERS, named, mayOwn),
    plan: (observed) => planDns(CLAIMS, observed),
  },
  observe: (world, scope, now) => observe(world, scope, now),
  apply: ({ zones }, changes) => {
    for (const { zoneId, after } of changes.filter(isRecordSetChange)) if (after) zones.set(zoneId, after);
  },
  stateOf: ({ zones }) => [...zones].map(([id, { alias }]) => `${id} to ${alias?.name}`),
  ownIn: ({ endpoints }) =>
    new Set([
      ...['Z0TAG', 'Z0SERVICE', 'Z0LISTED', 'vpce-0listed'],
      ...[...endpoints.values()].flatMap(({ id, tags, serviceName, vpcId }) =>
        tags.waykeeper || (serviceName === SERVICE && vpcId === 'vpc-1') ? [id] : [],
      ),
    ]),
};

const ec2 = (eventName: string, request: unknown, response?: unknown): string =>
  called('aws.ec2', eventName, request, response);

const KINDS = ['create', 'tag', 'untag', 'modify', 'delete', 'record'] as const;

/** `at` makes new ids. */
export const inDns = (g: Draw, world: DnsWorld, at: number): Happening<DnsWorld> => {
  const id = oneOf(g, 'vpce-0listed', ...world.endpoints.keys());
  const what = oneOf(g, ...KINDS);
  const edit = (given: Partial<Endpoint>) => (of: DnsWorld) => {
    const found = of.endpoints.get(id);
    if (found) of.endpoints.set(id, { ...found, ...given });
  };
  const tagging = { resourcesSet: { items: [{ resourceId: id }] } };
  switch (what) {
    case 'create': {
      const made = oneOf(g, `vpce-0${at}n`, `vpce-0${at}n`, 'vpce-0listed');
      const given = oneOf(g, { tags: OURS }, { tags: {} }, { tags: {}, serviceName: SERVICE });
      const after = endpoint({ id: made, createdAt: at, ...given });
      return {
        what,
        body: ec2('CreateVpcEndpoint', {}, { CreateVpcEndpointResponse: { vpcEndpoint: { vpcEndpointId: made } } }),
        change: ({ endpoints }) => void endpoints.set(made, after),
      };
    }
    case 'tag':
      return { what, body: ec2('CreateTags', tagging), change: edit({ tags: OURS }) };
    case 'untag':
      // Whose an endpoint was that lost its tag cannot be told from what is left of it.
      return { what, body: ec2('DeleteTags', tagging), change: edit({ tags: {} }), isForSweep: true };
    case 'modify':
      return {
        what,
        body: ec2('ModifyVpcEndpoint', { ModifyVpcEndpointRequest: { VpcEndpointId: id } }),
        change: edit({ recordTypes: oneOf(g, ['A'], ['AAAA']) }),
      };
    case 'delete':
      return {
        what,
        body: ec2('DeleteVpcEndpoints', { DeleteVpcEndpointsRequest: { VpcEndpointId: { content: id, tag: 1 } } }),
        change: ({ endpoints }) => void endpoints.delete(id),
      };
    case 'record': {
      const zone = oneOf(g, 'Z0TAG', 'Z0SERVICE', 'Z0LISTED', 'Z0OTHER');
      return {
        what: zone === 'Z0OTHER' ? 'record of others' : what,
        body: called('aws.route53', 'ChangeResourceRecordSets', { hostedZoneId: zone }),
        change: ({ zones }) => void zones.delete(zone),
      };
    }
  }
};
