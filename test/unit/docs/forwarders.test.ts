/** The pages on forwarders and on zones: their configs are in order, and the files that they show are what is written. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '../../../lib/config/parse.ts';
import type { Config } from '../../../lib/config/types.ts';
import { isOf, readOwnerMark } from '../../../lib/dns/record-sets/owner-mark.ts';
import { composeAnswers, composeForwarders, readPublished } from '../../../lib/dns-files/header.ts';
import { ANSWERS_FORMATS, type AnswersFormat, FORWARDER_FORMATS } from '../../../lib/dns-files/types.ts';

const DOCS = join(import.meta.dirname, '../../../docs');
const PAGES = globSync(['dns.md', 'forwarders.md', 'forwarders/*.md'], { cwd: DOCS }).sort();
const DEPLOYMENT = '111122223333/eu-west-2/prod';

/** What the sources of all pages have (docs/forwarders.md). */
const SERVING: Readonly<Record<string, readonly string[]>> = {
  'rslvr-in-0dns': ['10.30.1.10', '10.30.2.10'],
  'vpc-0transit': ['10.20.0.2'],
};
const ENDPOINT = ['10.0.1.165', '10.0.2.19'];

const pageText = (page: string): string => readFileSync(join(DOCS, page), 'utf8');

/** The texts of a page between its fences. */
const blocks = (page: string): { kind: string; text: string }[] =>
  [...pageText(page).matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, kind = '', text = '']) => ({ kind, text }));

const configs = (page: string): Config[] =>
  blocks(page)
    .filter(({ kind, text }) => kind === 'yaml' && text.startsWith('dns:'))
    .map(({ text }) => parseConfig(`version: 1\n${text}`, page));

/** Every file that an entry of these configs can be rendered as, by the one who renders and by the deployment. */
const filesOf = (found: readonly Config[]): string[] =>
  [undefined, DEPLOYMENT].flatMap((by) =>
    found.flatMap(({ dns }) => [
      ...dns.forwarders.flatMap(({ name, domains, from, port = 53 }) => {
        const id = Object.values(from).flat()[0] ?? '';
        const [addresses, source] = 'addresses' in from ? [from.addresses, 'config'] : [SERVING[id] ?? [], id];
        return FORWARDER_FORMATS.map((format) =>
          composeForwarders(name, format, { domains, addresses, port }, [source], by),
        );
      }),
      ...dns.answers.flatMap(({ name, domains }) =>
        ANSWERS_FORMATS.map((format) => answersFile(name, format, domains, by)),
      ),
    ]),
  );

const answersFile = (
  name: string,
  format: AnswersFormat,
  domains: readonly string[],
  by: string | undefined,
): string => {
  const content = { domains, data: { addresses: ENDPOINT }, ttl: 60 };
  return composeAnswers(
    name,
    format,
    format === 'rpz' ? { ...content, origin: 'file.rpz' } : content,
    undefined,
    0,
    by,
  );
};

/** Serials are times. */
const timeless = (text: string): string => text.replace(/^\s+\d+ ; serial$/m, '  SERIAL ; serial');

/** What each entry of the pages is written as; some pages show a file of another page's entry. */
const WRITTEN = filesOf(PAGES.flatMap(configs)).map(timeless);

/** Whole files, and headers with the deployment's line. */
const shownFiles = (page: string): string[] =>
  blocks(page).flatMap(({ text }) => (readPublished(text) || /^# By: /m.test(text) ? [timeless(text)] : []));

describe.each(PAGES)('docs/%s', (page) => {
  it('has configs that are in order', () => {
    const found = configs(page);
    const idle = found.filter(({ dns: { forwarders, answers, zones, verifications } }) =>
      [forwarders, answers, zones, verifications].every((entries) => entries.length === 0),
    );
    expect(idle).toEqual([]);
  });

  it('shows files as they are written, to the byte', () => {
    expect(shownFiles(page).filter((shown) => !WRITTEN.some((file) => file.includes(shown)))).toEqual([]);
  });

  it('shows owner marks as the deployment writes them', () => {
    const marks = [...pageText(page).matchAll(/heritage=waykeeper,[^\s"`\\]+/g)].map(([mark]) => readOwnerMark(mark));
    for (const mark of marks) {
      expect(mark?.by).toBe(DEPLOYMENT);
      expect(isOf(mark, { entry: mark?.entry ?? '', by: DEPLOYMENT })).toBe(true);
    }
  });
});

describe('the pages on forwarders', () => {
  it('show files of many formats', () => {
    expect(PAGES.flatMap(shownFiles).length).toBeGreaterThan(12);
  });
});
