/** `waykeeper completion`: what bash and zsh complete, read off the parser itself. */
import { Argument, type Command, type Option } from 'commander';
import type { Running } from './running.ts';

const SHELLS = ['bash', 'zsh'] as const;

type Shell = (typeof SHELLS)[number];

export const addCompletion = (program: Command, { terminal }: Running): Command =>
  program
    .command('completion')
    .description('print what a shell completes: source <(waykeeper completion bash), or zsh')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action((shell: Shell) => void terminal.out.write(SCRIPTS[shell](treeOf(program))));

/** One option: its flags, and what may follow it. */
interface Completed {
  readonly flags: readonly string[];
  readonly about: string;
  /** Absent for an option without a value; without choices it may be anything. */
  readonly value?: { readonly name: string; readonly choices: readonly string[] };
}

/** One subcommand. */
interface Subcommand {
  readonly name: string;
  readonly about: string;
  readonly options: readonly Completed[];
  /** What its first argument may be, where that is one of a few. */
  readonly choices: readonly string[];
}

interface Tree {
  readonly globals: readonly Completed[];
  readonly commands: readonly Subcommand[];
}

const treeOf = (program: Command): Tree => ({
  globals: optionsOf(program),
  commands: program.commands.map((command) => ({
    name: command.name(),
    about: command.description(),
    options: optionsOf(command),
    choices: command.registeredArguments[0]?.argChoices ?? [],
  })),
});

const optionsOf = (command: Command): Completed[] => [
  ...command.options.map(completed),
  { flags: ['-h', '--help'], about: 'display help for command' },
];

const completed = ({ short, long, description, required, optional, argChoices, flags }: Option): Completed => ({
  flags: [short, long].flatMap((flag) => flag ?? []),
  about: description,
  ...(required || optional
    ? { value: { name: /[<[]([\w-]+)/.exec(flags)?.[1] ?? 'value', choices: argChoices ?? [] } }
    : {}),
});

const flagsOf = (options: readonly Completed[]): string[] => options.flatMap(({ flags }) => flags);

const words = (list: readonly string[]): string => list.join(' ');

/** The words after an option that takes one of a few; after any other option with a value the shell completes files. */
const bashValues = (options: readonly Completed[]): string[] =>
  options.flatMap(({ flags, value }) =>
    value ? [`    ${flags.join('|')}) COMPREPLY=($(compgen -W '${words(value.choices)}' -- "$cur")); return ;;`] : [],
  );

const bash = ({
  globals,
  commands,
}: Tree): string => `# What bash completes for waykeeper; printed by: waykeeper completion bash
_waykeeper() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" command='' word
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in ${commands.map(({ name }) => name).join('|')}) command="$word"; break ;; esac
  done
  case "$prev" in
${bashValues(globals).join('\n')}
  esac
  case "$command" in
    '') COMPREPLY=($(compgen -W '${words([...commands.map(({ name }) => name), ...flagsOf(globals)])}' -- "$cur")) ;;
${commands.map((command) => bashCommand(command, globals)).join('\n')}
  esac
}
complete -o default -F _waykeeper waykeeper
`;

const bashCommand = ({ name, options, choices }: Subcommand, globals: readonly Completed[]): string => {
  const all = words([...choices, ...new Set([...flagsOf(options), ...flagsOf(globals)])]);
  return `    ${name})
  case "$prev" in
${bashValues(options).join('\n')}
  esac
      COMPREPLY=($(compgen -W '${all}' -- "$cur")) ;;`;
};

/** Text within single quotes in what \`_arguments\` reads. */
const quoted = (text: string): string => text.replace(/[[\]:\\]/g, String.raw`\$&`).replaceAll("'", String.raw`'\''`);

const zshOption = ({ flags, about, value }: Completed): string => {
  const choices = value && value.choices.length > 0 ? `(${words(value.choices)})` : '_files';
  const what = `[${quoted(about)}]${value ? `:${value.name}:${choices}` : ''}`;
  return flags.length === 1 ? `'*${flags[0]}${what}'` : `'(${words(flags)})'{${flags.join(',')}}'${what}'`;
};

const zsh = ({ globals, commands }: Tree): string => `#compdef waykeeper
# What zsh completes for waykeeper; printed by: waykeeper completion zsh
_waykeeper() {
  local context state state_descr line
  typeset -A opt_args
  local -a globals commands
  globals=(
${globals.map((option) => `    ${zshOption(option)}`).join('\n')}
  )
  commands=(
${commands.map(({ name, about }) => `    '${name}:${quoted(about)}'`).join('\n')}
  )
  _arguments -C $globals '1: :->command' '*:: :->rest' && return
  case $state in
    command) _describe command commands ;;
    rest)
      case $line[1] in
${commands.map(zshCommand).join('\n')}
      esac ;;
  esac
}
if [ "$funcstack[1]" = _waykeeper ]; then _waykeeper "$@"; else compdef _waykeeper waykeeper; fi
`;

const zshCommand = ({ name, options, choices }: Subcommand): string => {
  const own = options.filter(({ flags }) => !flags.includes('--help')).map(zshOption);
  const argument = choices.length > 0 ? `'1: :(${words(choices)})'` : "'*: :_files'";
  return `        ${name}) _arguments $globals ${[...own, argument].join(' ')} ;;`;
};

const SCRIPTS: Readonly<Record<Shell, (tree: Tree) => string>> = { bash, zsh };
