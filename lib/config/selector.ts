/** Selectors: which things of a kind a config entry claims, and how few reads find them. Pure. */
import { FILTER_VALUES, type Tags, type Wanted } from '../aws/types.ts';
import type { Scope } from '../core/plan.ts';
import { chunks } from '../std/lists.ts';
import type { InterfaceRef, Selector } from './types.ts';

interface Selectable {
  readonly id: string;
  readonly tags: Tags;
}

/** Does the selector claim this thing? All tags must match. */
export const selects = (selector: Selector, { id, tags }: Selectable): boolean => {
  const ids = idsOf(selector);
  if (ids) return ids.includes(id);
  return Object.entries(tagsOf(selector) ?? {}).every(([key, value]) => tags[key] === value);
};

/** The same question for many things: which of them do any of the selectors claim? */
export const selectedBy = (selectors: readonly Selector[]): ((thing: Selectable) => boolean) => {
  const ids = new Set(selectors.flatMap((selector) => idsOf(selector) ?? []));
  const byTags = selectors.filter((selector) => idsOf(selector) === undefined);
  return (thing) => ids.has(thing.id) || byTags.some((selector) => selects(selector, thing));
};

/** The ids that a selector names, or nothing when it selects by tags. */
export const idsOf = (selector: Selector): readonly string[] | undefined => {
  if ('id' in selector) return [selector.id];
  return 'ids' in selector ? selector.ids : undefined;
};

/** An appliance names its interface by id or by tags. */
export const interfaceSelector = (ref: InterfaceRef): Selector => (typeof ref === 'string' ? { id: ref } : ref);

/** The tags that a selector wants, or nothing when it names ids. */
export const tagsOf = (selector: Selector): Tags | undefined => ('tags' in selector ? selector.tags : undefined);

/**
 * Can this entry be concerned by the scope? An entry that names ids is when one of them is in it; one that selects by
 * tags always is, since the tags of a deleted thing cannot be read.
 */
export const inScope = (scope: Scope, selector: Selector): boolean => {
  const ids = idsOf(selector);
  return scope === 'all' || ids === undefined || ids.some((id) => scope.ids.includes(id));
};

/** The fewest reads that find what the selectors claim: one for all ids that fit, one for each distinct set of tags. */
export const readsFor = (selectors: readonly Selector[]): Wanted[] => {
  const ids = [...new Set(selectors.flatMap((selector) => idsOf(selector) ?? []))].sort();
  const tags = new Map(
    selectors.flatMap((selector) => {
      const wanted = tagsOf(selector);
      return wanted ? [[JSON.stringify(Object.entries(wanted).sort()), wanted] as const] : [];
    }),
  );
  const lists = chunks(ids, FILTER_VALUES);
  return [...lists.map((some) => ({ ids: some })), ...[...tags.values()].map((wanted) => ({ tags: wanted }))];
};

/** Reads what the selectors claim, each thing once, even if several selectors find it. */
export const readSelected = async <T extends Selectable>(
  selectors: readonly Selector[],
  read: (wanted: Wanted) => Promise<readonly T[]>,
): Promise<T[]> => {
  const found = (await Promise.all(readsFor(selectors).map(read))).flat();
  return [...new Map(found.map((thing) => [thing.id, thing])).values()];
};
