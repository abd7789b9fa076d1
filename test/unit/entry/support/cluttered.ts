/** Records made from the samples of `events/`, with clutter of which none is what the call was about. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ControllerName } from '../../../../lib/core/plan.ts';
import { readTrigger } from '../../../../lib/entry/read-trigger.ts';
import { chance, type Draw, oneOf, whole } from '../../laws/support/random.ts';

const EVENTS = join(import.meta.dirname, '../../../../events');
/** Kinds of ids that a record may be about, each by the form of one. */
export const KINDS: Readonly<Record<string, RegExp>> = {
  'vpce-svc': /\bvpce-svc-[0-9a-z]{8,}/g,
  vpce: /\bvpce-(?!svc-)[0-9a-z]{8,}/g,
  rtb: /\brtb-[0-9a-z]{8,}/g,
  eni: /\beni-(?!attach)[0-9a-z]{8,}/g,
  i: /\bi-[0-9a-z]{8,}/g,
  subnet: /\bsubnet-[0-9a-z]{8,}/g,
  nat: /\bnat-[0-9a-z]{8,}/g,
  'rslvr-in': /\brslvr-in-[0-9a-z]{8,}/g,
  'rslvr-rr': /\brslvr-rr-[0-9a-z]{8,}/g,
};

/** A record of CloudTrail in its envelope. */
export interface CallRecord {
  readonly detail: Readonly<Record<string, unknown>>;
  readonly resources?: unknown;
}

/** A sample that wakes its controller. */
export interface Sample {
  readonly file: string;
  readonly controller: ControllerName;
  readonly record: CallRecord;
}

/** The samples that are records of calls, and wake somebody. */
export const SAMPLES: readonly Sample[] = globSync('*.json', { cwd: EVENTS })
  .sort()
  .flatMap((file) => {
    const text = readFileSync(join(EVENTS, file), 'utf8');
    const controller = file.split('.')[0] as ControllerName;
    if (!text.includes('"eventName"') || readTrigger(controller, text, []).kind !== 'scope') return [];
    return [{ file, controller, record: JSON.parse(text) as CallRecord }];
  });

const hex = (g: Draw): string => whole(g, 0, 0xffff_ffff).toString(16).padStart(17, '0');

/** Another id of each kind, for each that a record names. */
export type Naming = (kind: string) => string;

/** Ids that nothing has. */
export const strangers =
  (g: Draw): Naming =>
  (kind) =>
    `${kind}-${hex(g)}`;

/** Other ids in the place of the sample's own: the same for the same one, wherever it stands. */
export const renamed = (record: CallRecord, nameOf: Naming): CallRecord => {
  let text = JSON.stringify(record);
  for (const [kind, pattern] of Object.entries(KINDS)) {
    for (const id of new Set(text.match(pattern) ?? [])) text = text.replaceAll(id, nameOf(kind));
  }
  return JSON.parse(text) as CallRecord;
};

/** Ids of any kind, as they stand where the caller and the way of the call are told. */
const strayId = (g: Draw): string => `${oneOf(g, ...Object.keys(KINDS))}-${hex(g)}`;

/** What real records carry beside what the call was about. */
const clutter = (g: Draw): Readonly<Record<string, unknown>> => ({
  ...(chance(g, 70) ? { vpcEndpointId: `vpce-${hex(g)}`, vpcEndpointAccountId: '444455556666' } : {}),
  ...(chance(g, 70)
    ? { tlsDetails: { clientProvidedHostHeader: `vpce-${hex(g)}-x.ec2.eu-west-2.vpce.amazonaws.com` } }
    : {}),
  ...(chance(g, 70)
    ? {
        userIdentity: {
          type: 'AssumedRole',
          arn: `arn:aws:sts::111122223333:assumed-role/host/i-${hex(g)}`,
          principalId: `AROAEXAMPLE:i-${hex(g)}`,
          sessionContext: { sessionIssuer: { userName: strayId(g) } },
        },
      }
    : {}),
  ...(chance(g, 40) ? { additionalEventData: { seen: strayId(g), of: [strayId(g)] } } : {}),
  ...(chance(g, 40) ? { userAgent: strayId(g), sourceIPAddress: strayId(g) } : {}),
  ...(chance(g, 20) ? { sessionCredentialFromConsole: 'true', sharedEventID: strayId(g) } : {}),
});

const shuffledMembers = (g: Draw, record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  chance(g, 50) ? Object.fromEntries(Object.entries(record).toReversed()) : record;

/** The record with what real ones carry beside what the call was about. */
export const cluttered = (g: Draw, { detail, ...envelope }: CallRecord): CallRecord => ({
  ...envelope,
  detail: shuffledMembers(g, { ...detail, ...clutter(g) }),
});
