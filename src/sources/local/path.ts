import { access, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { InputError } from '../../kernel/errors.ts';
import { nearest } from '../../kernel/nearest.ts';
import { compareUtf8 } from '../../kernel/text-order.ts';
import { shownAddress } from '../address.ts';
import type { SourceContext } from '../context.ts';
import { isMissing, oneLine } from '../failure.ts';
import type { OpenedSources, SkippedInput, Source } from '../source.ts';
import { openFile } from './file.ts';
import { walkFolder } from './folder.ts';

/** A path, a glob or a folder as sources. Throws InputError where nothing readable is there. */
export const openPath = async (path: string, context: SourceContext): Promise<OpenedSources> => {
  if (!(await exists(path))) return openGlob(path, context);
  const finding = await openFile(path, 'named', context);
  if (finding.kind === 'log') return { sources: [finding.source], skipped: [] };
  if (finding.kind === 'skipped') return nonEmpty(path, { sources: [], skipped: [finding.skipped] });
  if (finding.kind === 'sqlite')
    return { sources: [await sqliteSource(path, 'named', context)], skipped: [] };
  const { files, skipped } = await walkFolder(path, context.signal);
  return nonEmpty(path, await openFound(files, skipped, context));
};

const openGlob = async (path: string, context: SourceContext): Promise<OpenedSources> => {
  const { isDynamicPattern } = await import('tinyglobby');
  if (!isDynamicPattern(path)) throw await missing(path);
  const { files, skipped } = await expandGlob(path, context.signal);
  if (files.length + skipped.length === 0)
    throw new InputError(`${shownAddress(path)}: no file matches; check the pattern`);
  return nonEmpty(path, await openFound(files, skipped, context));
};

/** The files that a pattern matches, folders with what is in them. */
export const expandGlob = async (
  pattern: string,
  signal?: AbortSignal,
): Promise<{ files: readonly string[]; skipped: readonly SkippedInput[] }> => {
  const { glob } = await import('tinyglobby');
  const wide = pattern.includes('**');
  const base = isAbsolute(pattern) ? sep : '.';
  const matches = await glob(pattern, {
    onlyFiles: wide,
    expandDirectories: false,
    absolute: true,
    dot: false,
    ...(signal === undefined ? {} : { signal }),
  });
  const files = new Set<string>();
  const skipped: SkippedInput[] = [];
  for (const match of matches) {
    const isFolder = match.endsWith('/');
    const path = base === sep ? match.replace(/(?<=.)\/$/, '') : relative('.', match);
    if (!isFolder) files.add(path);
    else {
      const walked = await walkFolder(path, signal);
      for (const file of walked.files) files.add(file);
      skipped.push(...walked.skipped);
    }
  }
  return { files: [...files].sort(compareUtf8), skipped };
};

const openFound = async (
  files: readonly string[],
  passedOver: readonly SkippedInput[],
  context: SourceContext,
): Promise<OpenedSources> => {
  const sources: Source[] = [];
  const skipped = [...passedOver];
  const { kept, doubles } = await withoutDoubles(files);
  skipped.push(...doubles);
  for (const file of kept) {
    const finding = await openFile(file, 'found', context);
    if (finding.kind === 'log') sources.push(finding.source);
    else if (finding.kind === 'skipped') skipped.push(finding.skipped);
    else if (finding.kind === 'sqlite') await addSqlite(file, context, sources, skipped);
  }
  return { sources, skipped: skipped.sort((a, b) => compareUtf8(a.path, b.path)) };
};

// What is reached by its own name and by a link (app.log and current.log) is read once.
const withoutDoubles = async (
  files: readonly string[],
): Promise<{ kept: readonly string[]; doubles: readonly SkippedInput[] }> => {
  const places = await Promise.all(
    files.map(async (file) => ({ file, real: await realpath(file).catch(() => file) })),
  );
  const first = new Map<string, string>();
  const own = new Set(places.filter(({ file, real }) => resolve(file) === real).map(({ real }) => real));
  const doubles: SkippedInput[] = [];
  for (const { file, real } of places) {
    const isDouble = first.has(real) || (own.has(real) && resolve(file) !== real);
    if (isDouble)
      doubles.push({ path: file, reason: `is a link to ${oneLine(real)}, which is read already` });
    else first.set(real, file);
  }
  return { kept: [...first.values()], doubles };
};

const addSqlite = async (
  file: string,
  context: SourceContext,
  sources: Source[],
  skipped: SkippedInput[],
): Promise<void> => {
  try {
    sources.push(await sqliteSource(file, 'found', context));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    skipped.push({ path: file, reason: error.message.slice(oneLine(file).length + 2) });
  }
};

const sqliteSource = async (
  path: string,
  origin: 'named' | 'found',
  context: SourceContext,
): Promise<Source> => {
  const { openSqlite } = await import('../tables/sqlite.ts');
  return openSqlite({ file: path, origin }, context);
};

const nonEmpty = (path: string, opened: OpenedSources): OpenedSources => {
  if (opened.sources.length > 0) return opened;
  const shown = shownAddress(path);
  const [first] = opened.skipped;
  if (first === undefined)
    throw new InputError(`${shown}: the folder holds no files; name a folder with logs`);
  const others = opened.skipped.length - 1;
  throw new InputError(
    `${shown}: no logs there; ${oneLine(first.path)} ${first.reason}${others > 0 ? `, and ${others} more were skipped` : ''}`,
  );
};

const exists = async (path: string): Promise<boolean> => {
  try {
    await access(path);
    return true;
  } catch (error) {
    return !isMissing(error);
  }
};

const missing = async (path: string): Promise<InputError> => {
  const folder = dirname(path);
  const names = await readdir(folder).catch((): string[] => []);
  const [near] = nearest(basename(path), names, 1);
  const shown = shownAddress(path);
  if (names.includes(basename(path)))
    return new InputError(`${shown}: is a symbolic link that leads nowhere; repair the link`);
  const hint = near === undefined ? 'check the path' : `did you mean ${oneLine(join(folder, near))}?`;
  return new InputError(`${shown}: no such file or folder; ${hint}`);
};
