import { rm } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import { raw, type Sql, sql } from '../sql/sql.ts';
import { type AdoptedParts, cutIntoPart, type LinesToCut, stagedParts } from './duckdb-parts.ts';
import type { Cutting, EventStore, StagedLines } from './event-store.ts';

/** Parts that are being cut. */
interface Cut {
  readonly cutting: Cutting;
  readonly files: string[];
  lines: number;
  isAdopted: boolean;
}

const NO_LINES = raw('(select cast(null as varchar) as line where false)');

/** Cuts lines into files of a folder, one for each stretch of lines. */
export class LineCutter {
  readonly #store: Pick<EventStore, 'query' | 'execute'>;
  readonly #folder: string;
  readonly #newName: () => string;
  readonly #cuts = new Map<string, Cut>();
  #files = 0;

  constructor(store: Pick<EventStore, 'query' | 'execute'>, folder: string, newName: () => string) {
    this.#store = store;
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

  async cut({ table }: StagedLines, from: Sql, lines: Pick<LinesToCut, 'bytes' | 'mark'>): Promise<void> {
    const cut = this.#cuts.get(table) as Cut;
    this.#files += 1;
    const file = joinPath(this.#folder, `events-${this.#files}.parquet`);
    const { bytes, mark } = lines;
    const [row] = await this.#store.query(
      cutIntoPart(cut.cutting, { from, bytes, mark, linesBefore: cut.lines }, file),
    );
    cut.files.push(file);
    cut.lines += Number(row?.['Count'] ?? 0);
  }

  async end(staged: StagedLines): Promise<void> {
    const { table } = staged;
    const { files } = this.#cuts.get(table) as Cut;
    if (files.length === 0) await this.cut(staged, NO_LINES, { bytes: raw('0'), mark: raw('0') });
    await this.#store.execute(sql`create temp view ${raw(table)} as ${stagedParts(files)}`);
  }

  /** The files and their events; they stay when the staged lines are dropped. */
  async adopt({ table }: StagedLines): Promise<Pick<AdoptedParts, 'files' | 'events'>> {
    const cut = this.#cuts.get(table) as Cut;
    const rows = await this.#store.query(sql`select count(*) as events from ${raw(table)} where fits`);
    cut.isAdopted = true;
    return { files: cut.files, events: Number(rows[0]?.['events'] ?? 0) };
  }

  async drop({ table }: StagedLines): Promise<void> {
    const cut = this.#cuts.get(table);
    if (cut === undefined) return;
    this.#cuts.delete(table);
    await this.#store.execute(sql`drop view if exists ${raw(table)}`);
    if (cut.isAdopted) return;
    for (const file of cut.files) await rm(file, { force: true });
  }
}
