import { stat } from 'node:fs/promises';
import { InputError, UsageError } from '../../kernel/errors.ts';
import type { FieldType } from '../../kernel/field-type.ts';
import { parametersOf } from '../address.ts';
import type { SourceContext } from '../context.ts';
import { fileFailure, oneLine } from '../failure.ts';
import type { ListedInput, OpenedSources, Source } from '../source.ts';
import {
  FIREWALL_COLUMNS,
  FIREWALL_SCHEMA,
  firewallEvents,
  firewallQuery,
  isFirewallTable,
  isHostsTable,
} from './firewall.ts';
import { SqliteFile, sqliteFailure } from './sqlite-file.ts';
import { chooseTable, lineColumn, type TableBatch, type TableColumn, tableAddress } from './table.ts';
import { lineTable, type TableParts, typedTable } from './table-sources.ts';

/** One table of an SQLite file. */
export interface SqliteRequest {
  readonly file: string;
  readonly origin: 'named' | 'found';
  readonly table?: string;
  readonly line?: string;
}

/** `sqlite:FILE?table=T&line=COLUMN` as a source. */
export const openSqliteAddress = async (input: string, context: SourceContext): Promise<OpenedSources> => {
  const { file, parameters } = parseSqlite(input);
  const [table, line] = [parameters.get('table'), parameters.get('line')];
  const request = {
    file,
    origin: 'named',
    ...(table === undefined ? {} : { table }),
    ...(line === undefined ? {} : { line }),
  } as const;
  return { sources: [await openSqlite(request, context)], skipped: [] };
};

const parseSqlite = (input: string): { file: string; parameters: ReadonlyMap<string, string> } => {
  const rest = input.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '');
  const question = rest.lastIndexOf('?');
  const file = question < 0 ? rest : rest.slice(0, question);
  if (file === '') throw new UsageError('an SQLite address wants a file; write sqlite:FILE?table=T');
  return {
    file,
    parameters: parametersOf(question < 0 ? '' : rest.slice(question + 1), 'sqlite', ['table', 'line']),
  };
};

/** Tables of an SQLite file, for `inputs --list`. */
export const listSqlite = async (input: string): Promise<readonly ListedInput[]> => {
  const { file } = parseSqlite(input);
  const sqlite = await SqliteFile.open(file);
  try {
    const modified = (await stat(file)).mtime.toISOString();
    return tablesOf(sqlite).map((table) => ({
      path: tableAddress(`sqlite:${file}`, table, undefined),
      sizeBytes: null,
      modified,
    }));
  } finally {
    sqlite.close();
  }
};

/**
 * A table of an SQLite file as a source: the one asked for, the firewall analysis's
 * records, or the only one; else InputError offers the tables. Nothing is written.
 */
export const openSqlite = async (request: SqliteRequest, context: SourceContext): Promise<Source> => {
  const { file, origin } = request;
  const facts = await stat(file).catch((error: unknown) => {
    throw fileFailure(file, error);
  });
  if (!facts.isFile()) throw new InputError(`${oneLine(file)}: is no SQLite file; check the path`);
  const sqlite = await SqliteFile.open(file);
  try {
    const tables = tablesOf(sqlite);
    const asked = request.table ?? (isFirewall(sqlite, tables) ? 'log_records' : undefined);
    const table = chooseTable(oneLine(`sqlite:${file}`), tables, asked);
    const columns = columnsOf(sqlite, table);
    const plan = await planOf(sqlite, { file, tables, table, columns, line: request.line });
    const parts: TableParts = {
      path: tableAddress(`sqlite:${file}`, table, plan.kind === 'lines' ? plan.line : undefined),
      table,
      isOrdered: plan.kind === 'firewall' || hasRowId(sqlite, table),
      origin,
      reopenable: true,
      storedRows: Number(sqlite.get(`select count(*) as n from ${quoted(table)}`)[0]?.['n'] ?? 0),
      modifiedMilliseconds: facts.mtimeMs,
      batches: () => readTable(file, plan.statement, plan.width, plan.change),
    };
    if (plan.kind === 'lines') return lineTable(parts, context);
    if (plan.kind === 'firewall') return typedTable(parts, FIREWALL_COLUMNS, [], context, FIREWALL_SCHEMA);
    return typedTable(parts, columns, await firstBatch(sqlite, plan.statement, plan.width), context);
  } catch (error) {
    throw sqliteFailure(file, error);
  } finally {
    sqlite.close();
  }
};

