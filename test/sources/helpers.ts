import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { LogfenceError } from '../../src/kernel/errors.ts';
import type { SourceClock } from '../../src/sources/context.ts';
import { type OpenOptions, openSources } from '../../src/sources/open.ts';
import type { ByteSource, RowSource, Source } from '../../src/sources/source.ts';

/** A folder of its own for a test file, removed afterwards. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'logfence-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

export interface ReadBytes {
  readonly bytes: Buffer;
  readonly error: LogfenceError | undefined;
}

/** All bytes of a source, and the error that ended them. */
export const readBytes = async (source: ByteSource, signal?: AbortSignal): Promise<ReadBytes> => {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of source.bytes(signal)) pieces.push(piece);
  } catch (error) {
    if (!(error instanceof LogfenceError)) throw error;
    return { bytes: Buffer.concat(pieces), error };
  }
  return { bytes: Buffer.concat(pieces), error: undefined };
};

/** All rows of a source. */
export const readRows = async (source: RowSource): Promise<readonly (readonly (string | null)[])[]> => {
  const rows: (readonly (string | null)[])[] = [];
  for await (const batch of source.rows()) rows.push(...batch);
  return rows;
};

const one = (sources: readonly Source[]): Source => {
  expect(sources).toHaveLength(1);
  return sources[0] as Source;
};

/** The only source of an INPUT, which must be one of bytes. */
export const openBytes = async (input: string, options?: OpenOptions): Promise<ByteSource> => {
  const source = one((await openSources(input, options)).sources);
  if (source.kind !== 'bytes') throw new Error(`${source.path} is a table of typed columns`);
  return source;
};

/** The only source of an INPUT, which must be one of rows. */
export const openRows = async (input: string, options?: OpenOptions): Promise<RowSource> => {
  const source = one((await openSources(input, options)).sources);
  if (source.kind !== 'rows') throw new Error(`${source.path} is no table of typed columns`);
  return source;
};

/** The error that opening (and, if that works, reading) an INPUT ends in. */
export const failureOf = async (input: string, options?: OpenOptions): Promise<LogfenceError> => {
  try {
    const { sources } = await openSources(input, options);
    for (const source of sources) {
      if (source.kind === 'rows') for await (const _ of source.rows());
      else for await (const _ of source.bytes());
    }
  } catch (error) {
    if (error instanceof LogfenceError) return error;
    throw error;
  }
  throw new Error(`${input} gave no error`);
};

/** One line, with a way out behind a semicolon, no final period, no secret in it or its causes. */
export const expectOneLine = (error: LogfenceError, ...secrets: readonly string[]): void => {
  expect(error.message).toMatch(/^[^\p{Cc}]+$/u);
  expect(error.message).not.toMatch(/[.]$/);
  expect(error.message).toContain('; ');
  const everything = [
    error.message,
    String(error.stack),
    JSON.stringify(error),
    String((error.cause as Error)?.stack),
  ];
  for (const text of everything)
    for (const secret of secrets) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(encodeURIComponent(secret));
    }
};

/** A clock that does not wait and remembers what it was asked to. */
export const hastyClock = (): SourceClock & { readonly waits: number[] } => {
  const waits: number[] = [];
  return {
    waits,
    now: () => 1_600_000_000_000,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
    },
  };
};
