/** Reads and changes zones on their primary: signed questions and dynamic updates (RFC 2136, RFC 8945) over TCP. */

import { type Ask, isPassing, type Primary, placed, type Request, refused, withPrimary } from './ask.ts';
import { DnsUpdateError, rcodeName } from './errors.ts';
import { encodeQuery, encodeUpdate, type Message, OPCODES, typeName } from './message.ts';
import type { Rrset, Update } from './types.ts';

export type { Primary } from './ask.ts';

const TYPES = ['A', 'AAAA', 'CNAME', 'TXT'] as const;

/** Groups of names that are read at a time, so that the server is never sent more than it answers soon. */
const GROUPS_AT_ONCE = 50;

/** Names that one message asks for: the longest ones fit. */
const NAMES_IN_MESSAGE = 200;

const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));

/**
 * Makes one atomic change. Rejects with DnsUpdateError; nothing was changed then, unless the code is one of a connection
 * (TIMEOUT, TRUNCATED, ECONNRESET, …), which leaves that open. It is sent again after such an error: if the first one had
 * taken effect, the prerequisites of the second fail, and a new read finds the zone as it should be. YXDOMAIN, a name
 * that had to be unused is not, is retryable only then.
 */
export const sendUpdate = async ({ prerequisites, deletes, adds, ...primary }: Primary & Update): Promise<void> => {
  const update = { zone: primary.zone, prerequisites, deletes, adds };
  const request = updateRequest(`update of zone ${primary.zone}`, update);
  await withPrimary(primary, async (ask, { isFirst }) => {
    const answer = await ask(request);
    placed(primary, request, () => {
      if (isOneOf(answer, 'NOERROR')) return;
      throw refused(answer, { also: namesRefused(answer, adds), ...(isFirst ? {} : mayBeOurs(answer)) });
    });
  });
};

/** What is in the way may be what an attempt before wrote, whose answer was lost. */
const mayBeOurs = (answer: Message): { readonly retryable?: true } =>
  isOneOf(answer, 'YXDOMAIN') ? { retryable: true } : {};

/** How a host may be called (RFC 952, RFC 1123); the first label may be `*`. */
const HOST = /^(?:\*\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

/**
 * BIND has one code for what the key may not do and for a name that no address may have (`check-names`, on by default for
 * primaries), and tells the cause in its own log alone (seen with 9.18).
 */
const namesRefused = (answer: Message, adds: readonly Rrset[]): string => {
  if (!isOneOf(answer, 'REFUSED')) return '';
  const odd = adds.find(({ name, type }) => (type === 'A' || type === 'AAAA') && !HOST.test(name));
  return odd ? `, or its check-names refuses ${odd.name} as the name of an address` : '';
};

const isOneOf = ({ rcode }: Message, ...codes: readonly string[]): boolean => codes.includes(rcodeName(rcode));

/** Throws the error that any other response code is. */
const expectCode = (primary: Primary, request: Request, answer: Message, ...codes: readonly string[]): void =>
  placed(primary, request, () => {
    if (!isOneOf(answer, ...codes)) throw refused(answer);
  });

const updateRequest = (what: string, update: Update): Request => ({
  ...{ opcode: OPCODES.UPDATE, what },
  encode: (id) => encodeUpdate(id, update),
});

/** What reading some names gave: their records, or why they could not be read. */
export type Read = readonly Rrset[] | DnsUpdateError;

/**
 * The records of exactly these names as their primary holds them, group by group: A, AAAA, CNAME and TXT, values in order;
 * a name without any is left out. A group that cannot be read takes no other with it. What a wildcard (or a DNAME) stands
 * in for is no record of the name. An answer does not tell, so the server is asked, by an update that changes nothing,
 * whether the names are in use (RFC 2136 section 2.4.4: wildcards do not count). For that the key needs the right to
 * update; the zone and its serial stay as they are. A further attempt goes on where the one before ended.
 */
export const queryGroups = async ({
  groups,
  ...primary
}: Primary & { readonly groups: readonly (readonly string[])[] }): Promise<Read[]> => {
  const done: Read[] = [];
  await withPrimary(primary, async (ask, { isLast }) => {
    for (const some of chunks(groups.slice(done.length), GROUPS_AT_ONCE)) {
      done.push(...(await readGroups(ask, primary, some, isLast)));
    }
  });
  return done;
};

/** Runs what reads one group: its error is that group's alone, unless another attempt may do better. */
const settled = async (isLast: boolean, read: () => Promise<Read>): Promise<Read> => {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DnsUpdateError && (isLast || !isPassing(error))) return error;
    throw error;
  }
};

