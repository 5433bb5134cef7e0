import { Resolver } from 'node:dns/promises';
import { UsageError } from '../kernel/errors.ts';
import { addressNumber, dottedText } from './address.ts';
import { INTERNAL_RANGES, specialRange } from './special-ranges.ts';

export interface ReverseOptions {
  /** Asks about private, loopback and link-local addresses, too. */
  readonly internal?: boolean;
  /** Address of the name server, with `:port` where it is not 53; the system's own when absent. */
  readonly server?: string;
  readonly timeoutMilliseconds?: number;
  /** At most so many questions a second. */
  readonly perSecond?: number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly steady: () => number;
  readonly signal?: AbortSignal;
}

/** What was asked about one address: its name, or null when it has none or nobody answered. */
export interface ReverseName {
  readonly address: string;
  readonly name: string | null;
  /** Whether a name server answered at all. */
  readonly answered: boolean;
}

const NO_ANSWER = ['ETIMEOUT', 'ECONNREFUSED', 'ESERVFAIL', 'ECANCELLED', 'EREFUSED'];

/** Addresses that may be asked about: public ones, internal ones only when that is wanted, nothing else. */
export const resolvable = (addresses: readonly string[], internal: boolean): readonly string[] =>
  addresses.filter((address) => {
    const range = specialRange(address);
    return range === 'public' || (internal && range !== undefined && INTERNAL_RANGES.includes(range));
  });

/**
 * Asks for the names of addresses, one after the other with at most `perSecond` questions
 * begun in a second, each given up after `timeoutMilliseconds`.
 * @throws UsageError when the name server is no address.
 */
export const reverseNames = async (
  addresses: readonly string[],
  options: ReverseOptions,
): Promise<readonly ReverseName[]> => {
  const { timeoutMilliseconds = 2000, perSecond = 20, sleep, steady, signal } = options;
  const resolver = new Resolver({ timeout: timeoutMilliseconds, tries: 1 });
  if (options.server !== undefined) useServer(resolver, options.server);
  const answers: Promise<ReverseName>[] = [];
  let next = steady();
  for (const address of resolvable(addresses, options.internal === true)) {
    if (signal?.aborted === true) break;
    const wait = next - steady();
    if (wait > 0) await sleep(wait);
    next = Math.max(next, steady()) + 1000 / perSecond;
    answers.push(ask(resolver, address));
  }
  return Promise.all(answers);
};

const useServer = (resolver: Resolver, server: string): void => {
  try {
    resolver.setServers([server]);
  } catch (cause) {
    throw new UsageError(
      `--dns-server "${server}" is no address; write it like 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53`,
      cause,
    );
  }
};

const NAME = /^(?=.{1,253}$)[A-Za-z0-9_](?:[A-Za-z0-9_-]*)(?:[.][A-Za-z0-9_-]+)*$/;

/** The name under which an address stands in DNS; `Resolver.reverse` would not tell silence from absence. */
const arpaName = (address: string): string => {
  const number = addressNumber(address);
  if (number?.family === 4) return `${dottedText(number.value).split('.').reverse().join('.')}.in-addr.arpa`;
  const digits = (number?.value ?? 0n).toString(16).padStart(32, '0');
  return `${[...digits].reverse().join('.')}.ip6.arpa`;
};

const ask = async (resolver: Resolver, address: string): Promise<ReverseName> => {
  try {
    const names = await resolver.resolvePtr(arpaName(address));
    // Whoever owns the address chooses the name: what is no host name is not kept.
    const name = names.map((item) => item.replace(/[.]$/, '')).find((item) => NAME.test(item));
    return { address, name: name ?? null, answered: true };
  } catch (error) {
    const { code = '' } = error as { readonly code?: string };
    return { address, name: null, answered: !NO_ANSWER.includes(code) };
  }
};
