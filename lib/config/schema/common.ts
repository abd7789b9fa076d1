/**
 * What all sections are made of. Each building block carries, as zod's error text, what was expected: the reader of
 * issues (`../issues.ts`) adds the path, what was found and the line.
 */
import { domainToASCII } from 'node:url';
import * as z from 'zod';
import { parseCidr } from '../../net/cidr.ts';
import { DOMAIN, normalName } from '../../net/dns-name.ts';
import { nearest } from '../nearest.ts';
import { normalZoneId } from '../record-name.ts';

/** Read-only all the way down; keys that can only be absent (reserved ones) are left out. */
export type Deep<T> = T extends readonly (infer Item)[]
  ? readonly Deep<Item>[]
  : T extends object
    ? { readonly [Key in keyof T as [T[Key]] extends [undefined] ? never : Key]: Deep<T[Key]> }
    : T;

/** Text that fits a pattern; `expected` completes the sentence "expected …". */
export const text = (pattern: RegExp, expected: string) =>
  z.string({ error: expected }).regex(pattern, { error: expected });

/** A day of the calendar: 2027-02-30 is none. */
export const day = () =>
  text(/^\d{4}-\d\d-\d\d$/, A_DAY).refine(
    (found) => new Date(`${found}T00:00:00Z`).toJSON()?.startsWith(found) === true,
    { error: A_DAY },
  );

const A_DAY = 'a day such as 2027-01-31';

/** What people write for people. */
export const line = () => text(/^\S(.{0,198}\S)?$/, 'text of at most 200 characters in one line');

/** A whole number from `min` to `max`. */
export const whole = (min: number, max?: number) => {
  const error = max === undefined ? `a whole number of at least ${min}` : `a whole number from ${min} to ${max}`;
  return z
    .int({ error })
    .min(min, { error })
    .max(max ?? Number.MAX_SAFE_INTEGER, { error });
};

/** One of some words. */
export const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, {
    error: ({ input }) => `${words.map((word) => JSON.stringify(word)).join(' or ')}${guess(input, words)}`,
  });

/** What somebody who wrote nearly a known word meant, as the end of a sentence. */
export const guess = (written: unknown, known: readonly string[]): string => {
  const near = typeof written === 'string' ? nearest(written, known) : undefined;
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
};

/** A list with at least one entry. */
export const filled = <Item extends z.ZodType>(item: Item, entries: string) => {
  const error = `a list of ${entries}, at least one`;
  return z.array(item, { error }).min(1, { error });
};

const reservedKey = (key: string) =>
  z
    .never({ error: `no ${key}: it is reserved for a later release` })
    .optional()
    .describe('Reserved.');

/** `role` and `region` will let an entry reach into other accounts and Regions. */
export const RESERVED = { role: reservedKey('role'), region: reservedKey('region') };

/** A mapping in which an unknown key is a problem. zod has one text for all of them: one line for each, in its order. */
export const mapping = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? issue.keys.map((key) => knownKey(key, shape)).join('\n') : undefined,
  });

const knownKey = (key: string, shape: z.core.$ZodLooseShape): string => {
  const known = Object.keys(shape).filter((name) => shape[name] !== Reflect.get(RESERVED, name));
  return nearest(key, known) === undefined ? `one of the keys ${known.join(', ')}` : `a known key${guess(key, known)}`;
};

/** An AWS id of one kind. Only the prefix and the characters are checked, so that examples may be short. */
export const idOf = (prefix: string, kind: string) =>
  text(new RegExp(`^${prefix}-[0-9a-z-]+$`), `the id of ${kind} (${prefix}-…)`);

export const endpointId = () => text(/^vpce-(?!svc-)[0-9a-z-]+$/, 'the id of an endpoint (vpce-…)');

/** As Route 53's own tools print it, `/hostedzone/` before it or not. */
export const zoneId = () =>
  text(/^(\/?hostedzone\/)?Z[A-Z0-9]{1,31}$/, 'the id of a hosted zone (Z…)').overwrite(normalZoneId);

export const accountId = () => text(/^\d{12}$/, 'a 12-digit account id');

/** The text of names: one in letters of another alphabet is shown as DNS writes it (punycode, RFC 5891). */
export const nameText = (pattern: RegExp, expected: string | ((found: string) => string)) => {
  const error = ({ input }: { readonly input?: unknown }): string => namesExpected(expected, pattern, String(input));
  return z.string({ error }).regex(pattern, { error, abort: true });
};

/** What was expected of a name, with the way to write it that `pattern` takes. */
export const namesExpected = (
  expected: string | ((found: string) => string),
  pattern: RegExp,
  found: string,
): string => {
  const [, name = '', port = ''] = /^(.*?)(:\d+)?$/.exec(found) ?? [];
  const ascii = /\P{ASCII}/u.test(name) ? `${domainToASCII(name)}${port}` : '';
  const hint = pattern.test(ascii) ? ` (write ${ascii})` : '';
  return `${typeof expected === 'string' ? expected : expected(found)}${hint}`;
};