const readGroups = async (
  ask: Ask,
  primary: Primary,
  groups: readonly (readonly string[])[],
  isLast: boolean,
): Promise<Read[]> => {
  const read = await Promise.all(groups.map((names) => settled(isLast, () => readNames(ask, primary, names))));
  const names = read.flatMap((one) => (one instanceof DnsUpdateError ? [] : namesOf(one)));
  if (await areAllUsed(ask, primary, names)) return read;
  return Promise.all(
    read.map((one) => (one instanceof DnsUpdateError ? one : settled(isLast, () => onlyUsed(ask, primary, one)))),
  );
};

const readNames = async (ask: Ask, primary: Primary, names: readonly string[]): Promise<readonly Rrset[]> => {
  const questions = names.flatMap((name) => TYPES.map((type) => readSet(ask, primary, name, type)));
  return (await Promise.all(questions)).flatMap((set) => set ?? []);
};

const namesOf = (sets: readonly Rrset[]): string[] => [...new Set(sets.map(({ name }) => name))];

const readSet = async (ask: Ask, primary: Primary, name: string, type: Rrset['type']): Promise<Rrset | undefined> => {
  const request: Request = {
    ...{ opcode: OPCODES.QUERY, what: `question for ${name} ${type}` },
    encode: (id) => encodeQuery(id, name, type),
  };
  const answer = await ask(request);
  expectCode(primary, request, answer, 'NOERROR', 'NXDOMAIN');
  placed(primary, request, () => checkAuthority(answer, primary.zone));
  const records = answer.answers.filter((record) => record.name === name && typeName(record.type) === type);
  const values = [...new Set(records.flatMap(({ value }) => value ?? []))].sort();
  return values.length > 0 ? { name, type, ttl: records[0]?.ttl ?? 0, values } : undefined;
};

const checkAuthority = (answer: Message, zone: string): void => {
  if (answer.authoritative) return;
  const why = `it answers without authority: it is no server of zone ${zone}, or the name was delegated`;
  throw new DnsUpdateError('NOTAUTH', why);
};

/** Asked many at a time. After an error, too, each group is asked for by itself, and one that is to blame told from the others. */
const areAllUsed = async (ask: Ask, primary: Primary, names: readonly string[]): Promise<boolean> => {
  try {
    const answers = await Promise.all(chunks(names, NAMES_IN_MESSAGE).map((some) => areUsed(ask, primary, some)));
    return answers.every(Boolean);
  } catch (error) {
    if (error instanceof DnsUpdateError) return false;
    throw error;
  }
};

/** Those whose names are in use. */
const onlyUsed = async (ask: Ask, primary: Primary, sets: readonly Rrset[]): Promise<readonly Rrset[]> => {
  const names = namesOf(sets);
  const used = await Promise.all(names.map((name) => areUsed(ask, primary, [name])));
  return sets.filter(({ name }) => used[names.indexOf(name)]);
};

const areUsed = async (ask: Ask, primary: Primary, names: readonly string[]): Promise<boolean> => {
  const asked = names.length === 1 ? names[0] : `${names.length} names`;
  const prerequisites = names.map((name) => ({ kind: 'used', name }) as const);
  const update = { zone: primary.zone, prerequisites, deletes: [], adds: [] };
  const request = updateRequest(`question whether ${asked} in zone ${primary.zone} is in use`, update);
  const answer = await ask(request);
  expectCode(primary, request, answer, 'NOERROR', 'NXDOMAIN');
  return isOneOf(answer, 'NOERROR');
};
