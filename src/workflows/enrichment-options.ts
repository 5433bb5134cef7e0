import { clientBehind } from '../enrichment/client-address.ts';
import { type Knowledge, openKnowledge } from '../enrichment/knowledge.ts';
import type { ClientRule } from '../ingest/behind-proxies.ts';
import { UsageError } from '../kernel/errors.ts';

/** What is to be known about addresses beyond the log. */
export interface EnrichmentOptions {
  /** Field that holds the addresses a proxy forwarded, such as those of X-Forwarded-For. */
  readonly clientIp?: string;
  /** Addresses and CIDR blocks of proxies whose word is taken for it. */
  readonly trustedProxies?: readonly string[];
  /** Names file: owner, role and criticality by address, block or host. */
  readonly names?: string;
  /** Indicator files. */
  readonly indicators?: readonly string[];
  /** MMDB files, for cities and coordinates. */
  readonly databases?: readonly string[];
  /** Asks name servers for the names of public addresses. The only thing here that uses a network. */
  readonly resolveNames?: boolean;
  /** Asks about private addresses, too. */
  readonly resolveInternal?: boolean;
  /** Name server to ask instead of the system's own. */
  readonly dnsServer?: string;
}

/** The built-in look-up data and the files of the options. */
export const knowledgeOf = ({ names, indicators, databases }: EnrichmentOptions = {}): Knowledge =>
  openKnowledge({
    ...(names === undefined ? {} : { names }),
    ...(indicators === undefined ? {} : { indicators }),
    ...(databases === undefined ? {} : { databases }),
  });

/**
 * The rule that finds clients behind proxies; undefined when none is wanted.
 * @throws UsageError when one of its two options is missing, or nothing is read.
 */
export const clientRuleOf = (
  { clientIp, trustedProxies }: EnrichmentOptions = {},
  reads: boolean,
): ClientRule | undefined => {
  if (clientIp === undefined && trustedProxies === undefined) return undefined;
  if (clientIp === undefined)
    throw new UsageError('--trusted-proxies needs --client-ip FIELD: where the forwarded address stands');
  if (trustedProxies === undefined) {
    throw new UsageError(
      '--client-ip needs --trusted-proxies CIDR: anyone can forge a forwarded address, so say whose word counts',
    );
  }
  if (!reads)
    throw new UsageError(
      '--client-ip works while inputs are read; name the inputs, with --again if they are stored',
    );
  return { field: clientIp, client: clientBehind(trustedProxies) };
};
