import type { Knowledge } from '../enrichment/knowledge.ts';
import { resolvable, reverseNames } from '../enrichment/reverse-names.ts';
import { type FactStore, keepNames, storedFacts } from '../ingest/learn-facts.ts';
import { countText } from '../kernel/number-text.ts';
import type { Effects } from './effects.ts';
import type { EnrichmentOptions } from './enrichment-options.ts';

/** A name that was asked for is not asked for again so soon. */
const KEPT_MILLISECONDS = 7 * 86_400_000;
/** At twenty questions a second, some 25 seconds. */
const LIMIT = 500;

interface Request {
  readonly store: FactStore;
  readonly knowledge: Knowledge;
  readonly options: EnrichmentOptions;
  readonly effects: Effects;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks for the names of addresses that were not asked for lately, and keeps the answers
 * in `hosts`. Gives one remark for people.
 * @throws UsageError when the name server is no address.
 */
export const resolveNames = async (
  addresses: readonly string[],
  { store, knowledge, options, effects, signal }: Request,
): Promise<string> => {
  const wanted = resolvable([...new Set(addresses)], options.resolveInternal === true);
  const known = await storedFacts(store, 'hosts', wanted);
  const now = effects.now();
  const fresh = (address: string): boolean => {
    const resolved = known.get(address)?.['resolved'];
    return typeof resolved === 'string' && Date.parse(resolved) > now - KEPT_MILLISECONDS;
  };
  const asked = wanted.filter((address) => !fresh(address)).slice(0, LIMIT);
  const answers = await reverseNames(asked, {
    sleep: (milliseconds) => effects.sleep(milliseconds),
    steady: () => effects.steady(),
    ...(options.resolveInternal === true ? { internal: true } : {}),
    ...(options.dnsServer === undefined ? {} : { server: options.dnsServer }),
    ...(signal === undefined ? {} : { signal }),
  });
  const answered = answers.filter((answer) => answer.answered);
  await keepNames(store, answered, knowledge, new Date(now).toISOString());
  const named = answered.filter((answer) => answer.name !== null).length;
  const silent = answers.length - answered.length;
  return [
    `asked for ${countText(asked.length, 'name')} of addresses, ${named} found`,
    ...(silent > 0 ? [`${silent} got no answer from the name server`] : []),
    ...(wanted.length > asked.length ? [`${wanted.length - asked.length} known or left for next time`] : []),
  ].join(', ');
};
