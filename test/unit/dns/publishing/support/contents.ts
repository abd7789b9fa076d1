/** Names, addresses and contents of files as fast-check makes them, and runs of the programs that check files. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import type { AnswerContent, ForwarderContent } from '../../../../../lib/dns-files/types.ts';
import { isHostAddress, parseAddress } from '../../../../../lib/net/ip.ts';
import { findProgram } from '../../../../support/programs.ts';

const edge = 'abcdefghijklmnopqrstuvwxyz0123456789';
const inner = fc.string({ unit: fc.constantFrom(...edge, '-'), maxLength: 61 });
const end = fc.constantFrom(...edge);
const short = fc.string({ unit: fc.constantFrom(...edge), minLength: 1, maxLength: 8 });

/** Labels of all lengths that names may have; words that are directives of some format; underscores where they are wanted. */
const label = fc.oneof(
  { weight: 6, arbitrary: short },
  { weight: 2, arbitrary: fc.tuple(end, inner, end).map((parts) => parts.join('')) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'import',
      'include',
      'zone',
      'server',
      'forward',
      'any',
      'in',
      'soa',
      'cname',
      '10',
      'arpa',
    ),
  },
);
const odd = fc.tuple(fc.constant('_'), short).map((parts) => parts.join(''));

const nameOf = (labels: fc.Arbitrary<string>, maxLength: number) =>
  fc
    .array(labels, { minLength: 1, maxLength: 5 })
    .map((parts) => parts.join('.'))
    .filter((name) => name.length <= maxLength && !/^[\d.]+$/.test(name));

/** Names of at most 200 characters, so that they fit below an origin, too. */
export const hostNames = nameOf(label, 200);
/** Names with underscores among them. */
export const names = nameOf(fc.oneof({ weight: 5, arbitrary: label }, { weight: 1, arbitrary: odd }), 200);

/** Canonical addresses of hosts. */
export const addresses = fc
  .oneof(fc.ipV4(), fc.ipV6())
  .map((text) => parseAddress(text) ?? '')
  .filter((text) => text !== '' && isHostAddress(text));

const several = <T>(of: fc.Arbitrary<T>, maxLength: number) => fc.uniqueArray(of, { minLength: 1, maxLength });

/** Contents that every format of forwarders but Windows can say. */
export const forwarderContents: fc.Arbitrary<ForwarderContent> = fc.record({
  domains: several(names, 4),
  addresses: several(addresses, 15).map((list) => list.sort()),
  port: fc.integer({ min: 1, max: 65_535 }),
});

/** An endpoint's name, which lies in none of the names above (their longest label has no more than 63 characters). */
const endpointNames = short.map((id) => `vpce-${id}.s3.eu-west-2.vpce.amazonaws.com`);

/** Contents of answers with addresses. */
export const addressAnswers: fc.Arbitrary<AnswerContent> = fc.record({
  domains: several(hostNames, 4),
  data: fc.record({ addresses: several(addresses, 6).map((list) => list.sort()) }),
  ttl: fc.integer({ min: 1, max: 2_147_483_647 }),
  origin: fc.constantFrom('rpz.corp.example', 'rpz', 'a.b.c.d.example'),
});

/** Contents of answers with a name. */
export const nameAnswers: fc.Arbitrary<AnswerContent> = fc.record({
  domains: several(names, 4),
  data: fc.record({ cname: endpointNames }),
  ttl: fc.integer({ min: 1, max: 2_147_483_647 }),
  origin: fc.constantFrom('rpz.corp.example', '_rpz', 'a.b.c.d.example'),
});

/** Does what a command does with a folder that is gone afterwards. */
export const withFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'waykeeper-formats-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** What a program says, all in one text; it is an error when it exits with anything but 0. */
export const run = async ([program = '', ...args]: readonly string[]): Promise<string> => {
  const path = findProgram(program);
  if (path === undefined) throw new Error(`expected the program ${program}, found none`);
  const { stdout, stderr } = await promisify(execFile)(path, args).catch((error: unknown) => {
    const { stdout: out = '', stderr: err = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(' ')} refused: ${out}${err}`, { cause: error });
  });
  return stdout + stderr;
};

/** Writes the text to a file and lets a command for that file run. */
export const check = (text: string, command: (file: string) => readonly string[]): Promise<string> =>
  withFolder(async (folder) => {
    const file = join(folder, 'published');
    await writeFile(file, text);
    return run(command(file));
  });