export const domain = () => nameText(DOMAIN, 'a domain name').overwrite(normalName);

const A_RANGE = 'a network address such as 10.0.0.0/8';

/** A network address in its canonical form. */
export const networkRange = () =>
  z.string({ error: A_RANGE }).refine((found) => parseCidr(found) === found, {
    error: ({ input }) => {
      const canonical = parseCidr(String(input));
      return canonical === undefined ? A_RANGE : `the network address in canonical form, "${canonical}"`;
    },
  });

/** The name of an entry: part of keys, and of alarm names. */
export const entryName = () =>
  text(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'a name of at most 64 letters, digits, dots, dashes and underscores');

/** A mapping whose keys the writer chooses, at least one. */
export const dictionary = <Value extends z.ZodType>(key: z.ZodString, value: Value, what: string) =>
  z
    .record(key, value, { error: ({ code }) => (code === 'invalid_type' ? `a mapping of ${what}s` : undefined) })
    .refine((found) => Object.keys(found).length > 0, { error: `at least one ${what}` });

/** All tags must match. `*`, `?` and `\` mean something else to EC2's filters, so that they would widen the claim. */
export const tags = () =>
  dictionary(
    text(/^[^*?\\]{1,128}$/, 'a tag key (1 to 128 characters, without *, ? and \\)'),
    text(/^[^*?\\]{0,256}$/, 'a tag value (text; matched exactly, so without *, ? and \\)'),
    'tag',
  );

/** Words of a choice of which no branch is clearly meant. */
export const exactlyOne = (...keys: readonly string[]): string =>
  `exactly one of ${keys.slice(0, -1).join(', ')} or ${keys.at(-1)}`;

/**
 * Mappings of which one is chosen by the key that it alone has. The error text has the number of the meant one in a second
 * line, where the keys tell: zod's issues do not.
 */
export const choice = <const Branches extends Readonly<Record<string, z.ZodType>>>(
  branches: Branches,
  words: string | ((input: unknown) => string),
) => {
  const keys = Object.keys(branches);
  const error = ({ input }: { readonly input?: unknown }): string => {
    const said = typeof words === 'string' ? words : words(input);
    const meant = chosenBranch(input, keys);
    return `${said}${keyGuess(input, keys)}${meant < 0 ? '' : `\n${meant}`}`;
  };
  const union = z.union(Object.values(branches) as Branches[keyof Branches][], { error });
  return union.meta({ [CHOSEN_BY]: keys });
};

/** The keyword that holds the keys of a choice in the raw JSON Schema. */
export const CHOSEN_BY = 'chosenBy';

/** The number of the one branch whose own key is written, or -1. */
const chosenBranch = (input: unknown, keys: readonly string[]): number => {
  const written = typeof input === 'object' && input !== null ? keys.filter((key) => key in input) : [];
  return written.length === 1 ? keys.indexOf(written[0] ?? '') : -1;
};

/** For one who misspelt the key that chooses. */
const keyGuess = (input: unknown, keys: readonly string[]): string => {
  const written = typeof input === 'object' && input !== null ? Object.keys(input) : [];
  return written.some((key) => keys.includes(key)) ? '' : (written.map((key) => guess(key, keys)).find(Boolean) ?? '');
};

/** Which things of a kind an entry claims: `{ id }`, `{ ids }` or `{ tags }`. */
export const selector = <Id extends z.ZodType>(id: Id, kind: string) =>
  choice(
    {
      id: mapping({ id: id.describe(`The one ${kind}.`), ...RESERVED }),
      ids: mapping({ ids: filled(id, 'ids').describe(`Several ${kind}s, by id.`), ...RESERVED }),
      tags: mapping({ tags: tags().describe(`Every ${kind} with all of these tags.`), ...RESERVED }),
    },
    exactlyOne('id', 'ids', 'tags'),
  );

const serviceName = () =>
  text(/^[a-z0-9-]+(\.[A-Za-z0-9_-]+)+$/, 'an endpoint service name such as com.amazonaws.eu-west-2.s3');

export const vpcId = () => idOf('vpc', 'a VPC');

/** Which interface endpoint is followed: like a selector, but a service in a VPC names the endpoint even after it was replaced. */
export const endpointSelector = () =>
  choice(
    {
      id: mapping({ id: endpointId().describe('The one endpoint.'), ...RESERVED }),
      ids: mapping({ ids: filled(endpointId(), 'ids').describe('Several endpoints, by id.'), ...RESERVED }),
      tags: mapping({ tags: tags().describe('Every endpoint with all of these tags.'), ...RESERVED }),
      service: mapping({
        service: serviceName().describe('Service name of the endpoint.'),
        vpc: vpcId().describe('VPC of the endpoint.'),
        ...RESERVED,
      }),
    },
    'exactly one of id, ids, tags, or service with vpc',
  );

/** Which things of a kind an entry claims. */
export type Selector =
  | { readonly id: string }
  | { readonly ids: readonly string[] }
  | { readonly tags: Readonly<Record<string, string>> };
