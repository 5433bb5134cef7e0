import type { SimulatedEvent } from '../actor.ts';

/** One program that asks: its address and how it presents itself. */
export interface WebClient {
  readonly address: string;
  readonly agent: string;
  /** HTTP/1.1 or HTTP/2.0 */
  readonly version: string;
  /** The address in X-Forwarded-For when a proxy asks for somebody else. */
  readonly forwardedFor?: string;
}

export interface WebEvent extends SimulatedEvent {
  readonly client: WebClient;
  readonly method: string;
  /** Request target as sent; '-' for a request that is no HTTP. */
  readonly target: string;
  readonly status: number;
  /** Body bytes of the answer. */
  readonly bytes: number;
  /** '-' when there is none. */
  readonly referrer: string;
  readonly requestBytes: number;
}

export const webClient = (
  address: string,
  agent: string,
  version = 'HTTP/1.1',
  forwardedFor?: string,
): WebClient => ({
  address,
  agent,
  version,
  ...(forwardedFor === undefined ? {} : { forwardedFor }),
});

/** An ordinary event; attacks are marked by the scene. */
export const webEvent = (
  time: number,
  client: WebClient,
  method: string,
  target: string,
  status: number,
  bytes: number,
  referrer = '-',
  requestBytes = 0,
): WebEvent => ({ time, attack: -1, client, method, target, status, bytes, referrer, requestBytes });
