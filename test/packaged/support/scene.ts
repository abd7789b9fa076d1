/** What a scene of routes is: how a network begins, what happens to it, and what is right. */
import { addTable, type Site } from './sites.ts';

/** What a scene may be held to, once it has been played. */
export interface Seen {
  /** What the routes of its tables lead to, in order: `eni a`. */
  readonly targets: readonly string[];
  /** The codes of its findings. */
  readonly codes: readonly string[];
  /** Of the first look, before anything happened. */
  readonly before: readonly string[];
  /** The whole text of its findings, with their remedies. */
  readonly told: string;
  /** The path sets whose routes were moved. */
  readonly moved: number;
  /** Codes of findings that were published. */
  readonly published: readonly string[];
}

export interface Scene {
  /** The number of the fault among the kinds, and the sentence of the test. */
  readonly title: string;
  /** What differs of the group from one of two firewalls by id, and the default routes of both subnets' tables. */
  readonly group?: (site: Site) => object;
  readonly begins: (site: Site) => void;
  /** Instances that are stopped. */
  readonly stops?: readonly string[];
  /** What else happens to it, at the same time. */
  readonly happens?: (site: Site) => void;
  readonly right: Partial<Record<keyof Seen, unknown>>;
}

/** Ways out, and what they lead to in a scene: a kind of thing and its name. */
export const OUT = '0.0.0.0/0';

export const OUT6 = '::/0';

export const A = 'eni a';

export const B = 'eni b';

/** The legs of a group, by the numbers of the subnets whose tables they are about. */
export const legs = (site: Site, ...of: readonly (readonly [number, readonly string[]])[]) => ({
  legs: of.map(([subnet, destinations]) => ({ tables: { id: site.id('rtb', subnet) }, destinations })),
});

/** One leg, of the first subnet's table. */
export const one =
  (...destinations: readonly string[]) =>
  (site: Site) =>
    legs(site, [1, destinations]);

/** Both subnets on the first firewall. */
export const both = (site: Site): void => {
  addTable(site, 1, { [OUT]: A });
  addTable(site, 2, { [OUT]: A });
};

/** For codes and texts of which a scene shows more than it is about. */
export const contains = (...codes: readonly string[]): unknown => expect.arrayContaining([...codes]);

export const lacks = (...codes: readonly string[]): unknown => expect.not.arrayContaining([...codes]);

export const says = (text: string | RegExp): unknown => expect.stringMatching(text);
