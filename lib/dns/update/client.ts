/** Reads and changes zones on their primary: signed questions and dynamic updates (RFC 2136, RFC 8945) over TCP. */

import { type Ask, type Primary, placed, type Request, refused, withPrimary } from './ask.ts';
import { DnsUpdateError, rcodeName } from './errors.ts';
import { encodeQuery, encodeUpdate, type Message, OPCODES, typeName } from './message.ts';
import type { Rrset, Update } from './types.ts';

export type { Primary } from './ask.ts';

const TYPES = ['A', 'AAAA', 'CNAME', 'TXT'] as const;

/** Names that are read at a time: their questions have ids that differ. */
const NAMES_READ_AT_ONCE = 1_000;

/** Names that one message asks for: the longest ones fit. */
const NAMES_IN_MESSAGE = 200;

const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));

/**
 * Makes one atomic change. Rejects with DnsUpdateError; nothing was changed then, unless the code is one of a connection
 * (TIMEOUT, TRUNCATED, ECONNRESET, …), which leaves that open. It is sent again after such an error: if the first one had
 * taken effect, the prerequisites of the second fail, and a new look finds the zone as it should be.
 */
export const sendUpdate = async ({ prerequisites, deletes, adds, ...primary }: Primary & Update): Promise<void> => {
  const update = { zone: primary.zone, prerequisites, deletes, adds };
  const request = updateRequest(`update of zone ${primary.zone}`, update);
  await withPrimary(primary, async (ask) => {
    expectCode(primary, request, await ask(request), 'NOERROR');
  });
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

/**
 * The records of exactly these names as their primary holds them: A, AAAA, CNAME and TXT, values in order; a name without
 * any is left out. What a wildcard (or a DNAME) stands in for is no record of the name. An answer does not tell, so the
 * server is asked, by an update that changes nothing, whether the names are in use (RFC 2136 section 2.4.4: wildcards do
 * not count). For that the key needs the right to update; the zone and its serial stay as they are. Rejects with
 * DnsUpdateError.
 */
export const queryRrsets = ({ names, ...primary }: Primary & { readonly names: readonly string[] }): Promise<Rrset[]> =>
  withPrimary(primary, async (ask) => {
    const found: Rrset[] = [];
    for (const some of chunks([...new Set(names)], NAMES_READ_AT_ONCE)) {
      const questions = some.flatMap((name) => TYPES.map((type) => readSet(ask, primary, name, type)));
      found.push(...(await Promise.all(questions)).flatMap((set) => set ?? []));
    }
    const used = await usedNames(ask, primary, [...new Set(found.map(({ name }) => name))]);
    return found.filter(({ name }) => used.has(name));
  });

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

/** Which of the names are in use: asked many at a time, and one by one only where some are not. */
const usedNames = async (ask: Ask, primary: Primary, names: readonly string[]): Promise<Set<string>> => {
  const kept = async (some: readonly string[]): Promise<readonly string[]> => {
    if (await areUsed(ask, primary, some)) return some;
    return some.length === 1 ? [] : (await Promise.all(some.map((name) => kept([name])))).flat();
  };
  return new Set((await Promise.all(chunks(names, NAMES_IN_MESSAGE).map(kept))).flat());
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
