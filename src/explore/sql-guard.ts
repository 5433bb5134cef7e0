import { UsageError } from '../kernel/errors.ts';
import type { Dialect } from '../sql/dialect.ts';

/** Functions of DuckDB and ClickHouse that read files, other servers, settings or run something; none is for analysis. */
const REFUSED_FUNCTIONS: ReadonlySet<string> = new Set([
  // DuckDB
  'glob',
  'sniff_csv',
  'parquet_scan',
  'parquet_metadata',
  'parquet_schema',
  'parquet_file_metadata',
  'parquet_kv_metadata',
  'parquet_bloom_probe',
  'query',
  'query_table',
  'getenv',
  'duckdb_secrets',
  'which_secret',
  'iceberg_scan',
  'delta_scan',
  'sqlite_scan',
  'postgres_scan',
  'mysql_scan',
  'mysql_query',
  'postgres_query',
  'sqlite_query',
  'http_get',
  'http_post',
  'pragma_database_list',
  'checkpoint',
  'force_checkpoint',
  'write_log',
  'enable_logging',
  'shell',
  'system',
  // ClickHouse
  'file',
  'filecluster',
  'url',
  'urlcluster',
  's3',
  's3cluster',
  'gcs',
  'hdfs',
  'hdfscluster',
  'azureblobstorage',
  'azureblobstoragecluster',
  'remote',
  'remotesecure',
  'cluster',
  'clusterallreplicas',
  'mysql',
  'postgresql',
  'mongodb',
  'redis',
  'sqlite',
  'odbc',
  'jdbc',
  'executable',
  'dictionary',
  'dictget',
  'input',
  'infile',
  'deltalake',
  'iceberg',
  'hudi',
  'paimon',
  'arrowflight',
  'ytsaurus',
  'python',
  'sleep',
  'sleepeachrow',
  'getsetting',
  'getserversetting',
  'catboostevaluate',
  'joinget',
  'getmacro',
  'fuzzjson',
  'fuzzquery',
  'merge',
  'loop',
  'icebergs3',
  'iceberglocal',
  'deltalakelocal',
  'deltalakes3',
]);
/** Beginnings of such names: read_csv, read_text, readWKT..., s3..., iceberg... */
const REFUSED_PREFIXES = [
  'read_',
  'parquet_',
  'pragma_',
  'st_read',
  'copy_',
  'duckdb_settings',
  'duckdb_temporary',
  'deltalake',
  'iceberg',
  'azure',
  'remote',
];

const REFUSED_WORDS: ReadonlySet<string> = new Set([
  'insert',
  'update',
  'delete',
  'create',
  'drop',
  'alter',
  'attach',
  'detach',
  'copy',
  'export',
  'import',
  'install',
  'load',
  'set',
  'reset',
  'pragma',
  'call',
  'execute',
  'prepare',
  'deallocate',
  'begin',
  'commit',
  'rollback',
  'vacuum',
  'checkpoint',
  'truncate',
  'rename',
  'optimize',
  'system',
  'grant',
  'revoke',
  'kill',
  'outfile',
  'infile',
  'use',
  'merge',
]);

interface SqlToken {
  readonly kind: 'word' | 'quotedName' | 'text' | 'other';
  readonly text: string;
}

/**
 * Lets one SELECT (or WITH ... SELECT) over tables pass and gives it without a final
 * semicolon. This is the first wall; the engine's own lock is the second.
 * @throws UsageError that says what was not taken
 */
export const checkReadOnly = (query: string, engine: Dialect['name']): string => {
  const tokens = tokenize(query, engine);
  while (tokens.at(-1)?.text === ';') tokens.pop();
  const first = tokens[0];
  if (first === undefined) throw new UsageError('sql: the query is empty; write one SELECT');
  if (tokens.some((token) => token.text === ';'))
    throw new UsageError('sql: one statement at a time; leave out the semicolon');
  const opening = first.kind === 'word' ? first.text.toLowerCase() : first.text;
  if (!['select', 'with', 'from', '('].includes(opening)) {
    throw new UsageError(`sql: only SELECT is allowed, and this begins with ${shown(first.text)}`);
  }
  for (const [index, token] of tokens.entries()) checkToken(token, tokens[index - 1], tokens[index + 1]);
  return query.replace(/[\s;]+$/, '');
};

