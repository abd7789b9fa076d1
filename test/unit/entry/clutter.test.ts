/** Records made from real-shaped ones, and clutter of which none is what the call was about. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ControllerName } from '../../../lib/core/plan.ts';
import { readTrigger } from '../../../lib/entry/read-trigger.ts';
import { shareOf } from '../../support/runs.ts';
import { chance, type Draw, oneOf, SEED, Tally, whole } from '../laws/support/random.ts';

const EVENTS = join(import.meta.dirname, '../../../events');
const RUNS = shareOf(100_000);

/** Kinds of ids that a record may be about, each by the form of one. */
const KINDS: Readonly<Record<string, RegExp>> = {
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

interface Record_ {
  readonly detail: Readonly<Record<string, unknown>>;
  readonly resources?: unknown;
}

interface Sample {
  readonly file: string;
  readonly controller: ControllerName;
  readonly record: Record_;
}

/** The samples that are records of calls, and wake somebody. */
const SAMPLES: readonly Sample[] = globSync('*.json', { cwd: EVENTS })
  .sort()
  .flatMap((file) => {
    const text = readFileSync(join(EVENTS, file), 'utf8');
    const controller = file.split('.')[0] as ControllerName;
    if (!text.includes('"eventName"') || readTrigger(controller, text, []).kind !== 'scope') return [];
    return [{ file, controller, record: JSON.parse(text) as Record_ }];
  });

const hex = (g: Draw): string => whole(g, 0, 0xffff_ffff).toString(16).padStart(17, '0');

/** Other ids in the place of the sample's own: the same for the same one, wherever it stands. */
const renamed = (g: Draw, value: unknown): unknown => {
  let text = JSON.stringify(value);
  for (const [kind, pattern] of Object.entries(KINDS)) {
    for (const id of new Set(text.match(pattern) ?? [])) text = text.replaceAll(id, `${kind}-${hex(g)}`);
  }
  return JSON.parse(text);
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

/** What the call was about: all ids of its parameters and its answer, tags apart. */
const truthOf = ({ detail, resources }: Record_): ReadonlySet<string> => {
  const told = JSON.stringify(
    [detail.requestParameters, detail.responseElements, detail.resources, resources],
    (key, value) => (/^tag(?:Set|SpecificationSet)$/.test(key) ? undefined : (value as unknown)),
  );
  return new Set(Object.values(KINDS).flatMap((pattern) => told.match(pattern) ?? []));
};

const kindOf = (id: string): string =>
  Object.keys(KINDS).find((kind) => new RegExp(`^${kind}-[0-9a-f]+$`).test(id)) ?? '';

/** The kinds that narrow a controller's scope in a sample, as its reading without clutter tells. */
const narrowing = ({ controller, record }: Sample): ReadonlySet<string> => {
  const reading = readTrigger(controller, JSON.stringify(record), []);
  return new Set(reading.kind === 'scope' && reading.scope !== 'all' ? reading.scope.ids.map(kindOf) : []);
};

const KINDS_OF = new Map(SAMPLES.map((sample) => [sample.file, narrowing(sample)]));

describe('a record of a call, with the clutter of real ones', () => {
  it('never narrows the scope below what the call was about, and takes nothing from the clutter', () => {
    const seen = new Tally();
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const { file, controller, record } = oneOf(g, ...SAMPLES);
        const about = renamed(g, record) as Record_;
        const truth = truthOf(about);
        const detail = shuffledMembers(g, { ...about.detail, ...clutter(g) });
        const reading = readTrigger(controller, JSON.stringify({ ...about, detail }), []);
        if (reading.kind !== 'scope') throw new Error(`${file} wakes nobody: ${reading.why}`);
        if (reading.scope === 'all') {
          seen.count('all');
          return;
        }
        const { ids } = reading.scope;
        seen.count('narrowed');
        expect(ids.filter((id) => !truth.has(id) && !/^Z/.test(id))).toEqual([]);
        const kinds = KINDS_OF.get(file) ?? new Set();
        expect([...truth].filter((id) => kinds.has(kindOf(id)) && !ids.includes(id))).toEqual([]);
      }),
      { seed: SEED, numRuns: RUNS },
    );
    expect(seen.rare(['all', 'narrowed'], RUNS / 20)).toEqual([]);
  });
});
