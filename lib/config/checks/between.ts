/** Names of dynamic zones that `dns.answers` write, and those that lie between the domains of two entries. Pure. */

import { namesAbove, namesBetween, normalName } from '../../net/dns-name.ts';
import { canonicalServer } from '../../net/server.ts';
import { formatPath, type Mapping, type Path, type Problem } from '../problem.ts';
import { mappingsAt, type Part, problem, textAt, textsAt } from './raw.ts';

/** One name that is written by dynamic update. */
interface Updated {
  /** The server and its zone, whatever their spelling. */
  readonly where: string;
  readonly domain: string;
  /** The domain as its place in the zone is called. */
  readonly name: string;
  /** What it is, for people. */
  readonly what: string;
  /** Of the publisher; of the domain, unless it lies between two of the entry's. */
  readonly by: Path;
  readonly given?: Part<string>;
}

/** The names that a publisher writes: each domain, and what lies between two of them (lib/dns/publishing/keys.ts). */
export const updatedNames = (entry: Part<Mapping>, publisher: Part<Mapping>): Updated[] => {
  const [server, zone] = [textAt(publisher, 'server'), textAt(publisher, 'zone')];
  if (server === undefined || zone === undefined || !('update' in publisher.value)) return [];
  const where = JSON.stringify([canonicalServer(server), normalName(zone)]);
  const place = `in ${zone} on ${server}`;
  const nameOf = (domain: string): string =>
    publisher.value.update === 'rpz' ? `${domain}.${normalName(zone)}` : domain;
  const given = textsAt(entry, 'domains').map((domain): Updated => {
    const normal = normalName(domain.value);
    const what = `${domain.value} ${place}`;
    return { where, domain: normal, name: nameOf(normal), what, by: publisher.path, given: domain };
  });
  const between = namesBetween(given.map(({ domain }) => domain)).map((domain): Updated => {
    const what = `${domain} ${place}, which lies between two of its domains`;
    return { where, domain, name: nameOf(domain), what, by: publisher.path };
  });
  return [...given, ...between];
};

/**
 * A domain makes the names above it exist, and for those the wildcard of another entry's domain no longer answers
 * (RFC 4592): an entry answers for what lies between its own domains, and for no other's. One problem for each domain.
 */
export const checkBetween = (answers: readonly Part<Mapping>[]): Problem[] => {
  const updated = answers.flatMap((entry) =>
    mappingsAt(entry, 'publish').flatMap((publisher) => updatedNames(entry, publisher)),
  );
  const found = [...Map.groupBy(updated, ({ where }) => where).values()].flatMap(checkZone);
  return [...new Map(found.map((each) => [formatPath(each.path), each])).values()];
};

const checkZone = (updated: readonly Updated[]): Problem[] => {
  const byName = new Map(updated.map((one) => [one.name, one]));
  return updated.flatMap(({ name, domain, by, given }) => {
    const above = namesAbove(name);
    const next = above.findIndex((one) => byName.has(one));
    const outer = byName.get(above[next] ?? '');
    if (next < 1 || !outer || !given || formatPath(outer.by) === formatPath(by)) return [];
    const between = namesAbove(domain).slice(0, next).join(', ');
    const expected = `a domain directly below ${outer.domain} of ${formatPath(outer.by)}, or one of the two entries to name ${between}, too`;
    return [
      problem(given.path, expected, `${JSON.stringify(given.value)}, which would leave ${between} without an answer`),
    ];
  });
};