const checkToken = (token: SqlToken, before: SqlToken | undefined, after: SqlToken | undefined): void => {
  const name = token.text.toLowerCase();
  const named = token.kind === 'word' || token.kind === 'quotedName';
  if (named && after?.text === '(' && isRefusedFunction(name)) {
    throw new UsageError(
      `sql: the function ${shown(token.text)} is not allowed, for it reaches outside the loaded tables`,
    );
  }
  if (
    token.kind === 'word' &&
    REFUSED_WORDS.has(name) &&
    before?.text !== '.' &&
    !isColumnUse(before, after)
  ) {
    throw new UsageError(
      `sql: ${shown(token.text)} is not allowed; only SELECT is (quote it if it is a column)`,
    );
  }
  const readsFrom = before?.kind === 'word' && ['from', 'join'].includes(before.text.toLowerCase());
  if (token.kind === 'text' && readsFrom) {
    throw new UsageError('sql: reading from a file is not allowed; name a loaded table');
  }
  if (token.kind === 'quotedName' && /[/\\:*?]|\.[a-z0-9]{1,8}$/i.test(token.text) && readsFrom) {
    throw new UsageError(`sql: ${shown(token.text)} looks like a file; name a loaded table`);
  }
};

/** A word that stands as a column: `e.set`, `count(load)`, `x as update`. */
const isColumnUse = (before: SqlToken | undefined, after: SqlToken | undefined): boolean =>
  (before?.text === '(' && after?.text === ')') || before?.text.toLowerCase() === 'as';

const isRefusedFunction = (name: string): boolean =>
  REFUSED_FUNCTIONS.has(name) || REFUSED_PREFIXES.some((prefix) => name.startsWith(prefix));

const shown = (text: string): string => `"${text.slice(0, 40).replaceAll(/[^\x20-\x7e]/g, '?')}"`;

const SHARED_TOKENS = '(?<word>[\\p{L}_][\\p{L}\\p{N}_]*)|(?<dollar>[$][A-Za-z_0-9]*[$])|(?<other>[\\s\\S])';

/** How each engine writes blanks, texts and names; what it reads otherwise could hide a function from this check. */
const TOKENS: Readonly<Record<Dialect['name'], RegExp>> = {
  duckdb: new RegExp(
    `(?<space>\\s+|--[^\\n]*)|(?<comment>/[*][\\s\\S]*?[*]/)|(?<text>'(?:[^']|'')*')|(?<name>"(?:[^"]|"")*")|${SHARED_TOKENS}`,
    'uy',
  ),
  clickhouse: new RegExp(
    `(?<space>\\s+|--[^\\n]*)|(?<comment>/[*][\\s\\S]*?[*]/)|(?<text>'(?:[^'\\\\]|''|\\\\[\\s\\S])*')|(?<name>"(?:[^"\\\\]|""|\\\\[\\s\\S])*"|\`(?:[^\`\\\\]|\`\`|\\\\[\\s\\S])*\`)|${SHARED_TOKENS}`,
    'uy',
  ),
};

/** Words, quoted names, texts and single signs; comments are left out. */
const tokenize = (query: string, engine: Dialect['name']): SqlToken[] => {
  const pattern = TOKENS[engine];
  const tokens: SqlToken[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < query.length) {
    const groups = pattern.exec(query)?.groups;
    if (groups === undefined) break;
    const { comment, text, name, word, dollar, other } = groups;
    if (comment?.includes('/*', 2)) throw new UsageError('sql: comments inside comments are not allowed');
    if (dollar !== undefined)
      throw new UsageError('sql: dollar-quoted texts are not allowed; use single quotes');
    if (other !== undefined && UNREADABLE[engine].includes(other)) {
      throw new UsageError(`sql: ${shown(other)} cannot be read here; a quote may not be closed`);
    }
    if (text !== undefined) {
      if (tokens.at(-1)?.kind === 'word' && /^(e|x|b|u)$/i.test(tokens.at(-1)?.text ?? '')) {
        throw new UsageError(
          "sql: texts with a prefix such as E'...' are not allowed; use plain single quotes",
        );
      }
      tokens.push({ kind: 'text', text });
    } else if (name !== undefined) tokens.push({ kind: 'quotedName', text: unquoted(name, engine) });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (other !== undefined) tokens.push({ kind: 'other', text: other });
  }
  return tokens;
};

const UNREADABLE: Readonly<Record<Dialect['name'], readonly string[]>> = {
  duckdb: ["'", '"', '`', '\0'],
  clickhouse: ["'", '"', '`', '#', '\0'],
};

const unquoted = (name: string, engine: Dialect['name']): string => {
  const inside = name.slice(1, -1);
  if (engine === 'clickhouse' && inside.includes('\\'))
    throw new UsageError('sql: names with a backslash are not allowed');
  return inside.replaceAll('""', '"');
};
