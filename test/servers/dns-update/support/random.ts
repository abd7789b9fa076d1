/** Random names, records and updates. */
import fc from 'fast-check';
import type { Prerequisite, Rrset, Update } from '../../../../lib/dns-update/types.ts';
import { canonicalAddress } from '../../../../lib/net/ip.ts';

const label = fc.stringMatching(/^[a-z0-9_-]{1,20}$/);

export const domain: fc.Arbitrary<string> = fc
  .tuple(fc.boolean(), fc.array(label, { minLength: 1, maxLength: 6 }))
  .map(([wild, labels]) => [...(wild ? ['*'] : []), ...labels].join('.'));

const values = {
  A: fc.ipV4(),
  AAAA: fc.ipV6().map(canonicalAddress),
  CNAME: domain,
  TXT: fc.string({ unit: 'grapheme', maxLength: 600 }),
};

export const type = fc.constantFrom('A', 'AAAA', 'CNAME', 'TXT');

const valuesOf = (of: Rrset['type']) => fc.array(values[of], { minLength: 1, maxLength: 4 });

const rrset: fc.Arbitrary<Rrset> = type.chain((of) =>
  fc.record({ name: domain, type: fc.constant(of), ttl: fc.nat(2 ** 31 - 1), values: valuesOf(of) }),
);

const prerequisite: fc.Arbitrary<Prerequisite> = fc.oneof(
  fc.record({ kind: fc.constantFrom('unused', 'used'), name: domain }),
  fc.record({ kind: fc.constant('lacks'), name: domain, type }),
  rrset.map(({ name, type: of, values: held }) => ({ kind: 'holds' as const, name, type: of, values: held })),
);

export const update: fc.Arbitrary<Update> = fc.record({
  zone: domain,
  prerequisites: fc.array(prerequisite, { maxLength: 5 }),
  deletes: fc.array(fc.record({ name: domain, type }), { maxLength: 5 }),
  adds: fc.array(rrset, { maxLength: 5 }),
});
