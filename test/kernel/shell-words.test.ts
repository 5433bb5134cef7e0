import { expect, it } from 'vitest';
import { shellWords } from '../../src/kernel/shell-words.ts';

it('parts words as a shell does', () => {
  expect(shellWords(`histogram  --title 'two words' --x "a\\"b" c\\ d ''`)).toEqual([
    'histogram',
    '--title',
    'two words',
    '--x',
    'a"b',
    'c d',
    '',
  ]);
  expect(shellWords('')).toEqual([]);
  expect(shellWords('a"b c"d')).toEqual(['ab cd']);
});

it('says so when a quote is not closed', () => {
  expect(shellWords("--title 'two")).toBeUndefined();
  expect(shellWords('a "b')).toBeUndefined();
});
