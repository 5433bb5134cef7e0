/** One command shown on a page, with what the page says it prints. */
export interface ShownCommand {
  /** What is typed, continuation lines joined, without the remark on its exit status. */
  readonly command: string;
  readonly exitCode: number;
  /** Lines shown below it; empty when the page shows none. */
  readonly output: readonly string[];
  /** Line of the page (from 1) the command stands on, and the first line after its command lines. */
  readonly line: number;
  readonly outputLine: number;
}

/** A fenced block of a page: ```console and what follows it on that line. */
export interface ConsoleBlock {
  readonly line: number;
  /** Words after `console`, such as `needs=shared`. */
  readonly words: readonly string[];
  readonly commands: readonly ShownCommand[];
}

interface Fence {
  readonly line: number;
  readonly language: string;
  readonly words: readonly string[];
  readonly body: readonly string[];
}

const fences = (text: string): readonly Fence[] => {
  const lines = text.split('\n');
  const found: Fence[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const opening = /^(`{3,}|~{3,})\s*(.*)$/.exec(lines[index] ?? '');
    if (opening === null) continue;
    const mark = opening[1] ?? '```';
    const [language = '', ...words] = (opening[2] ?? '').trim().split(/\s+/);
    const start = index + 1;
    index += 1;
    while (index < lines.length && !(lines[index] ?? '').startsWith(mark)) index += 1;
    found.push({ line: start, language, words, body: lines.slice(start, index) });
  }
  return found;
};

const EXIT_REMARK = /\s+#\s*exit status (\d+)\s*$/;

const readCommands = ({ line, body }: Fence): readonly ShownCommand[] => {
  const commands: ShownCommand[] = [];
  let index = 0;
  while (index < body.length) {
    const start = index;
    let typed = (body[index] ?? '').replace(/^\$ /, '');
    while (typed.endsWith('\\') && index + 1 < body.length) {
      index += 1;
      typed = `${typed.slice(0, -1)}${(body[index] ?? '').replace(/^(> |\s+)/, '')}`;
    }
    index += 1;
    const outputStart = index;
    while (index < body.length && !(body[index] ?? '').startsWith('$ ')) index += 1;
    commands.push({
      command: typed.replace(EXIT_REMARK, ''),
      exitCode: Number(EXIT_REMARK.exec(typed)?.[1] ?? 0),
      output: body.slice(outputStart, index),
      line: line + start + 1,
      outputLine: line + outputStart + 1,
    });
  }
  return commands;
};

/** The ```console blocks of a Markdown page. Throws where a block does not begin with `$ `. */
export const consoleBlocks = (text: string): readonly ConsoleBlock[] =>
  fences(text)
    .filter(({ language }) => language === 'console')
    .map((fence) => {
      if (!(fence.body[0] ?? '').startsWith('$ '))
        throw new Error(`the console block at line ${fence.line} does not begin with a "$ " line`);
      return { line: fence.line, words: fence.words, commands: readCommands(fence) };
    });

/** A file that a page shows whole, in a block such as ```yaml file=rule.yaml, for its commands to read. */
export interface ShownFile {
  readonly name: string;
  readonly text: string;
}

/** The files of a page. Throws where a name is more than the name of a file in the page's own folder. */
export const shownFiles = (text: string): readonly ShownFile[] =>
  fences(text).flatMap(({ line, words, body }) => {
    const name = words.find((word) => word.startsWith('file='))?.slice('file='.length);
    if (name === undefined) return [];
    if (!/^[a-z0-9][a-z0-9.-]*$/i.test(name)) throw new Error(`line ${line}: "${name}" is no file name`);
    return [{ name, text: `${body.join('\n')}\n` }];
  });

/**
 * Commands of ours in fenced blocks of another kind, which nothing would run: `line: text`.
 * A ```markdown block shows how to write a page, not what to type.
 */
export const uncheckedCommands = (text: string): readonly string[] =>
  fences(text)
    .filter(({ language }) => language !== 'console' && language !== 'markdown')
    .flatMap(({ line, body }) =>
      body.flatMap((shown, index) =>
        /^\s*(\$ )?(npx )?logfence\s/.test(shown) ? [`${line + index + 1}: ${shown}`] : [],
      ),
    );

/** Relative targets of the page's links and pictures, fences left out. */
export const relativeLinks = (text: string): readonly string[] => {
  const prose = text.replace(/^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '');
  const inline = [...prose.matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)].map((match) => match[1] ?? '');
  const attributes = [...prose.matchAll(/\b(?:src|href|srcset)="([^"]+)"/g)].map((match) => match[1] ?? '');
  return [...inline, ...attributes].filter((target) => !/^([a-z][a-z0-9+.-]*:|#)/i.test(target));
};
