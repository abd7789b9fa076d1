/** Checks across the keys of `dns.forwarders` and `dns.answers`: what formats and places cannot do, and places given twice. Pure. */
import { posix } from 'node:path';
import { MOST_RULE_TARGETS } from '../../aws/types.ts';
import { factsOf } from '../../dns-files/formats/index.ts';
import { isWithin, LONGEST_NAME, normalName, ROOT } from '../../net/dns-name.ts';
import { canonicalAddress } from '../../net/ip.ts';
import { DNS_PORT } from '../../net/server.ts';
import { formatPath, type Mapping, type Problem } from '../problem.ts';
import { OWNER_MARK_PREFIX } from '../record-name.ts';
import { checkBetween, updatedNames } from './between.ts';
import { type Claim, claimedAgain, mappingAt, mappingsAt, type Part, problem, textAt, textsAt } from './raw.ts';

/** All problems of the entries of both lists, and between them. */
export const checkPublishers = (forwarders: readonly Part<Mapping>[], answers: readonly Part<Mapping>[]): Problem[] => {
  const entries = [...forwarders, ...answers];
  return [
    ...entries.flatMap(repeated),
    ...forwarders.flatMap((entry) => mappingsAt(entry, 'publish').flatMap((each) => checkForwarder(entry, each))),
    ...answers.flatMap(checkAnswering),
    ...answers.flatMap((entry) => mappingsAt(entry, 'publish').flatMap((each) => checkAnswer(entry, each))),
    ...placedTwice(entries),
    ...checkBetween(answers),
  ];
};

/** The same domain or address again, in whatever spelling. */
const repeated = (entry: Part<Mapping>): Problem[] => {
  const claims = (values: readonly Part<string>[], canonical: (text: string) => string): Claim[] =>
    values.map(({ value, path }) => ({ identity: canonical(value), what: JSON.stringify(value), path }));
  return [
    ...claimedAgain(claims(textsAt(entry, 'domains'), normalName), 'each domain once', formatPath),
    ...claimedAgain(claims(fixedAddresses(entry), canonicalAddress), 'each address once', formatPath),
  ];
};

const fixedAddresses = (entry: Part<Mapping>): Part<string>[] => textsAt(mappingAt(entry, 'from'), 'addresses');

const checkForwarder = (entry: Part<Mapping>, publisher: Part<Mapping>): Problem[] => {
  const file = textAt(publisher, 'file') ?? '';
  const { server = file, mostAddresses, onlyPort, noRoot } = factsOf(file) ?? {};
  const { port = DNS_PORT } = entry.value;
  return [
    ...(onlyPort !== undefined && typeof port === 'number' && port !== onlyPort
      ? [
          problem(
            [...publisher.path, 'file'],
            `a format with ports (${server} servers ask port ${onlyPort} alone)`,
            file,
          ),
        ]
      : []),
    ...(noRoot ? rootIn(entry, server) : []),
    ...(mostAddresses === undefined ? [] : tooMany(entry, mostAddresses, server)),
    ...('resolverRule' in publisher.value ? tooMany(entry, MOST_RULE_TARGETS, 'a Resolver rule') : []),
    ...checkRecord(publisher),
  ];
};

const rootIn = (entry: Part<Mapping>, server: string): Problem[] =>
  textsAt(entry, 'domains')
    .filter(({ value }) => value === ROOT)
    .map(({ path }) =>
      problem(path, `a domain name, since ${server} servers have no conditional forwarder for everything`, '"."'),
    );

const checkRecord = (publisher: Part<Mapping>): Problem[] => {
  const { length } = OWNER_MARK_PREFIX + normalName(textAt(publisher, 'record') ?? '');
  if (length <= LONGEST_NAME || length > LONGEST_NAME + OWNER_MARK_PREFIX.length) return [];
  const expected = `a name that leaves the owner mark beside it room (${LONGEST_NAME})`;
  return [problem([...publisher.path, 'record'], expected, `${length} characters`)];
};

const tooMany = (entry: Part<Mapping>, most: number, who: string): Problem[] => {
  const { size } = new Set(fixedAddresses(entry).map(({ value }) => canonicalAddress(value)));
  const path = [...entry.path, 'from', 'addresses'];
  return size > most ? [problem(path, `at most ${most} addresses, as ${who} forwards to`, `${size}`)] : [];
};

const checkAnswering = (entry: Part<Mapping>): Problem[] => {
  const from = mappingAt(entry, 'from');
  const misplaced = from.value.answering === true && from.value.as === 'name';
  return misplaced
    ? [problem([...from.path, 'answering'], 'answering only with as: addresses', 'as: name', 'key')]
    : [];
};

const checkAnswer = (entry: Part<Mapping>, publisher: Part<Mapping>): Problem[] => {
  const { as } = mappingAt(entry, 'from').value;
  return [
    ...checkOrigin(publisher),
    ...onlyAddresses(publisher, as),
    ...textsAt(entry, 'domains').flatMap((domain) => checkName(domain, publisher, as)),
  ];
};

