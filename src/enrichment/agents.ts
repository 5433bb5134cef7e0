import type { Facts } from '../schema/facts.ts';
import { packageFile, packageVersionOf } from './look-up-file.ts';

const PACKAGE = 'crawler-user-agents';

/** Names that attack and scanning tools give themselves, in any case of letters. */
const SCANNERS =
  /sqlmap|nikto|nmap|masscan|zgrab|gobuster|feroxbuster|dirbuster|\bffuf\b|fuzz faster u fool|wfuzz|wpscan|nuclei|acunetix|nessus|openvas|qualys|netsparker|invicti|arachni|w3af|skipfish|havij|jorgee|muieblackcat|zmeu|morfeus|whatweb|joomscan|commix|burp ?suite|zaproxy|owasp zap|censysinspect|shodan|l9explore|leakix|internetmeasurement|expanse, a palo alto|projectdiscovery|httpx - open-source|thc-hydra|medusa\/|metasploit|dirsearch|vega\/|paros\/|webinspect|appscan|blexbot-sec|netsystemsresearch|fasthttp-scan|zmap|xpanse|odin; /i;

interface KnownAgent {
  readonly pattern: RegExp;
  readonly kind: 'scanner' | 'tool' | 'bot';
}

interface AgentEntry {
  readonly pattern: string;
  readonly tags?: readonly string[];
}

const TOOLS = ['http-library', 'browser-automation'];

const kindOf = (tags: readonly string[] = []): KnownAgent['kind'] => {
  if (tags.includes('scanner')) return 'scanner';
  return tags.some((tag) => TOOLS.includes(tag)) ? 'tool' : 'bot';
};

let agents: readonly KnownAgent[] | undefined;

const knownAgents = (): readonly KnownAgent[] => {
  const entries = JSON.parse(
    packageFile(PACKAGE, 'crawler-user-agents.json').toString('utf8'),
  ) as AgentEntry[];
  return entries.flatMap(({ pattern, tags }) => {
    try {
      return [{ pattern: new RegExp(pattern), kind: kindOf(tags) }];
    } catch {
      // A pattern of another language: the other ones still hold.
      return [];
    }
  });
};

/** Version of the list of agents. */
export const agentsVersion = (): string => `${packageVersionOf(PACKAGE)} 1`;

/** No agent that says who it is does so later than here. */
const LOOKED_AT = 1000;

/**
 * Whether a user agent says that it is a scanner, a tool or a bot, and which.
 * @example agentFacts('curl/8.5.0') // { kind: 'tool', bot: 'curl' }
 */
export const agentFacts = (agent: string): Facts => {
  const text = agent.slice(0, LOOKED_AT);
  const scanner = SCANNERS.exec(text);
  if (scanner !== null) return { kind: 'scanner', bot: plainName(scanner[0]) };
  agents ??= knownAgents();
  for (const { pattern, kind } of agents) {
    const match = pattern.exec(text);
    if (match !== null) return { kind, bot: plainName(match[0]) };
  }
  return {};
};

/** The part of the agent that gave it away, without what stands around a name. */
const plainName = (matched: string): string =>
  matched.replace(/^[\s;(+]+|[\s;:)/-]+$/g, '').slice(0, 60) || matched;
