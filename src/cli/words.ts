import { existsSync, readdirSync } from 'node:fs';
import { UsageError } from '../kernel/errors.ts';
import { nearest } from '../kernel/nearest.ts';

const looksLikeInput = (word: string): boolean =>
  word === '-' || /[*?[\]{}/\\]/.test(word) || /^[a-z0-9+]+:/i.test(word) || existsSync(word);

const filesHere = (): readonly string[] => {
  try {
    return readdirSync('.');
  } catch {
    return [];
  }
};

/** The lab's `-hl FILE` is two letters behind one dash; the option parser knows it as `--hacklog`. */
export const labOption = (word: string): string => (word === '-hl' ? '--hacklog' : word);

/**
 * `logfence INPUT...` is `logfence analyze INPUT...`. A command name wins over a file;
 * an unknown first word that is no input suggests both.
 * @throws UsageError for such a word.
 */
export const withDefaultCommand = (words: readonly string[], commands: readonly string[]): string[] => {
  const rewritten = [...words];
  const first = rewritten[0];
  if (first === undefined) return ['--help'];
  if (first === '-h' || first === '--help' || first === '--version' || first === '-V') return rewritten;
  if (commands.includes(first) || first === 'help') return rewritten;
  if (first.startsWith('-') && first !== '-') return ['analyze', ...rewritten];
  if (looksLikeInput(first)) return ['analyze', ...rewritten];
  const near = [
    ...nearest(first, commands).map((command) => `the command ${command}`),
    ...nearest(first, filesHere(), 2).map((file) => `the file ${file}`),
  ];
  const hint = near.length === 0 ? 'see logfence --help' : `did you mean ${near.join(' or ')}?`;
  throw new UsageError(`"${first}" is neither a command nor a file; ${hint}`);
};