const checkOrigin = (publisher: Part<Mapping>): Problem[] => {
  const file = textAt(publisher, 'file');
  const path = [...publisher.path, 'origin'];
  const has = 'origin' in publisher.value;
  if (file === 'rpz' && !has) return [problem(path, 'the name of the policy zone', 'nothing')];
  return file !== undefined && file !== 'rpz' && has
    ? [problem(path, 'origin only with file: rpz', `file: ${file}`, 'key')]
    : [];
};

const onlyAddresses = (publisher: Part<Mapping>, as: unknown): Problem[] => {
  const file = textAt(publisher, 'file') ?? '';
  const expected = 'a format that can answer with a name, or as: addresses';
  return as === 'name' && factsOf(file)?.onlyAddresses === true
    ? [problem([...publisher.path, 'file'], expected, `${JSON.stringify(file)} with as: name`)]
    : [];
};

/** Can the domain, and everything below it, be written to this place? */
const checkName = (domain: Part<string>, publisher: Part<Mapping>, as: unknown): Problem[] => {
  const name = normalName(domain.value);
  const zone = normalName(textAt(publisher, 'zone') ?? '');
  const origin = normalName(textAt(publisher, 'origin') ?? '');
  if (publisher.value.update === 'zone') {
    return zone === '' ? [] : [...checkPlainZone(domain, name, zone, as), ...withUnderscore(domain, name, as)];
  }
  const around = publisher.value.update === 'rpz' ? zone : publisher.value.file === 'rpz' ? origin : '';
  if (around === '') return [];
  const beside = around === origin ? '*.' : OWNER_MARK_PREFIX;
  const full = `${beside}${name}.${around}`;
  return [
    ...(full.length > LONGEST_NAME ? [problem(domain.path, tooLong(beside, around), `${full.length} characters`)] : []),
    ...withUnderscore(domain, `${name}.${around}`, as),
  ];
};

const withUnderscore = (domain: Part<string>, full: string, as: unknown): Problem[] =>
  as === 'addresses' && full.includes('_') ? [problem(domain.path, NO_UNDERSCORE, JSON.stringify(full))] : [];

/**
 * BIND loads no zone in which the name of an address has an underscore, and refuses an update that makes one (`check-names`;
 * seen with 9.18).
 */
const NO_UNDERSCORE = 'names without underscores, which BIND refuses as names of addresses';

const tooLong = (beside: string, zone: string): string => {
  const what = beside === OWNER_MARK_PREFIX ? 'owner mark beside' : 'wildcard below';
  return `a name that leaves the ${what} it room in ${zone} (${LONGEST_NAME})`;
};

/** In a plain zone a name stands for itself; at the zone's own name there cannot be a CNAME (RFC 1034). */
const checkPlainZone = (domain: Part<string>, name: string, zone: string, as: unknown): Problem[] => {
  if (!isWithin(name, zone)) return [problem(domain.path, `a name in the zone ${zone}`, JSON.stringify(domain.value))];
  if (name === zone && as === 'name') {
    return [
      problem(domain.path, `a name below the zone ${zone}, or as: addresses`, `${name}, where no CNAME can stand`),
    ];
  }
  const { length } = OWNER_MARK_PREFIX + name;
  return length > LONGEST_NAME ? [problem(domain.path, tooLong(OWNER_MARK_PREFIX, zone), `${length} characters`)] : [];
};

/** One problem for each place, however many of its domains are claimed again. */
const placedTwice = (entries: readonly Part<Mapping>[]): Problem[] => {
  const claims = entries.flatMap((entry) =>
    mappingsAt(entry, 'publish').flatMap((publisher) => placesOf(entry, publisher)),
  );
  const again = claimedAgain(claims, 'each place published once', formatPath);
  return [...new Map(again.map((each) => [formatPath(each.path), each])).values()];
};

const placesOf = (entry: Part<Mapping>, publisher: Part<Mapping>): Claim[] => {
  const [to, rule] = [textAt(publisher, 'to'), textAt(publisher, 'resolverRule')];
  return [
    ...(to === undefined ? [] : [placeAt(publisher, 'to', to, normalTarget(to))]),
    ...(rule === undefined ? [] : [placeAt(publisher, 'resolverRule', rule, rule)]),
    ...updatesOf(entry, publisher),
  ];
};

const placeAt = (publisher: Part<Mapping>, key: string, what: string, identity: string): Claim => ({
  identity: `${key} ${identity}`,
  what,
  path: [...publisher.path, key],
});

/** `./a` and `a` are the same file. */
const normalTarget = (to: string): string => (to.startsWith('s3://') ? to : posix.normalize(to));

const updatesOf = (entry: Part<Mapping>, publisher: Part<Mapping>): Claim[] =>
  updatedNames(entry, publisher).map(({ where, domain, what }) =>
    placeAt(publisher, 'update', what, `${where} ${domain}`),
  );
