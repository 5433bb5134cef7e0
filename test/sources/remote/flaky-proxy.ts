import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy that breaks connections after some bytes of answer, as often as told. */
export interface FlakyProxy {
  readonly port: number;
  /** Breaks left; settable. */
  cuts: number;
  /**
   * Done in place of a break, while the answer is held up; settable. With `end`, what is
   * still on its way is dropped and the connection ends politely, as a small buffer would have it.
   */
  instead: (() => Promise<'go on' | 'end'>) | undefined;
  /** Breaks every connection at once; settable. */
  isDown: boolean;
  /** Breaks made so far. */
  readonly made: number;
  close(): Promise<void>;
}

/** Starts a proxy in front of a port that breaks a connection after `afterBytes` of answer while cuts are left. */
export const flakyProxy = async (target: number, afterBytes: number): Promise<FlakyProxy> => {
  const sockets = new Set<Socket>();
  const state = { cuts: 0, made: 0, instead: undefined as FlakyProxy['instead'], isDown: false };
  const server = createServer((client) => {
    if (state.isDown) {
      client.on('error', () => undefined).resetAndDestroy();
      return;
    }
    const upstream = connect(target, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    let answered = 0;
    client.pipe(upstream);
    upstream.on('data', (chunk: Buffer) => {
      answered += chunk.length;
      if (answered > afterBytes && state.cuts > 0) {
        state.cuts -= 1;
        state.made += 1;
        if (state.instead === undefined) {
          upstream.destroy();
          client.resetAndDestroy();
          return;
        }
        client.write(chunk);
        upstream.pause();
        void state.instead().then((then) => {
          if (state.isDown) client.resetAndDestroy();
          else if (then === 'end') client.end();
          else upstream.resume();
        });
      } else if (!client.write(chunk)) {
        upstream.pause();
        client.once('drain', () => upstream.resume());
      }
    });
    upstream.on('end', () => client.end());
  });
  const port = await listening(server);
  return {
    port,
    get cuts() {
      return state.cuts;
    },
    set cuts(count: number) {
      state.cuts = count;
    },
    get instead() {
      return state.instead;
    },
    set instead(work: FlakyProxy['instead']) {
      state.instead = work;
    },
    get isDown() {
      return state.isDown;
    },
    set isDown(down: boolean) {
      state.isDown = down;
    },
    get made() {
      return state.made;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};

/** Listens on a free loopback port and gives it. */
export const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};
