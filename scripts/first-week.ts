/**
 * Runs the commands that docs/by-hand.md shows, in their order, on a local cloud, and writes below each what it printed.
 * Usage: node scripts/first-week.ts
 */
import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { world } from '../demo/world.ts';

const ROOT = join(import.meta.dirname, '..');

/** The page, from the project's root. */
export const PAGE = 'docs/by-hand.md';

/** A block of the page: the command, and what it printed. */
const BLOCK = /```console\n\$ (.*)\n[\s\S]*?```/g;

/** So that lines fit the page. */
const COLUMNS = 100;

/** Everything is to be planned at first, as somebody begins who does not trust it yet. */
const CONFIG = (text: string): string => text.replace(/^mode: apply/m, 'mode: plan');

/** What differs from run to run. */
const steady = (text: string): string =>
  text
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '2026-11-28T09:00:00.000Z')
    .replaceAll(/ in \d+ s\./g, ' in 1 s.');

/** What a command prints at a terminal, and its exit code where it is not 0. */
const printed = async (line: string, cwd: string, { url, account, clientConfig }: Cloud): Promise<string> => {
  const { accessKeyId, secretAccessKey } = clientConfig().credentials;
  const command = line.replaceAll(/\bwaykeeper (?=[a-z])/g, `"${process.execPath}" "${join(ROOT, 'cli/main.ts')}" `);
  const env = {
    ...{ PATH: process.env.PATH, HOME: cwd, NO_COLOR: '1', TERM: 'xterm', SHELL: '/bin/sh' },
    ...{ AWS_ENDPOINT_URL: url, AWS_REGION: account.region },
    ...{ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
  };
  const shown = `stty cols ${COLUMNS}; ${command}; code=$?; [ $code = 0 ] || echo "(exit code $code)"`;
  const child = spawn('script', ['-qec', shown, '/dev/null'], { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    said += more;
  });
  await new Promise((done, fail) => child.once('error', fail).once('close', done));
  return steady(said.replaceAll('\r\n', '\n'));
};

/** The page with what its commands print now. */
export const rewritten = async (text: string): Promise<string> => {
  const cwd = await mkdtemp(join(tmpdir(), 'waykeeper-week-'));
  const cloud = await startCloud({ account: world() });
  try {
    await writeFile(join(cwd, 'waykeeper.yml'), CONFIG(await readFile(join(ROOT, 'waykeeper.yml'), 'utf8')));
    await copyFile(join(ROOT, 'waykeeper.schema.json'), join(cwd, 'waykeeper.schema.json'));
    const blocks: string[] = [];
    for (const [, line = ''] of text.matchAll(BLOCK)) {
      blocks.push(`\`\`\`console\n$ ${line}\n${await printed(line, cwd, cloud)}\`\`\``);
    }
    return text.replaceAll(BLOCK, () => blocks.shift() ?? '');
  } finally {
    await cloud.stop();
    await rm(cwd, { recursive: true });
  }
};

if (import.meta.main) {
  const file = join(ROOT, PAGE);
  await writeFile(file, await rewritten(await readFile(file, 'utf8')));
  console.log(`${PAGE} is written`);
}
