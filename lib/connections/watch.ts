/** Has every service's connections watched by the stack's topic. Pure. */
import type { ConnectionNotification, EndpointService } from '../aws/types.ts';
import type { Finding } from '../core/plan.ts';
import { by } from '../std/lists.ts';
import { finding, reason } from './codes.ts';
import { NOTIFICATIONS } from './keys.ts';
import type { ObservedConnections, WatchChange } from './types.ts';

/** All events of connections that AWS notifies of. */
export const EVENTS: readonly string[] = ['Accept', 'Connect', 'Delete', 'Reject'];

const SWEEP_ONLY = 'new connections are found by the sweep, within five minutes';

/** The change that lets the stack's topic know of all events, if it does not yet. Other topics stay as they are. */
export const planWatch = (
  service: EndpointService,
  topicArn: string | undefined,
  { notifications, unseen }: ObservedConnections,
): WatchChange[] => {
  if (topicArn === undefined || service.gateway || unseen.some(({ key }) => key === NOTIFICATIONS)) return [];
  const ours = ownNotification(service, topicArn, notifications);
  if (ours && EVENTS.every((event) => ours.events.includes(event))) return [];
  const common = { action: 'watch' as const, key: `${service.id}/notification`, serviceId: service.id, topicArn };
  const after = { state: EVENTS.join(' '), topicArn };
  if (!ours) {
    const why = reason('NOT_WATCHED', "the stack's topic is not told of the service's connections");
    return [{ ...common, after, reason: why }];
  }
  const before = { state: ours.events.toSorted().join(' '), topicArn };
  const why = reason(
    'WATCHED_IN_PART',
    "the stack's topic is not told of all that happens to the service's connections",
  );
  return [{ ...common, notificationId: ours.id, before, after, reason: why }];
};

const ownNotification = (
  { id }: EndpointService,
  topicArn: string,
  notifications: readonly ConnectionNotification[],
): ConnectionNotification | undefined =>
  notifications
    .filter((each) => each.serviceId === id && each.topicArn === topicArn)
    .toSorted(by(({ id }) => id))
    .find((each, _, all) => each.events.length === Math.max(...all.map(({ events }) => events.length)));

/** What a person should know about who is notified of the service's connections. */
export const watchFindings = (
  service: EndpointService,
  topicArn: string | undefined,
  { notifications }: ObservedConnections,
): Finding[] => {
  const mine = notifications.filter(({ serviceId }) => serviceId === service.id);
  const key = `${service.id}/notification`;
  return [
    ...(service.gateway && topicArn !== undefined
      ? [
          finding(
            key,
            reason('NOT_WATCHED', `AWS sends no notifications of Gateway Load Balancer endpoints`),
            `none: ${SWEEP_ONLY}`,
          ),
        ]
      : []),
    ...mine
      .filter((each) => each.topicArn !== topicArn)
      .map((each) =>
        finding(
          key,
          reason('WATCHED_ELSEWHERE', `${each.topicArn} is told of ${each.events.toSorted().join(', ')}, too`),
          `none if it is meant to; otherwise delete the notification ${each.id}`,
        ),
      ),
    ...mine
      .filter((each) => each.topicArn === topicArn && each.state === 'disabled')
      .map((each) =>
        finding(
          key,
          reason('WATCH_DISABLED', `the notification ${each.id} to the stack's topic is disabled: ${SWEEP_ONLY}`),
        ),
      ),
  ];
};

/** Without a topic no service can be watched: one finding for all of them. */
export const topicFindings = (topicArn: string | undefined): Finding[] =>
  topicArn === undefined
    ? [finding('connections', reason('NO_TOPIC', `no topic for endpoint notifications is configured: ${SWEEP_ONLY}`))]
    : [];
