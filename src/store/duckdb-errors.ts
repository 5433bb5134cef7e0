import { EngineError, StoreHeldError } from '../kernel/errors.ts';

// The engine bounds its temporary files by the room there is when it starts, and says "failed to offload" at that bound.
const NO_SPACE =
  /no space left|disk quota|file too large|out of disk space|failed to offload data block|max_temp_directory_size/i;

const noSpace = (where: string): string =>
  `no disk space left for ${where}; free some, or name another place with --store or TMPDIR, and run the same command again; nothing that was stored is lost`;

/** Why a database file cannot be opened. */
export const openError = (path: string | undefined, cause: unknown): EngineError => {
  const reason = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? '';
  if (/lock/i.test(reason)) {
    const holder = /PID ([0-9]+)/.exec(reason)?.[1];
    const who = holder === undefined ? 'another process' : `process ${holder}`;
    return new StoreHeldError(`store ${path} is in use by ${who}; wait for it to end, or stop it`, cause);
  }
  if (/not a valid DuckDB database|serialization|corrupt/i.test(reason)) {
    return new EngineError(`${path} is no logfence store (not a DuckDB database); name another file`, {
      cause,
    });
  }
  if (NO_SPACE.test(reason)) return new EngineError(noSpace(path ?? 'temporary files'), { cause });
  return new EngineError(`cannot open store ${path ?? 'in memory'}: ${reason}`, { cause });
};

/** Why a statement failed; a disk without room is told as such. */
export const statementError = (
  reason: string | undefined,
  path: string | undefined,
  statement: string,
  cause: unknown,
): EngineError => {
  if (!NO_SPACE.test(reason ?? ''))
    return new EngineError(`the engine refused a query: ${reason}`, { sql: statement, cause });
  return new EngineError(noSpace(path ?? 'temporary files'), { sql: statement, cause });
};
