import { createHash } from 'node:crypto';
import { InputError } from '../kernel/errors.ts';
import { addressNumber } from './address.ts';
import { userFile } from './look-up-file.ts';
import { PrefixTable } from './prefix-table.ts';

/** Lists of what is known to be bad, of one or more files. Each answer names the indicator and its list. */
export interface Indicators {
  readonly version: string;
  readonly size: number;
  matchAddress(address: string): string | undefined;
  /** The domain itself, or one that it lies under. */
  matchDomain(domain: string): string | undefined;
  /** An agent that holds the indicator, in any case of letters. */
  matchAgent(agent: string): string | undefined;
}

const DOMAIN =
  /^(?=.{1,253}$)(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}_])?[.])+[\p{L}][\p{L}\p{N}-]{0,62}$/u;
const PREFIXED = /^(address|domain|agent):\s*(.+)$/i;

type Kind = 'address' | 'domain' | 'agent';

interface Lists {
  readonly blocks: PrefixTable<string>;
  readonly domains: Map<string, string>;
  readonly agents: Map<string, string>;
}

/**
 * Reads indicator files: one entry a line, `#` begins a comment. An address or CIDR block
 * and a domain are known by their look; an agent is written `agent: text`. What follows an
 * entry after a comma or `#` is its description.
 * @throws InputError that names file and line of what is none of these.
 */
export const readIndicators = (paths: readonly string[]): Indicators => {
  const lists: Lists = { blocks: new PrefixTable(), domains: new Map(), agents: new Map() };
  const hash = createHash('sha256');
  for (const path of paths) {
    const bytes = userFile(path, 'indicator file');
    hash.update(path).update(bytes);
    const list = path.replace(/^.*[/\\]/, '').replace(/[.][A-Za-z0-9]{1,5}$/, '');
    const lines = bytes
      .toString('utf8')
      .replace(/^\u{feff}/u, '')
      .split(/\r?\n/);
    for (const [index, line] of lines.entries()) addLine(lists, line, list, `${path} line ${index + 1}`);
  }
  const { blocks, domains, agents } = lists;
  return {
    version: hash.digest('hex').slice(0, 16),
    size: blocks.size + domains.size + agents.size,
    matchAddress: (address) => {
      const number = addressNumber(address);
      return number === undefined ? undefined : blocks.find(number);
    },
    matchDomain: (domain) => {
      const labels = domain
        .toLowerCase()
        .replace(/[.]$/, '')
        .replace(/:[0-9]+$/, '')
        .split('.');
      for (let from = 0; from < labels.length; from += 1) {
        const found = domains.get(labels.slice(from).join('.'));
        if (found !== undefined) return found;
      }
      return undefined;
    },
    matchAgent: (agent) => {
      const lower = agent.toLowerCase();
      for (const [text, name] of agents) if (lower.includes(text)) return name;
      return undefined;
    },
  };
};

const addLine = (lists: Lists, line: string, list: string, where: string): void => {
  const text = line.replace(/(?:^|\s)#.*$/, '').trim();
  if (text === '') return;
  const prefixed = PREFIXED.exec(text);
  const kind = prefixed?.[1]?.toLowerCase() as Kind | undefined;
  const rest = prefixed?.[2] ?? text;
  // Descriptions follow a comma; an agent may hold commas itself.
  const entry = (kind === 'agent' ? rest : (rest.split(/[,;\t]/, 1)[0] ?? '')).trim();
  const name = `${list}: ${entry}`;
  // Lists that are passed around write addresses and domains so that nobody clicks on them.
  const armed = entry.replaceAll('[.]', '.').replace(/^hxxps?:\/\//i, '');
  if (kind === 'agent') lists.agents.set(entry.toLowerCase(), name);
  else if (kind !== 'domain' && lists.blocks.add(armed, name)) return;
  else if (kind !== 'address' && DOMAIN.test(armed)) lists.domains.set(armed.toLowerCase(), name);
  else {
    throw new InputError(
      `${where}: "${entry.slice(0, 60)}" is neither address, CIDR block nor domain; write agents as agent: TEXT`,
    );
  }
};
