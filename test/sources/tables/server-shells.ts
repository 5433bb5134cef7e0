import mysql from 'mysql2/promise';
import pg from 'pg';

/** Who and where, for the address of a server under test. */
export interface AddressParts {
  readonly user: string;
  readonly password?: string;
  readonly host?: string;
  readonly port?: number;
}

/** A database of its own on a real server, and what differs between servers. */
export interface ServerShell {
  readonly database: string;
  /** Address of the database with the rights of the administrator. */
  readonly adminAddress: string;
  /** Address of the database as it may be shown. */
  readonly shown: string;
  readonly types: {
    readonly zonedTime: string;
    readonly plainTime: string;
    readonly bytes: string;
    readonly booleans: readonly [string, string];
    time(text: string): string;
    plain(text: string): string;
  };
  address(parts: AddressParts): string;
  execute(statement: string): Promise<void>;
  insert(table: string, rows: readonly (readonly string[])[], column?: string): Promise<void>;
  fill(table: string, rows: number): Promise<void>;
  createUser(user: string, password: string): Promise<void>;
  grant(user: string): Promise<void>;
  killOthers(user: string): Promise<void>;
  quoted(name: string): string;
  text(value: string): string;
  bytes(hex: string): string;
  drop(): Promise<void>;
}

const addressWith = (base: URL, database: string, parts: AddressParts): string => {
  const login =
    parts.password === undefined ? parts.user : `${parts.user}:${encodeURIComponent(parts.password)}`;
  return `${base.protocol}//${login}@${parts.host ?? base.hostname}:${parts.port ?? base.port}/${database}`;
};

const fresh = (): string => `besen_${process.pid}_${Math.floor(performance.now() * 1000)}`;

const padded = (text: string): string => {
  const [whole = '', fraction = ''] = text.split('.');
  return `${whole}.${fraction.padEnd(6, '0')}`;
};

export const mariadbShell = async (address: string): Promise<ServerShell> => {
  const base = new URL(address);
  const database = fresh();
  const admin = await mysql.createConnection({ uri: address, multipleStatements: false, timezone: 'Z' });
  await admin.query(`create database ${database} character set utf8mb4`);
  await admin.query(`use ${database}`);
  await admin.query("set time_zone = '+00:00'");
  const quoted = (name: string) => `\`${name.replaceAll('`', '``')}\``;
  const users: string[] = [];
  return {
    database,
    adminAddress: `${base.protocol}//${base.username}:${base.password}@${base.host}/${database}`,
    shown: `mysql://${base.host}/${database}`,
    types: {
      zonedTime: 'timestamp(6) null',
      plainTime: 'datetime(6)',
      bytes: 'blob',
      booleans: ['1', '0'],
      time: (text) => `${padded(text)}+00:00`,
      plain: padded,
    },
    address: (parts) => addressWith(base, database, parts),
    execute: async (statement) => void (await admin.query(statement.replaceAll(/(\d)\+00:00'/g, "$1'"))),
    insert: async (table, rows, column) => {
      const into = column === undefined ? quoted(table) : `${quoted(table)} (${quoted(column)})`;
      for (let start = 0; start < rows.length; start += 500)
        await admin.query(`insert into ${into} values ?`, [rows.slice(start, start + 500)]);
    },
    fill: async (table, rows) =>
      void (await admin.query(
        `insert into ${table} select seq, concat('zeile ', seq, ' ', repeat('x', 300)) from seq_1_to_${rows}`,
      )),
    createUser: async (user, password) => {
      users.push(user);
      await admin.query('drop user if exists ?@?', [user, '%']);
      await admin.query('create user ?@? identified by ?', [user, '%', password]);
    },
    grant: async (user) => void (await admin.query(`grant select on ${database}.* to ?@?`, [user, '%'])),
    killOthers: async (user) => {
      const [rows] = await admin.query('select id from information_schema.processlist where user = ?', [
        user,
      ]);
      for (const { id } of rows as { id: number }[])
        await admin.query(`kill ${Number(id)}`).catch(() => undefined);
    },
    quoted,
    text: (value) => mysql.escape(value),
    bytes: (hex) => `x'${hex}'`,
    drop: async () => {
      await admin.query(`drop database ${database}`);
      for (const user of users) await admin.query('drop user ?@?', [user, '%']);
      await admin.end();
    },
  };
};

export const postgresShell = async (address: string): Promise<ServerShell> => {
  const base = new URL(address);
  const database = fresh();
  const first = new pg.Client({ connectionString: address });
  await first.connect();
  await first.query(`create database ${database}`);
  const adminAddress = `${base.protocol}//${base.username}:${base.password}@${base.host}/${database}`;
  const admin = new pg.Client({ connectionString: adminAddress });
  await admin.connect();
  const quoted = (name: string) => pg.escapeIdentifier(name);
  const users: string[] = [];
  return {
    database,
    adminAddress,
    shown: `postgres://${base.host}/${database}`,
    types: {
      zonedTime: 'timestamptz',
      plainTime: 'timestamp',
      bytes: 'bytea',
      booleans: ['true', 'false'],
      time: (text) => `${text}+00:00`,
      plain: (text) => text,
    },
    address: (parts) => addressWith(base, database, parts),
    execute: async (statement) => void (await admin.query(statement)),
    insert: async (table, rows, column) => {
      const into = column === undefined ? quoted(table) : `${quoted(table)} (${quoted(column)})`;
      await admin.query(`insert into ${into} select * from unnest($1::text[])`, [rows.map((row) => row[0])]);
    },
    fill: async (table, rows) =>
      void (await admin.query(
        `insert into ${table} select n, 'zeile ' || n || ' ' || repeat('x', 300) from generate_series(1, ${rows}) n`,
      )),
    createUser: async (user, password) => {
      users.push(user);
      await admin.query(`drop user if exists ${quoted(user)}`);
      await admin.query(`create user ${quoted(user)} password ${pg.escapeLiteral(password)}`);
    },
    grant: async (user) =>
      void (await admin.query(`grant select on all tables in schema public to ${quoted(user)}`)),
    killOthers: async (user) =>
      void (await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [
        user,
      ])),
    quoted,
    text: (value) => pg.escapeLiteral(value),
    bytes: (hex) => `'\\x${hex}'`,
    drop: async () => {
      for (const user of users) {
        await admin.query(`drop owned by ${quoted(user)}`);
        await admin.query(`drop user ${quoted(user)}`);
      }
      await admin.end();
      await first.query(`drop database ${database} with (force)`);
      await first.end();
    },
  };
};
