import { UsageError } from '../kernel/errors.ts';
import { addressNumber } from './address.ts';
import { PrefixTable } from './prefix-table.ts';

/** Finds the client behind proxies. */
export type ClientAddress = (peer: string, forwarded: string | null) => string;

/**
 * The client of a request: the last address of the forwarded list that no trusted proxy
 * holds. A peer that is no trusted proxy is the client itself, whatever it claims.
 * @throws UsageError for a proxy that is neither address nor CIDR block.
 * @example clientBehind(['10.0.0.0/8'])('10.0.0.5', '198.51.100.7, 10.0.0.9') // '198.51.100.7'
 */
export const clientBehind = (proxies: readonly string[]): ClientAddress => {
  const trusted = new PrefixTable<true>();
  for (const proxy of proxies) {
    if (!trusted.add(proxy, true)) {
      throw new UsageError(
        `--trusted-proxies "${proxy}" is neither an address nor a CIDR block; write it like 10.0.0.0/8`,
      );
    }
  }
  const isTrusted = (text: string): boolean => {
    const number = addressNumber(text);
    return number !== undefined && trusted.find(number) === true;
  };
  return (peer, forwarded) => {
    if (forwarded === null || !isTrusted(peer)) return peer;
    const listed = forwarded.split(',').map(plainAddress);
    for (const address of listed.toReversed()) {
      // What a proxy could not have written ends the chain of what can be trusted.
      if (addressNumber(address) === undefined) return peer;
      if (!isTrusted(address)) return address;
    }
    return peer;
  };
};

/** An element of X-Forwarded-For or Forwarded without quotes, brackets and port. */
const plainAddress = (element: string): string => {
  const text = element
    .trim()
    .replace(/^.*?for="?([^";]*)"?.*$/i, '$1')
    .replace(/^"|"$/g, '');
  const bracketed = /^\[([^\]]*)\](?::[0-9]+)?$/.exec(text);
  if (bracketed !== null) return bracketed[1] ?? '';
  return /^[0-9.]+:[0-9]+$/.test(text) ? (text.split(':', 1)[0] ?? '') : text;
};
