import { connect, createServer, type Socket } from 'node:net';
import { listening } from '../remote/flaky-proxy.ts';

/** Length, protocol, code: what a PostgreSQL client asks before anything else (SSLRequest). */
const SSL_REQUEST = Buffer.from('0000000804d2162f', 'hex');
/** A MySQL server's greeting begins with its length, number 0 and protocol 10. */
const isGreeting = (bytes: Buffer): boolean => bytes[3] === 0 && bytes[4] === 10;
const TLS_BIT = 0x08;

/** The greeting without the offer of TLS: behind version, thread, salt and filler stand the abilities. */
const withoutOffer = (greeting: Buffer): Buffer => {
  const changed = Buffer.from(greeting);
  const abilities = changed.indexOf(0, 5) + 1 + 4 + 8 + 1;
  changed[abilities + 1] = (changed[abilities + 1] ?? 0) & ~TLS_BIT;
  return changed;
};

export interface PlainServer {
  readonly port: number;
  close(): Promise<void>;
}

/** A database server's port as it would be if the server knew no TLS. */
export const plainServer = async (target: number): Promise<PlainServer> => {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    let isFirst = true;
    client.on('data', (bytes: Buffer) => {
      if (bytes.equals(SSL_REQUEST)) client.write('N');
      else upstream.write(bytes);
    });
    upstream.on('data', (bytes: Buffer) => {
      client.write(isFirst && isGreeting(bytes) ? withoutOffer(bytes) : bytes);
      isFirst = false;
    });
    upstream.on('end', () => client.end());
    client.on('end', () => upstream.end());
  });
  const port = await listening(server);
  return {
    port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};