interface Plan {
  readonly kind: 'lines' | 'firewall' | 'typed';
  readonly line?: string;
  readonly statement: string;
  readonly width: number;
  readonly change: (batch: TableBatch) => TableBatch;
}

interface Chosen {
  readonly file: string;
  readonly tables: readonly string[];
  readonly table: string;
  readonly columns: readonly TableColumn[];
  readonly line: string | undefined;
}

const unchanged = (batch: TableBatch): TableBatch => batch;

const planOf = async (sqlite: SqliteFile, chosen: Chosen): Promise<Plan> => {
  const { file, table, columns } = chosen;
  const names = columns.map((column) => column.name);
  if (chosen.line === undefined && isFirewallTable(table, names)) {
    const hosts = chosen.tables.includes('hosts') ? columnsOf(sqlite, 'hosts').map(({ name }) => name) : [];
    const statement = firewallQuery(names, isHostsTable(hosts) ? hosts : undefined);
    return { kind: 'firewall', statement, width: 13, change: firewallEvents };
  }
  const line = lineColumn(tableAddress(oneLine(`sqlite:${file}`), table, undefined), columns, chosen.line);
  const wanted = line === undefined ? names : [line];
  const list = wanted.map((name, index) => `${quoted(name)} as c${index}`).join(', ');
  const statement = `select ${list} from ${quoted(table)}${hasRowId(sqlite, table) ? ' order by rowid' : ''}`;
  const common = { statement, width: wanted.length, change: unchanged };
  return line === undefined ? { kind: 'typed', ...common } : { kind: 'lines', line, ...common };
};

async function* readTable(
  file: string,
  statement: string,
  width: number,
  change: (batch: TableBatch) => TableBatch,
): AsyncGenerator<TableBatch> {
  const sqlite = await SqliteFile.open(file);
  try {
    for await (const batch of sqlite.batches(statement, width)) yield change(batch);
  } catch (error) {
    throw sqliteFailure(file, error);
  } finally {
    sqlite.close();
  }
}

const firstBatch = async (sqlite: SqliteFile, statement: string, width: number): Promise<TableBatch> => {
  for await (const batch of sqlite.batches(`${statement} limit 1000`, width)) return batch;
  return [];
};

const isFirewall = (sqlite: SqliteFile, tables: readonly string[]): boolean =>
  tables.includes('log_records') &&
  isFirewallTable(
    'log_records',
    columnsOf(sqlite, 'log_records').map((column) => column.name),
  );

const tablesOf = (sqlite: SqliteFile): readonly string[] =>
  sqlite
    .get(
      "select name from sqlite_schema where type in ('table', 'view') and name not like 'sqlite\\_%' escape '\\' order by name",
    )
    .map((row) => String(row['name']));

const columnsOf = (sqlite: SqliteFile, table: string): readonly TableColumn[] =>
  sqlite.get('select name, type, pk from pragma_table_info(?)', [table]).map((row) => {
    const declared = String(row['type'] ?? '').toUpperCase();
    return {
      name: String(row['name']),
      type: typeOf(declared),
      isText: /CHAR|CLOB|TEXT|BLOB/.test(declared) || declared === '',
      isKey: Number(row['pk']) > 0,
    };
  });

// SQLite's own rules of affinity (datatype3.html, section 3.1), with dates told apart.
const typeOf = (declared: string): FieldType => {
  if (declared.includes('INT')) return 'long';
  if (/CHAR|CLOB|TEXT|BLOB/.test(declared) || declared === '') return 'keyword';
  if (/REAL|FLOA|DOUB|NUMERIC|DECIMAL/.test(declared)) return 'double';
  return /DATE|TIME/.test(declared) ? 'date' : 'keyword';
};

const hasRowId = (sqlite: SqliteFile, table: string): boolean => {
  try {
    sqlite.get(`select rowid from ${quoted(table)} limit 0`);
    return true;
  } catch {
    return false;
  }
};

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
