const ELISION = '...';

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const linePattern = (shown: string): RegExp =>
  new RegExp(`^${shown.split(ELISION).map(literally).join('.*')}$`, 'u');

const trimmed = (lines: readonly string[]): readonly string[] => {
  const ends = lines.map((line) => line.trimEnd());
  const last = ends.findLastIndex((line) => line !== '');
  return ends.slice(0, last + 1);
};

/** Printed lines for a page: one that agrees with a shown line keeps what that line leaves open. */
export const keepOpenLines = (shown: readonly string[], printed: readonly string[]): readonly string[] => {
  const open = shown.filter((line) => line.includes(ELISION) && line.trim() !== ELISION);
  return printed.map((line) => open.find((text) => linePattern(text).test(line)) ?? line);
};

/**
 * Whether a page's lines show what was printed. `...` alone on a line stands for any number of
 * lines, inside a line for any text; spaces at line ends and empty last lines do not count.
 */
export const showsOutput = (shown: readonly string[], printed: readonly string[]): boolean => {
  const want = trimmed(shown);
  const have = trimmed(printed);
  // reachable: how many printed lines the shown lines so far may stand for.
  let reachable = new Set([0]);
  for (const line of want) {
    const next = new Set<number>();
    if (line.trim() === ELISION) {
      for (let index = Math.min(...reachable); index <= have.length; index += 1) next.add(index);
    } else {
      const pattern = linePattern(line);
      for (const index of reachable)
        if (index < have.length && pattern.test(have[index] ?? '')) next.add(index + 1);
    }
    reachable = next;
  }
  return reachable.has(have.length);
};
