/**
 * Words of a text as a shell parts them: at blanks, but not inside quotes; a backslash
 * takes the next character as it is, in single quotes none does. Undefined when a quote
 * is not closed.
 * @example shellWords("--title 'two words' x")  // ['--title', 'two words', 'x']
 */
export const shellWords = (text: string): readonly string[] | undefined => {
  const words: string[] = [];
  const pattern = /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\]+)|(\s+)/gy;
  let word: string | undefined;
  let done = 0;
  for (const [all, single, double, escaped, plain, blank] of text.matchAll(pattern)) {
    done += all.length;
    if (blank !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = `${word ?? ''}${single ?? double?.replaceAll(/\\(["\\$`])/g, '$1') ?? escaped ?? plain ?? ''}`;
    }
  }
  if (word !== undefined) words.push(word);
  return done === text.length ? words : undefined;
};
