/** What people know the changes of the dns controller by. Pure. */
import type { Unit } from '../core/plan.ts';
import type { DnsClaims } from './parts.ts';
import { answersKey, ownerMarkKey, recordKey, sourceKey, targetKeys } from './publishing/keys.ts';

/** Zones, forwarders and answers with all that they are published to. A published record set changes with its owner mark. */
export const dnsUnits = ({ zones, forwarders, answers, verifications }: DnsClaims): readonly Unit[] => [
  ...[...new Set([...zones, ...verifications].map(({ zone }) => zone))].map((zone) => ({ name: zone, keys: [zone] })),
  ...forwarders.map(({ name, publish, domains }) => ({
    name,
    keys: [sourceKey(name), ...targetKeys(publish, domains)],
  })),
  ...answers.map(({ name, publish, domains }) => ({ name, keys: [answersKey(name), ...targetKeys(publish, domains)] })),
  ...forwarders.flatMap(({ publish }) =>
    publish.flatMap((publisher): Unit[] => {
      if (!('record' in publisher)) return [];
      const key = recordKey(publisher);
      return [{ name: key, keys: [key, ownerMarkKey(publisher)], whole: true }];
    }),
  ),
];
