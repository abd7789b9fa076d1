import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ControllerName } from '../../../lib/core/plan.ts';
import { readTrigger } from '../../../lib/entry/read-trigger.ts';

const OWN_ROLES = ['waykeeper-prod-eu-west-2-connections', 'waykeeper-prod-eu-west-2-routes'];
const CONTROLLERS: readonly ControllerName[] = ['connections', 'dns', 'routes'];
const bodyOf = (file: string): string => readFileSync(join(import.meta.dirname, '../../../events', file), 'utf8');

const nested = (depth: number, inner = ''): string => `${'['.repeat(depth)}${inner}${']'.repeat(depth)}`;

/** JSON.stringify gives up on what is nested deeply, and asks `toJSON` of what has one. */
const asJson = (value: unknown): string => {
  try {
    return JSON.stringify(value);
  } catch {
    return `{"source":"aws.ec2","detail-type":"AWS API Call via CloudTrail","detail":${nested(10_000)}}`;
  }
};

describe('reading a message', () => {
  const event = (detail: unknown, more: object = {}) =>
    JSON.stringify({ source: 'aws.ec2', 'detail-type': 'AWS API Call via CloudTrail', detail, ...more });

  it('tells a sweep from an event', () => {
    expect(readTrigger('dns', '{"waykeeper":"waykeeper.sweep"}', [])).toEqual({
      kind: 'scope',
      by: 'sweep',
      what: 'sweep',
      scope: 'all',
    });
  });

  it('names the event and its ids in what woke the run', () => {
    expect(readTrigger('routes', bodyOf('routes.replace-route-by-hand.json'), [])).toMatchObject({
      what: 'ReplaceRoute eni-0fedcba9876543210 rtb-0123456789abcdef0',
    });
  });

  it('finds each id once, in order', () => {
    const body = event({ eventName: 'CreateRoute', requestParameters: { a: ['rtb-2', 'rtb-1'], b: 'rtb-2' } });
    expect(readTrigger('routes', body, [])).toMatchObject({ scope: { ids: ['rtb-1', 'rtb-2'] } });
  });

  it('looks everywhere when a call names nothing, whoever made it and through whichever endpoint', () => {
    const clutter = JSON.parse(bodyOf('routes.interface-detached.json')) as { detail: Record<string, unknown> };
    expect(JSON.stringify(clutter.detail)).toMatch(/"vpcEndpointId":"vpce-.*"clientProvidedHostHeader":"vpce-/);
    expect(JSON.stringify(clutter.detail.userIdentity)).toContain(':i-0');
    expect(readTrigger('routes', JSON.stringify(clutter), [])).toMatchObject({ scope: 'all' });
  });

  it.each([
    ['a tag', { tagSpecificationSet: { items: [{ tags: [{ key: 'for', value: 'rtb-9' }] }] } }],
    ['a description', { description: 'rtb-9' }],
    ['a token', { clientToken: 'rtb-9' }],
    ['a text that only contains one', { note: 'see rtb-9 for details' }],
  ])('takes no id from %s', (_, requestParameters) => {
    const body = event({ eventName: 'CreateRouteTable', requestParameters });
    expect(readTrigger('routes', body, [])).toMatchObject({ scope: 'all' });
  });

  it('takes the id at the end of an ARN or a path', () => {
    const arn = 'arn:aws:ec2:eu-west-2:111122223333:route-table/rtb-1';
    const body = event({ eventName: 'CreateRoute', requestParameters: {} }, { resources: [arn] });
    expect(readTrigger('routes', body, [])).toMatchObject({ scope: { ids: ['rtb-1'] } });
    const zone = { eventName: 'ChangeResourceRecordSets', requestParameters: { hostedZoneId: '/hostedzone/Z0ABC123' } };
    const record = { source: 'aws.route53', 'detail-type': 'AWS API Call via CloudTrail', detail: zone };
    expect(readTrigger('dns', JSON.stringify(record), [])).toMatchObject({ scope: { ids: ['Z0ABC123'] } });
  });

  it('takes the name of an alarm as it is, and no alarm from a call that only claims one', () => {
    const alarm = (alarmName: unknown) =>
      JSON.stringify({
        source: 'aws.cloudwatch',
        'detail-type': 'CloudWatch Alarm State Change',
        detail: { alarmName },
      });
    expect(readTrigger('routes', alarm('edge/fw: a'), [])).toMatchObject({ scope: { ids: ['edge/fw: a'] } });
    expect(readTrigger('routes', alarm({ toString: 1 }), [])).toMatchObject({ scope: 'all' });
    const body = event({ eventName: 'CreateRoute', alarmName: 'x', requestParameters: { routeTableId: 'rtb-1' } });
    expect(readTrigger('routes', body, [])).toMatchObject({ scope: { ids: ['rtb-1'] } });
  });

  it('takes a call by a foreign role for what it is', () => {
    const body = event({
      eventName: 'CreateRoute',
      userIdentity: { sessionContext: { sessionIssuer: { userName: 'admin' } } },
    });
    expect(readTrigger('routes', body, OWN_ROLES)).toMatchObject({ kind: 'scope' });
  });

  it.each([
    ['null'],
    ['7'],
    ['{"source":"aws.ec2"}'],
    ['{"source":"aws.ec2","detail-type":7}'],
    ['{"Type":"SubscriptionConfirmation","Message":"…"}'],
    [''],
  ])('calls %s malformed', (body) => {
    expect(readTrigger('routes', body, [])).toMatchObject({ kind: 'malformed' });
  });

  it.each([
    [event(null)],
    [event('text')],
    [event(7)],
    [event([])],
    [event({ eventName: 'CreateRoute', userIdentity: null })],
    [event({ eventName: 'CreateRoute', userIdentity: { sessionContext: null } })],
    [event({ eventName: ['CreateRoute'] })],
    ['{"Type":"Notification","Message":{"a":1},"Subject":null}'],
  ])('survives odd shapes: %s', (body) => {
    const kinds = CONTROLLERS.map((controller) => readTrigger(controller, body, OWN_ROLES).kind);
    expect(kinds.filter((kind) => !['scope', 'ignored', 'malformed'].includes(kind))).toEqual([]);
  });

  it('never throws, whatever the body is', () => {
    const spiteful = fc.constantFrom({ toString: 1 }, { toString: null }, JSON.parse(nested(10_000)), null, 7, [], 'x');
    const detail = fc.record(
      {
        eventName: fc.oneof(spiteful, fc.constantFrom('CreateRoute', 'CreateTags', 'ModifyVpcEndpoint')),
        errorCode: spiteful,
        alarmName: spiteful,
        requestParameters: fc.oneof(spiteful, fc.jsonValue()),
        responseElements: spiteful,
        resources: spiteful,
        userIdentity: fc.oneof(spiteful, fc.record({ sessionContext: spiteful })),
      },
      { requiredKeys: [] },
    );
    const message = fc.record(
      {
        source: fc.oneof(spiteful, fc.constantFrom('aws.ec2', 'aws.cloudwatch')),
        'detail-type': fc.oneof(spiteful, fc.constant('AWS API Call via CloudTrail')),
        resources: spiteful,
        detail: fc.oneof(spiteful, detail),
        Type: fc.constantFrom('Notification', undefined),
        Subject: spiteful,
        Message: spiteful,
      },
      { requiredKeys: [] },
    );
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      message.map((value) => asJson(value)),
      fc.constantFrom(undefined, null, 7, {}),
    );
    fc.assert(
      fc.property(body, (text) => {
        for (const controller of CONTROLLERS) {
          const { kind } = readTrigger(controller, text, OWN_ROLES);
          expect(['scope', 'ignored', 'malformed']).toContain(kind);
        }
      }),
    );
  });

  it('reads a call whose parameters are nested ten thousand deep', () => {
    const deep = `{"source":"aws.ec2","detail-type":"AWS API Call via CloudTrail","detail":{"eventName":"CreateRoute","requestParameters":${nested(10_000, '"rtb-1"')}}}`;
    expect(readTrigger('routes', deep, [])).toMatchObject({ scope: { ids: ['rtb-1'] } });
  });

  it('quotes no more of a malformed message than the beginning', () => {
    const reading = readTrigger('dns', 'x'.repeat(10_000), []);
    expect(JSON.stringify(reading).length).toBeLessThan(200);
  });

  it('keeps a notification from controllers that it says nothing to', () => {
    expect(readTrigger('dns', bodyOf('connections.connect-notification.json'), [])).toMatchObject({ kind: 'ignored' });
  });
});
