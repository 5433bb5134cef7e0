import type { Command, Option } from 'commander';
import { UsageError } from '../kernel/errors.ts';

/** What a shell needs to know of a command: words and options, with what each is for. */
interface CompletionNode {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletionOption[];
  readonly commands: readonly CompletionNode[];
}

interface CompletionOption {
  readonly name: string;
  readonly description: string;
  readonly takesValue: boolean;
}

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** The commands and options of a program, as its parser knows them. */
export const completionTree = (command: Command): CompletionNode => ({
  name: command.name(),
  summary: command.summary(),
  options: command.options.flatMap(({ long, description, required, optional }: Option) =>
    long === undefined || long === null
      ? []
      : [{ name: long, description, takesValue: required || optional }],
  ),
  commands: command.commands.map(completionTree),
});

/**
 * A script that a shell reads to complete commands, options and file names.
 * @throws UsageError for a shell that is not known.
 */
export const completionScript = (shell: string, program: CompletionNode): string => {
  if (shell === 'bash') return bashScript(program);
  // zsh runs completions written for bash.
  if (shell === 'zsh')
    return `autoload -U +X compinit bashcompinit && compinit && bashcompinit\n${bashScript(program)}`;
  if (shell === 'fish') return fishScript(program);
  throw new UsageError(`completion for ${SHELLS.join(', ')}, not "${shell}"`);
};

/** Every way to a command, such as `counts` or `store info`. */
const ways = (node: CompletionNode, before = ''): readonly (readonly [way: string, node: CompletionNode])[] =>
  node.commands.flatMap((command): readonly (readonly [string, CompletionNode])[] => {
    const way = `${before}${command.name}`;
    return [[way, command], ...ways(command, `${way} `)];
  });

const bashScript = (program: CompletionNode): string => {
  const cases = ways(program).map(([way, { commands, options }]) => {
    const words = [...commands.map(({ name }) => name), ...options.map(({ name }) => name)];
    return `    '${way}') words='${words.join(' ')}' ;;`;
  });
  const groups = program.commands.filter(({ commands }) => commands.length > 0).map(({ name }) => name);
  return `_logfence() {
  local current=\${COMP_WORDS[COMP_CWORD]} way=\${COMP_WORDS[1]:-} words=''
  case $way in ${groups.join('|')}) [ "$COMP_CWORD" -gt 2 ] && way="$way \${COMP_WORDS[2]}" ;; esac
  [ "$COMP_CWORD" -le 1 ] && way=''
  case $way in
    '') words='${program.commands.map(({ name }) => name).join(' ')}' ;;
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -o bashdefault -F _logfence logfence
`;
};

/** A text in single quotes, as fish reads it. */
const fishQuoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

const fishScript = (program: CompletionNode): string => {
  const lines = program.commands.map(
    ({ name, summary }) =>
      `complete -c logfence -n __fish_use_subcommand -a ${name} -d ${fishQuoted(summary)}`,
  );
  for (const [way, { commands, options }] of ways(program)) {
    const seen = way
      .split(' ')
      .map((word) => `__fish_seen_subcommand_from ${word}`)
      .join('; and ');
    for (const { name, summary } of commands)
      lines.push(`complete -c logfence -n '${seen}' -a ${name} -d ${fishQuoted(summary)}`);
    for (const { name, description, takesValue } of options)
      lines.push(
        `complete -c logfence -n '${seen}' -l ${name.slice(2)}${takesValue ? ' -r' : ''} -d ${fishQuoted(description)}`,
      );
  }
  return `${lines.join('\n')}\n`;
};
