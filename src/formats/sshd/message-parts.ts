import type { Alternative, PatternPart } from '../definition.ts';

export const USER: PatternPart = { name: 'user', exact: '[^\\n]*?' };
/** Names that guessers try may hold anything, even " from 192.0.2.1 port 1": the last such text is sshd's own. */
export const LAST_USER: PatternPart = { name: 'user', exact: '[^\\n]*' };
export const IP: PatternPart = { name: 'ip', exact: '[0-9A-Fa-f:.]+(?:%[A-Za-z0-9]+)?' };
/** An address, or a name where the server looks names up. */
export const HOST: PatternPart = { name: 'ip', exact: '[^ ]+' };
export const PORT: PatternPart = { name: 'port', exact: '[0-9]{1,5}' };
export const TAIL: PatternPart = { name: 'tail', exact: '(?:[: \\[(,][^\\n]*)?' };
export const REST: PatternPart = { name: 'tail', exact: '[^\\n]*' };
/** A port that is not always written. */
export const PORT_MAYBE: readonly PatternPart[] = [
  { name: '_port', exact: '(?: port )?' },
  { name: 'port', exact: '[0-9]{0,5}' },
];

export type Outcome = Readonly<Record<string, string>>;
export const SUCCESS: Outcome = { action: 'login', outcome: 'success' };
export const failure = (reason: string): Outcome => ({ action: 'login', outcome: 'failure', reason });

export const shape = (set: Outcome, ...parts: readonly PatternPart[]): Alternative => ({ parts, set });
