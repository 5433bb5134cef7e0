import type { AttackFamily } from './patterns/pattern.ts';

interface FamilyWords {
  /** What was done, and the name of it. */
  readonly did: string;
  readonly what: string;
  /** Points of severity a single request of it makes. */
  readonly points: number;
}

export const FAMILIES: Readonly<Record<AttackFamily, FamilyWords>> = Object.freeze({
  'sql-injection': { did: 'sent SQL injection', what: 'SQL injection', points: 24 },
  'cross-site-scripting': {
    did: 'sent cross-site scripting (XSS)',
    what: 'cross-site scripting (XSS)',
    points: 22,
  },
  'path-traversal': { did: 'sent path traversal', what: 'path traversal', points: 22 },
  'file-inclusion': { did: 'sent file inclusion', what: 'file inclusion', points: 24 },
  'command-injection': { did: 'sent command injection', what: 'command injection', points: 26 },
  'template-injection': { did: 'sent template injection', what: 'template injection', points: 24 },
  'lookup-injection': {
    did: 'sent look-up injection (Log4Shell)',
    what: 'look-up injection (Log4Shell)',
    points: 30,
  },
  'directory-injection': {
    did: 'sent LDAP or XPath injection',
    what: 'LDAP or XPath injection',
    points: 22,
  },
  'request-forgery': {
    did: 'sent request forgery or disguised redirects',
    what: 'request forgery or disguised redirects',
    points: 22,
  },
  'object-injection': {
    did: 'sent object or header injection',
    what: 'object or header injection',
    points: 22,
  },
  'exposure-probe': {
    did: 'asked for web shells and secrets',
    what: 'web shells and secrets',
    points: 12,
  },
  'scanner-agent': { did: 'called itself a scanner', what: 'the agent of a scanner', points: 20 },
  'odd-request': {
    did: 'sent odd methods or overlong targets',
    what: 'odd methods or overlong targets',
    points: 8,
  },
});
