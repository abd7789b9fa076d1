/** What the events that are published are called. Pure; docs/events.md is written from it by scripts/events.ts. */
import type { ControllerName } from '../plan.ts';

/** What a change is published as when it was made, and in mode plan when it would be. */
interface ChangeEvent {
  readonly made: string;
  readonly would: string;
}

const record = { made: 'Record Changed', would: 'Record Would Change' };
const rejected = { made: 'Connection Rejected', would: 'Connection Would Be Rejected' };

const tagged = { made: 'Route Table Tagged', would: 'Route Table Would Be Tagged' } as const;

/**
 * By controller and action. To revoke is to reject what was established.
 * @internal Exported for the docs and for its tests.
 */
export const CHANGE_EVENTS = {
  connections: {
    accept: { made: 'Connection Accepted', would: 'Connection Would Be Accepted' },
    reject: rejected,
    revoke: rejected,
    watch: { made: 'Service Watched', would: 'Service Would Be Watched' },
    allow: { made: 'Principal Allowed', would: 'Principal Would Be Allowed' },
  },
  dns: {
    create: record,
    replace: record,
    delete: record,
    publish: { made: 'Forwarder Changed', would: 'Forwarder Would Change' },
    associate: { made: 'VPC Associated', would: 'VPC Would Be Associated' },
    verify: { made: 'Verification Started', would: 'Verification Would Start' },
  },
  routes: {
    replace: { made: 'Route Moved', would: 'Route Would Move' },
    associate: { made: 'Route Table Associated', would: 'Route Table Would Be Associated' },
    tag: tagged,
    untag: tagged,
    'turn off source/destination check': {
      made: 'Source Check Turned Off',
      would: 'Source Check Would Be Turned Off',
    },
  },
} as const satisfies Readonly<Record<ControllerName, Readonly<Record<string, ChangeEvent>>>>;

/**
 * What is published beside changes, and when.
 * @internal Exported for the docs.
 */
export const STATE_EVENTS = {
  'Finding Opened':
    'something is wrong that Waykeeper does not mend: a finding of a report, or what is stuck or leads nowhere; once, and then each hour while a person is needed and has not acknowledged it; all else when it says something else',
  'Finding Closed': 'a run over everything, which could read everything, no longer finds it',
  'Run Blocked':
    'the guard holds what it is about: one event for each zone, service or group, once, when it holds other changes, and each hour',
  'Run Unblocked': 'the guard holds it no longer',
  'Run Failed':
    'changes failed, or something could not be read; again when another failure comes, and each hour while one lasts',
  'Run Recovered': 'nothing fails any more',
} as const;

/** The detail-type of what is written for people to read, where the config names somebody to be told. */
export const NOTICE = 'Notice';

/** What people can be told of: `notify.on` of the config, and the member `on` of a notice. */
export const NOTICE_KINDS = ['needsPeople', 'blocked', 'failed', 'moved', 'accepted', 'rejected'] as const;

export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** The detail-type of what is no change. */
export type StateEvent = keyof typeof STATE_EVENTS;

/** What an action of a controller is published as. */
export const changeEventOf = (controller: ControllerName, action: string): ChangeEvent | undefined => {
  const events: Readonly<Record<string, ChangeEvent>> = CHANGE_EVENTS[controller];
  return Object.hasOwn(events, action) ? events[action] : undefined;
};
