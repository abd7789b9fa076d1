/** What shells complete, asked of the shells themselves. */
import { execFileSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { run } from '../../../cli/program.ts';
import { describeWith } from '../../support/programs.ts';

const printed = async (...args: readonly string[]): Promise<string> => {
  const [out, err] = [new PassThrough(), new PassThrough()];
  await run(args, { out, err });
  return String(out.read() ?? '');
};

/** The words that bash offers for the last of these. */
const offered = async (...line: readonly string[]): Promise<readonly string[]> => {
  const script = `${await printed('completion', 'bash')}
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _waykeeper; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', script, 'bash', ...line], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);
};

describe('bash', () => {
  it('offers every subcommand that the help lists', async () => {
    const listed = [...(await printed('--help')).matchAll(/^ {2}([a-z]+) (?:\[|<|\w| )/gm)].map(
      ([, name = '']) => name,
    );
    expect(listed.length).toBeGreaterThan(5);
    expect(await offered('waykeeper', '')).toEqual(expect.arrayContaining(listed.filter((name) => name !== 'help')));
  });

  it.each([
    [['waykeeper', 'pl'], ['plan']],
    [['waykeeper', 'plan', '--on'], ['--only']],
    [['waykeeper', '--region', 'eu-west-2', 'apply', '--over'], ['--override-mode']],
    [
      ['waykeeper', 'plan', '--output', ''],
      ['text', 'json', 'markdown', 'sarif', 'github'],
    ],
    [['waykeeper', 'plan', '--controller', 'd'], ['dns']],
    [['waykeeper', 'apply', '--reg'], ['--region']],
    [['waykeeper', 'completion', 'z'], ['zsh']],
    [['waykeeper', 'plan', '--out', 'x'], []],
  ])('completes %j', async (line, expected) => {
    expect(await offered(...line)).toEqual(expected);
  });
});

describe('zsh', () => {
  it('is told of each option and of each subcommand', async () => {
    const script = await printed('completion', 'zsh');
    for (const word of ['--profile', '--override-mode', '(text json markdown sarif github)', 'apply', "'plan:"]) {
      expect(script).toContain(word);
    }
  });
});

describeWith([{ name: 'zsh', debianPackage: 'zsh' }], 'zsh itself', () => {
  it('can read it', async () => {
    const script = await printed('completion', 'zsh');
    const read = `autoload -Uz compinit && compinit -u -D && eval "$1" && print $_comps[waykeeper]`;
    expect(execFileSync('zsh', ['-fc', read, 'zsh', script], { encoding: 'utf8' })).toBe('_waykeeper\n');
  });
});
