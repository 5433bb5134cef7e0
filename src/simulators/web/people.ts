import type { RandomSource } from '../../stats/random-source.ts';
import { publicAddress, publicAddress6 } from '../addresses.ts';
import { browserAgent } from './agents.ts';
import { type WebClient, webClient } from './web-event.ts';

/** Those who visit at the same hours, by position; their addresses and browsers never change. */
export interface People {
  readonly count: number;
  client(position: number): WebClient;
}

const LONGEST_ADDRESS = 39;
const RECENT = 4096;

/**
 * Draws people. A million of them are kept as bytes, not as objects: what lives long in
 * the heap makes the engine let garbage pile up to a multiple of it.
 * `shared` is the address all of them appear under, `isProxied` whether their own is stated beside it.
 */
export const drawPeople = (
  random: RandomSource,
  count: number,
  shared?: string,
  isProxied = false,
): People => {
  const bytes = new Uint8Array(count * LONGEST_ADDRESS);
  const ends = new Uint32Array(count);
  const agents: string[] = [];
  let end = 0;
  for (let position = 0; position < count; position += 1) {
    const address = random.chance(0.14) ? publicAddress6(random) : publicAddress(random);
    for (let index = 0; index < address.length; index += 1) bytes[end + index] = address.charCodeAt(index);
    end += address.length;
    ends[position] = end;
    agents.push(browserAgent(random));
  }
  const packed = bytes.slice(0, end);
  const addressOf = (position: number): string =>
    String.fromCharCode(...packed.subarray(ends[position - 1] ?? 0, ends[position]));
  const version = isProxied ? 'HTTP/1.1' : 'HTTP/2.0';
  return {
    count,
    client: remembering((position) => {
      const address = addressOf(position);
      return webClient(
        shared ?? address,
        agents[position] as string,
        version,
        isProxied ? address : undefined,
      );
    }),
  };
};

/** Whoever comes back soon is the same client, with the connection still open. */
const remembering = (make: (position: number) => WebClient): ((position: number) => WebClient) => {
  let recent = new Map<number, WebClient>();
  let older = new Map<number, WebClient>();
  return (position) => {
    const client = recent.get(position) ?? older.get(position) ?? make(position);
    if (recent.size >= RECENT) [older, recent] = [recent, new Map()];
    recent.set(position, client);
    return client;
  };
};
