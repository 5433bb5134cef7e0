import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chdbConnection } from './chdb.ts';

export interface TestServer {
  /** 127.0.0.1:port */
  readonly host: string;
  /** Statements that came in, oldest first. */
  readonly statements: string[];
  /** Longest request line seen, characters. */
  longestAddress: number;
  close(): Promise<void>;
}

export interface TestServerOptions {
  readonly user: string;
  readonly password: string;
}

const PLAIN = new Set(['query', 'query_id', 'database', 'session_id', 'default_format']);
const UNESCAPED: Readonly<Record<string, string>> = {
  t: '\t',
  n: '\n',
  r: '\r',
  b: '\b',
  f: '\f',
  '0': '\0',
};

/** Parameters of the HTTP interface are written like values of a tab-separated file. */
const unescapeParameter = (text: string): string =>
  text.replaceAll(/\\([\s\S])/g, (_whole, sign: string) => UNESCAPED[sign] ?? sign);

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

/**
 * A server that speaks the HTTP interface of ClickHouse as far as the client uses it,
 * in front of ClickHouse inside this process: user and password, the database of each
 * request, parameters, settings, inserts, and errors with their codes.
 */
export const startClickhouseServer = async (options: TestServerOptions): Promise<TestServer> => {
  const connection = chdbConnection();
  const expected = `Basic ${Buffer.from(`${options.user}:${options.password}`).toString('base64')}`;
  const state = { statements: [] as string[], longestAddress: 0 };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://server');
    state.longestAddress = Math.max(state.longestAddress, (request.url ?? '').length);
    const body = await bodyOf(request);
    if (url.pathname === '/ping') return void response.end('Ok.\n');
    if (request.headers.authorization !== expected) {
      return refuse(
        response,
        516,
        `${options.user}: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)`,
      );
    }
    const parameters = new Map(url.searchParams);
    const inAddress = parameters.get('query');
    // In this process a setting stays for good, and after readonly no other could be made.
    const readonly = parameters.get('readonly');
    parameters.delete('readonly');
    const guard = readonly === undefined ? '' : ` settings readonly = ${readonly}`;
    const query = (inAddress === undefined ? body : inAddress).replace(
      /\s*FORMAT [A-Za-z]+\s*$/,
      (format) => `${guard}${format}`,
    );
    state.statements.push(query);
    const pick = (wanted: (name: string) => boolean): [string, string][] =>
      [...parameters].filter(([name]) => wanted(name));
    const database = parameters.get('database');
    const settings = Object.fromEntries(pick((name) => !PLAIN.has(name) && !name.startsWith('param_')));
    const query_params = Object.fromEntries(
      pick((name) => name.startsWith('param_')).map(([name, text]) => [
        name.slice(6),
        unescapeParameter(text),
      ]),
    );
    try {
      if (database !== undefined) await connection.command({ query: `use \`${database}\`` } as never);
      const result = await (inAddress === undefined
        ? connection.query({ query, query_params, clickhouse_settings: settings } as never)
        : connection.exec({ query, values: body, query_params, clickhouse_settings: settings } as never));
      response.writeHead(200, { 'content-type': 'text/plain' });
      for await (const chunk of result.stream) response.write(chunk);
      response.end();
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      refuse(response, Number(code ?? 1000), message);
    }
  };

  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => refuse(response, 1000, String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(state, {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      await stop(server);
      await connection.close();
    },
  });
};

const refuse = (response: ServerResponse, code: number, message: string): void => {
  response.writeHead(code === 516 ? 403 : 500, { 'x-clickhouse-exception-code': String(code) });
  response.end(
    `Code: ${code}. DB::Exception: ${message}${/\([A-Z_]+\)$/.test(message) ? '' : ' (SOME_ERROR)'} (version 26.7.2.1)\n`,
  );
};

/** Ends a server with all its open connections. */
export const stop = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });
