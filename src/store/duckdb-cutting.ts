import { rm } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import { raw, type Sql, sql } from '../sql/sql.ts';
import { type AdoptedParts, cutIntoPart, type LinesToCut, stagedParts } from './duckdb-parts.ts';
import type { DuckdbSession } from './duckdb-session.ts';
import type { Cutting, StagedLines } from './event-store.ts';

/** Parts that are being cut. */
interface Cut {
  readonly cutting: Cutting;
  readonly files: string[];
  lines: number;
  isAdopted: boolean;
}

const NO_LINES = raw('(select cast(null as varchar) as line where false)');

type Engine = Pick<DuckdbSession, 'query' | 'execute'>;

/** Cuts lines into files of a folder, one for each stretch of lines. */
export class LineCutter {
  readonly #session: Engine;
  readonly #folder: string;
  readonly #newName: () => string;
  readonly #cuts = new Map<string, Cut>();
  #files = 0;

  constructor(session: Engine, folder: string, newName: () => string) {
    this.#session = session;
    this.#folder = folder;
    this.#newName = newName;
  }

  begin(cutting: Cutting): StagedLines {
    const table = this.#newName();
    this.#cuts.set(table, { cutting, files: [], lines: 0, isAdopted: false });
    return {
      table,
      number: raw('number'),
      bytes: raw('line_bytes'),
      mark: raw('mark'),
      text: raw('coalesce(line_text, line)'),
      cut: true,
    };
  }

  async cut(
    { table }: StagedLines,
    from: Sql,
    { bytes, mark }: Pick<LinesToCut, 'bytes' | 'mark'>,
    signal?: AbortSignal,
  ): Promise<void> {
    const cut = this.#cuts.get(table) as Cut;
    this.#files += 1;
    const file = joinPath(this.#folder, `events-${this.#files}.parquet`);
    const statement = cutIntoPart(cut.cutting, { from, bytes, mark, linesBefore: cut.lines }, file);
    cut.files.push(file);
    const [row] = await this.#session.query(statement, signal);
    cut.lines += Number(row?.['Count'] ?? 0);
  }

  async end(staged: StagedLines): Promise<void> {
    const { table } = staged;
    const { files, cutting } = this.#cuts.get(table) as Cut;
    if (files.length === 0) await this.cut(staged, NO_LINES, { bytes: raw('0'), mark: raw('0') });
    await this.#session.execute(
      sql`create temp view ${raw(table)} as ${stagedParts({ files, columns: cutting.columns })}`,
    );
  }

  /** The files and their events; they stay when the staged lines are dropped. */
  async adopt({ table }: StagedLines): Promise<Pick<AdoptedParts, 'parts' | 'events' | 'leftOut'>> {
    const cut = this.#cuts.get(table) as Cut;
    const { cutting, files } = cut;
    const rows = await this.#session.query(sql`select count(*) as events from ${raw(table)} where fits`);
    cut.isAdopted = true;
    const parts = { files, columns: cutting.columns };
    return { parts, events: Number(rows[0]?.['events'] ?? 0), leftOut: cutting.leftOut };
  }

  async drop({ table }: StagedLines): Promise<void> {
    const cut = this.#cuts.get(table);
    if (cut === undefined) return;
    this.#cuts.delete(table);
    await this.#session.execute(sql`drop view if exists ${raw(table)}`);
    if (cut.isAdopted) return;
    for (const file of cut.files) await rm(file, { force: true });
  }
}
