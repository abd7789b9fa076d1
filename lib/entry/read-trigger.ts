/** What a message of a controller's queue says, by the table of triggers. Pure. */
import type { Continuation } from '../core/more.ts';
import type { ControllerName, Scope } from '../core/plan.ts';
import type { Turn } from '../core/sweep.ts';
import { counted } from '../std/words.ts';
import { idsIn } from './event-ids.ts';
import { isRest, readRest, readTurn, SWEEP } from './rest.ts';
import { TRIGGERS, type TriggerRow } from './triggers.ts';

/** Ids anywhere in the text of a notification, of which AWS does not publish the form. */
const CONNECTION = /\bvpce-svc-[0-9a-z]{1,32}\b|\bvpce-(?!svc-)[0-9a-z]{1,32}\b/g;

/** What one message means: where to look, or why it means nothing. */
export type Reading =
  | {
      readonly kind: 'scope';
      readonly by: 'event' | 'sweep';
      readonly what: string;
      readonly scope: Scope;
      /** Of a message by which an earlier run hands on what it had left. */
      readonly continues?: Continuation;
      /** Of a sweep in parts: where it has come to. */
      readonly turn?: Turn;
      /** It tells of something by which a thing that was nobody's may become ours. */
      readonly arrives?: true;
    }
  | { readonly kind: 'ignored'; readonly why: string }
  | { readonly kind: 'malformed'; readonly why: string };

interface Detail {
  readonly eventName?: unknown;
  readonly errorCode?: unknown;
  readonly alarmName?: unknown;
  readonly state?: unknown;
  readonly requestParameters?: unknown;
  readonly responseElements?: unknown;
  readonly resources?: unknown;
  readonly userIdentity?: { readonly sessionContext?: { readonly sessionIssuer?: { readonly userName?: unknown } } };
}

interface Envelope {
  readonly source?: unknown;
  readonly 'detail-type'?: unknown;
  readonly resources?: unknown;
  readonly detail?: Detail | null;
  readonly waykeeper?: unknown;
  readonly scope?: unknown;
  readonly remaining?: unknown;
  readonly attempt?: unknown;
  readonly turn?: unknown;
  readonly Type?: unknown;
  readonly TopicArn?: unknown;
  readonly Subject?: unknown;
  readonly Message?: unknown;
}

/**
 * Reads the body of a queue message for one controller: an EventBridge event, an SNS notification, a sweep, or the rest of
 * an earlier run.
 * `ownRoles` are the names of the stack's roles, whose own writes wake nobody. Never throws, whatever the body is.
 */
export const readTrigger = (controller: ControllerName, body: unknown, ownRoles: readonly string[]): Reading => {
  if (typeof body !== 'string') return malformed('text', `a ${typeof body}`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return malformed('JSON', excerpt(body));
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return malformed('a JSON object', excerpt(body));
  }
  const message = parsed as Envelope;
  if (message.waykeeper === SWEEP) {
    return { kind: 'scope', by: 'sweep', what: 'sweep', scope: 'all', ...readTurn(message.turn) };
  }
  if (isRest(message)) return readContinuation(controller, message);
  if (message.Type === 'Notification') return readNotification(controller, message);
  const { source, 'detail-type': detailType } = message;
  if (typeof source !== 'string' || typeof detailType !== 'string') {
    return malformed('an EventBridge event, an SNS notification or a sweep', excerpt(body));
  }
  return readEvent(controller, source, detailType, message, ownRoles);
};

const malformed = (expected: string, found: string): Reading => ({
  kind: 'malformed',
  why: `expected ${expected}, found ${found}`,
});

const ENDPOINT = /^vpce-[0-9a-z]{1,32}$/;

/** An earlier run names what events had named to it. */
const readContinuation = (controller: ControllerName, message: Envelope): Reading => {
  const patterns = TRIGGERS.filter((row) => row.controller === controller).map(({ ids }) => ids);
  // A notification may have named an endpoint alone.
  const all = controller === 'connections' ? [...patterns, ENDPOINT] : patterns;
  const rest = readRest(message, (id) => all.some((pattern) => pattern.test(id)));
  if (typeof rest === 'string') return malformed(rest, excerpt(JSON.stringify(message)));
  const { scope, remaining, attempt, turn } = rest;
  const what = `${counted(remaining, 'change')} left by an earlier run`;
  return { kind: 'scope', by: 'event', what, scope, continues: { remaining, attempt }, ...(turn ? { turn } : {}) };
};

/** AWS does not publish the body of an endpoint notification, so ids are sought in all of its text. */
const readNotification = (controller: ControllerName, { Subject, Message }: Envelope): Reading => {
  if (controller !== 'connections')
    return { kind: 'ignored', why: `an SNS notification says nothing to ${controller}` };
  const text = [Subject, Message].filter((part) => typeof part === 'string').join(' ');
  const ids = [...new Set(text.match(CONNECTION) ?? [])].sort();
  // Where a service is named its connections are looked at. An endpoint alone stays in the scope: it may be anybody's.
  const services = ids.filter((id) => id.startsWith('vpce-svc-'));
  const scope = services.length > 0 ? services : ids;
  const what = ['notification', ...ids].join(' ');
  return { kind: 'scope', by: 'event', what, scope: scope.length > 0 ? { ids: scope } : 'all' };
};

const readEvent = (
  controller: ControllerName,
  source: string,
  detailType: string,
  message: Envelope,
  ownRoles: readonly string[],
): Reading => {
  const detail = message.detail ?? {};
  const name = typeof detail.eventName === 'string' ? detail.eventName : undefined;
  const row = TRIGGERS.find(
    (candidate) =>
      candidate.controller === controller &&
      candidate.source === source &&
      candidate.detailType === detailType &&
      (candidate.eventNames === undefined || candidate.eventNames.includes(name ?? '')),
  );
  const title = name ?? `${source} ${detailType}`;
  if (!row) return { kind: 'ignored', why: `${title} is no trigger of ${controller}` };
  const { errorCode } = detail;
  if (errorCode !== undefined) {
    const code = typeof errorCode === 'string' ? errorCode : 'an error';
    return { kind: 'ignored', why: `${title} failed with ${code}` };
  }
  const role = detail.userIdentity?.sessionContext?.sessionIssuer?.userName;
  if (typeof role === 'string' && ownRoles.includes(role)) return { kind: 'ignored', why: `${title} is our own write` };
  const ids = row.everything ? [] : idsIn(aboutOf(row, message, detail), row.ids);
  if (row.only && ids.length === 0) return { kind: 'ignored', why: `${title} names nothing of ${controller}` };
  const arrives = [name, detail.state].some((what) => row.arrivals?.some((arrival) => arrival === what));
  return {
    ...{ kind: 'scope', by: 'event', what: [title, ...ids].join(' '), scope: ids.length ? { ids } : 'all' },
    ...(arrives ? { arrives } : {}),
  };
};

/**
 * The parts of an event that say what it is about. A record of CloudTrail also tells who called, and through what: its
 * `vpcEndpointId` and `tlsDetails` name the endpoint that the call went through, its `userIdentity` the caller's instance
 * (CloudTrail user guide, "CloudTrail record contents"). None of these is what the call changed.
 */
const aboutOf = ({ eventNames, member }: TriggerRow, { resources }: Envelope, detail: Detail): readonly unknown[] => {
  if (member !== undefined) return [detail[member]];
  if (eventNames === undefined) return [detail, resources];
  return [detail.requestParameters, detail.responseElements, detail.resources, resources];
};

const excerpt = (text: string): string =>
  text.length > 80 ? `${JSON.stringify(text.slice(0, 80))}…` : JSON.stringify(text);
