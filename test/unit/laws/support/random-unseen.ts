/** What a random read of sources and targets could not read. */

import type { Unseen } from '../../../../lib/core/plan.ts';
import type { DnsClaims, ObservedDns } from '../../../../lib/dns/parts.ts';
import { sourceKey, targetKeys } from '../../../../lib/dns/publishing/keys.ts';
import type { ObservedPublishing } from '../../../../lib/dns/publishing/types.ts';
import { chance, type Draw, some } from './random.ts';

/** Takes some sources and targets away, which could not be read. */
export const hidden = (g: Draw, claims: DnsClaims, world: ObservedDns): ObservedDns => {
  const { forwarders, answers } = claims;
  const keys = [
    ...forwarders.map(({ name }) => sourceKey(name)),
    ...[...forwarders, ...answers].flatMap(({ publish, domains }) => targetKeys(publish, domains)),
  ];
  const lost = chance(g, 30) ? some(g, 40, keys) : [];
  const unseen = lost.map((key): Unseen => ({ key, code: 'AccessDenied', error: 'no', retryable: false }));
  return { ...world, publishing: without(world.publishing, lost), unseen };
};

const without = (of: ObservedPublishing, lost: readonly string[]): ObservedPublishing => {
  const kept = <T>(all: Readonly<Record<string, T>>, keyOf: (key: string) => string): Record<string, T> =>
    Object.fromEntries(Object.entries(all).filter(([key]) => !lost.includes(keyOf(key))));
  return {
    ...of,
    sources: kept(of.sources, sourceKey),
    rules: of.rules.filter(({ id }) => !lost.includes(id)),
    records: kept(of.records, (key) => key),
    files: of.files.filter(({ to }) => !lost.includes(to)),
    updates: of.updates.filter(({ key }) => !lost.includes(key)),
  };
};
