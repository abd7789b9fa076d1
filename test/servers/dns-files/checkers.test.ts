/** The real programs accept whatever is published: BIND, Unbound and dnsmasq check generated files. */
import fc from 'fast-check';
import { checkCommand, type Format, renderAnswers, renderForwarders } from '../../../lib/dns-files/formats/index.ts';
import { composeAnswers, composeForwarders } from '../../../lib/dns-files/header.ts';
import type { AnswerContent, AnswersFormat, ForwarderContent, ForwarderFormat } from '../../../lib/dns-files/types.ts';
import { describeWith } from '../../support/programs.ts';
import { addressAnswers, forwarderContents, nameAnswers } from '../../unit/dns-files/support/contents.ts';
import { check } from './support/check.ts';

/** So many contents go into one file for each run of a program, and so many files are checked. */
const [CONTENTS, FILES] = [50, 3];
const NOW = Date.UTC(2026, 0, 1);

const PROGRAMS = {
  bind: { name: 'named-checkconf', debianPackage: 'bind9-utils' },
  rpz: { name: 'named-checkzone', debianPackage: 'bind9-utils' },
  unbound: { name: 'unbound-checkconf', debianPackage: 'unbound' },
  dnsmasq: { name: 'dnsmasq', debianPackage: 'dnsmasq-base' },
} as const;

const commandFor =
  (format: Format, origin?: string) =>
  (file: string): readonly string[] =>
    checkCommand(format, file, origin) ?? [];

/** Contents for one file: no domain comes twice, since servers refuse a zone given twice. */
const distinct = <C extends ForwarderContent | AnswerContent>(contents: readonly C[]): C[] => {
  const seen = new Set<string>();
  return contents.flatMap((content) => {
    const domains = content.domains.filter((name) => !seen.has(name));
    for (const name of domains) seen.add(name);
    return domains.length === 0 ? [] : [{ ...content, domains }];
  });
};

/** Lets a check look at files of many contents each. */
const forFiles = <C extends ForwarderContent | AnswerContent>(
  contents: fc.Arbitrary<C>,
  look: (contents: readonly C[]) => Promise<void>,
): Promise<void> => {
  const many = fc.array(contents, { minLength: CONTENTS, maxLength: CONTENTS, size: 'max' });
  return fc.assert(
    fc.asyncProperty(many, (each) => look(distinct(each))),
    { numRuns: FILES, endOnFailure: true },
  );
};

describe.each(['bind', 'unbound', 'dnsmasq'] satisfies ForwarderFormat[])('forwarders as %s', (format) => {
  describeWith([PROGRAMS[format]], 'are accepted', () => {
    it('whatever their names and addresses, many in one file', async () => {
      await forFiles(forwarderContents, async (contents) => {
        await check(contents.map((each) => renderForwarders(format, each)).join(''), commandFor(format));
      });
    });

    it('as a whole file with its header', async () => {
      for (const content of fc.sample(forwarderContents, 3)) {
        await check(composeForwarders('onprem-s3', format, content), commandFor(format));
      }
    });

    it('for everything, beside those for a domain', async () => {
      const content = { domains: ['.', 's3.example'], addresses: ['10.0.0.1', 'fd00::1'], port: 53 };
      await check(composeForwarders('everything', format, content), commandFor(format));
    });

    it('but not when a line of them is broken', async () => {
      const content = { domains: ['s3.example'], addresses: ['10.0.0.1'], port: 53 };
      const broken = renderForwarders(format, content).replace('10.0.0.1', '10.0.0.1.2');
      await expect(check(broken, commandFor(format))).rejects.toThrow(/refused/);
    });
  });
});

describe.each([
  ['unbound', 'addresses', addressAnswers],
  ['unbound', 'a name', nameAnswers],
  ['dnsmasq', 'addresses', addressAnswers],
] as const)('answers as %s with %s', (format, _with, contents) => {
  describeWith([PROGRAMS[format]], 'are accepted', () => {
    it('whatever they are, many in one file', async () => {
      await forFiles<AnswerContent>(contents, async (each) => {
        await check(each.map((content) => renderAnswers(format, content, 1)).join(''), commandFor(format));
      });
    });

    it('as a whole file with its header', async () => {
      for (const content of fc.sample(contents, 3)) {
        await check(composeAnswers('onprem-s3', format, content, undefined, NOW), commandFor(format));
      }
    });
  });
});

describeWith([PROGRAMS.rpz], 'answers as a policy zone', () => {
  const format: AnswersFormat = 'rpz';

  /** All contents of one kind as one zone: same origin, TTL and data, all the domains. */
  const merged = (contents: readonly AnswerContent[]): AnswerContent[] =>
    [...Map.groupBy(contents, ({ origin }) => origin).values()].flatMap(([first, ...more]) =>
      first ? [{ ...first, domains: [...first.domains, ...more.flatMap(({ domains }) => domains)] }] : [],
    );

  it.each([
    ['addresses', addressAnswers],
    ['a name', nameAnswers],
  ] as const)('with %s are accepted without a warning, many names in one zone', async (_with, contents) => {
    await forFiles<AnswerContent>(contents, async (each) => {
      for (const content of merged(each)) {
        const { origin = '' } = content;
        const said = await check(composeAnswers('a', format, content, undefined, NOW), commandFor(format, origin));
        expect(said).toBe(`zone ${origin}/IN: loaded serial ${NOW / 1_000}\nOK\n`);
      }
    });
  });

  it('are accepted one by one', async () => {
    for (const content of fc.sample(fc.oneof(addressAnswers, nameAnswers), 20)) {
      const said = await check(renderAnswers(format, content, 7), commandFor(format, content.origin));
      expect(said).toMatch(/loaded serial 7\nOK\n$/);
    }
  });
});
