import type { Command } from 'commander';
import { completionScript, completionTree } from '../completion.ts';
import type { CommandContext, Runner } from '../command-context.ts';
import { simulateProgram } from './simulate.ts';

/** `completion bash|zsh|fish`: what the shell reads to complete the words of this program. */
export const completionCommand =
  (program: Command): Runner =>
  async (context: CommandContext, [shell = '']: readonly string[]): Promise<void> => {
    const tree = completionTree(program);
    const simulate = completionTree(simulateProgram(context));
    const commands = tree.commands.map((node) =>
      node.name === 'simulate' ? { ...node, commands: simulate.commands } : node,
    );
    await context.terminal.write(completionScript(shell, { ...tree, commands }));
  };
