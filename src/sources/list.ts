import { stat } from 'node:fs/promises';
import { InputError, UsageError } from '../kernel/errors.ts';
import { schemeOf, shownAddress } from './address.ts';
import { fileFailure, isMissing } from './failure.ts';
import { expandGlob } from './local/path.ts';
import { walkFolder } from './local/folder.ts';
import { filePath, type OpenOptions, sourceContext, unknownScheme } from './open.ts';
import type { ListedInput } from './source.ts';

/**
 * What an address holds, for `inputs --list`: the files of a folder (with all its
 * folders) or a glob, the objects of `s3://bucket/prefix*`, the tables of a database or
 * an SQLite file. Nothing is read. Sorted by UTF-8 bytes of the path.
 * @throws UsageError for what cannot be listed, InputError for what is not there.
 * @example await listInputs('s3://logs/') // [{ path: 's3://logs/http.log', sizeBytes: 12, modified: '2026-...' }]
 */
export const listInputs = async (
  input: string,
  options: OpenOptions = {},
): Promise<readonly ListedInput[]> => {
  const context = sourceContext(options);
  const scheme = input === '-' ? 'stdin' : schemeOf(input);
  switch (scheme) {
    case undefined:
      return listPath(input, context.signal);
    case 'file':
      return listPath(filePath(input), context.signal);
    case 's3':
      return (await import('./remote/s3.ts')).listS3(input, context);
    case 'mysql':
    case 'mariadb':
      return (await import('./tables/mysql.ts')).listMysql(input, context);
    case 'postgres':
    case 'postgresql':
      return (await import('./tables/postgres.ts')).listPostgres(input, context);
    case 'sqlite':
      return (await import('./tables/sqlite.ts')).listSqlite(input);
    case 'http':
    case 'https':
    case 'stdin':
      throw new UsageError(
        `${shownAddress(input)}: cannot be listed; a folder, s3://bucket/, a database or an SQLite file can`,
      );
    default:
      throw unknownScheme(scheme);
  }
};

const listPath = async (path: string, signal: AbortSignal | undefined): Promise<readonly ListedInput[]> => {
  const files = await filesAt(path, signal);
  const listed: ListedInput[] = [];
  for (const file of files) {
    const facts = await stat(file).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw fileFailure(file, error);
    });
    if (facts !== undefined)
      listed.push({ path: file, sizeBytes: facts.size, modified: facts.mtime.toISOString() });
  }
  return listed;
};

const filesAt = async (path: string, signal: AbortSignal | undefined): Promise<readonly string[]> => {
  const facts = await stat(path).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw fileFailure(path, error);
  });
  if (facts?.isDirectory()) return (await walkFolder(path, signal)).files;
  if (facts !== undefined) return [path];
  const { files } = await expandGlob(path, signal);
  if (files.length === 0)
    throw new InputError(`${shownAddress(path)}: no such file or folder; check the path`);
  return files;
};
