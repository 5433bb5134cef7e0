import { displayWidth } from '../../kernel/display-width.ts';

/** Words broken at spaces, each line indented. */
export const wrapped = (text: string, width: number, indent: string): string => {
  const lines: string[] = [];
  let line = '';
  let taken = 0;
  for (const word of text.split(' ')) {
    const own = displayWidth(word);
    if (line !== '' && indent.length + taken + 1 + own > width) {
      lines.push(line);
      [line, taken] = [word, own];
    } else {
      taken += line === '' ? own : 1 + own;
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((part) => `${indent}${part}`).join('\n');
};
