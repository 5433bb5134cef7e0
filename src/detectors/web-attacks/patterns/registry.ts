import { COMMAND_INJECTION } from './command-injection.ts';
import { CROSS_SITE_SCRIPTING } from './cross-site-scripting.ts';
import { OTHER_INJECTIONS } from './other-injections.ts';
import { PATH_TRAVERSAL } from './path-traversal.ts';
import type { AttackPattern } from './pattern.ts';
import { SCANNER_AGENTS } from './scanner-agents.ts';
import { SQL_INJECTION } from './sql-injection.ts';

/** Patterns for paths, names and values of parameters, agents and referrers. */
export const VALUE_PATTERNS: readonly AttackPattern[] = Object.freeze([
  ...SQL_INJECTION,
  ...CROSS_SITE_SCRIPTING,
  ...PATH_TRAVERSAL,
  ...COMMAND_INJECTION,
  ...OTHER_INJECTIONS,
]);

/** Patterns for agents alone. */
export const AGENT_PATTERNS: readonly AttackPattern[] = SCANNER_AGENTS;
