import type { Aftermath } from './aftermath.ts';
import type { Campaign } from './campaign.ts';
import { inspectTarget } from './inspect.ts';
import type { AttackFamily } from './patterns/pattern.ts';
import type { SentRequests } from './sent.ts';
import { isGood, pathOf } from './sizes.ts';
import type { Usual } from './usual.ts';

/** What beside an answer's size speaks for an attack that worked. */
export interface Sign {
  readonly kind: 'status' | 'told apart' | 'own program' | 'new program';
  readonly path: string;
}

/** Others that a path refuses, or probes that a server refuses, before an answer to an attack stands out. */
const FEWEST_REFUSALS = 3;

/** Attacks that can leave a program behind. */
const PLACING: ReadonlySet<AttackFamily> = new Set([
  'sql-injection',
  'command-injection',
  'file-inclusion',
  'path-traversal',
  'template-injection',
  'lookup-injection',
  'object-injection',
]);
const PROGRAM = /\.(?:php\d?|phtml|pht|aspx?|ashx|jspx?|cgi|pl|py|sh)$/i;

/** At most one sign of each kind. */
export const signsOf = (
  campaign: Campaign,
  usual: Usual,
  aftermath: Aftermath | undefined,
): readonly Sign[] => {
  const answered = campaign.sent.filter(isGood).flatMap(({ target }) => (target === null ? [] : [target]));
  const paths = [...new Set(answered.map(pathOf))];
  const first = (kind: Sign['kind'], candidates: readonly string[]): readonly Sign[] =>
    candidates.slice(0, 1).map((path) => ({ kind, path }));
  return [
    ...first(
      'status',
      paths.filter((path) => refusesOthers(usual, path)),
    ),
    ...first('told apart', toldApart(campaign, answered).map(pathOf)),
    ...first('own program', campaign.family === 'command-injection' ? strange(paths, usual) : []),
    ...first('new program', PLACING.has(campaign.family) ? placed(campaign, usual, aftermath) : []),
  ];
};

/** Others meet 401 or 403 here and nothing else. */
const refusesOthers = ({ byPath }: Usual, path: string): boolean => {
  const others = byPath.get(path);
  return others !== undefined && others.answers === 0 && others.refused >= FEWEST_REFUSALS;
};

/** Programs that nobody else was ever given. */
const strange = (paths: readonly string[], { byPath, tellsStrangers }: Usual): readonly string[] =>
  tellsStrangers ? paths.filter((path) => PROGRAM.test(path) && (byPath.get(path)?.answers ?? 0) === 0) : [];

/** A program of its own after attacks that reached one. */
const placed = (campaign: Campaign, usual: Usual, aftermath: Aftermath | undefined): readonly string[] => {
  const reached = campaign.sent.some((sent) => isGood(sent) || (sent.status ?? 0) >= 500);
  return reached && aftermath !== undefined ? strange(aftermath.programs, usual) : [];
};

/**
 * Answered probes whose path is the attack, where the server refuses others of them: it has
 * what they asked for. One that answers everything alike tells nothing.
 */
const toldApart = (campaign: Campaign, answered: readonly string[]): readonly string[] => {
  if (campaign.family !== 'exposure-probe' && campaign.family !== 'path-traversal') return [];
  const isInPath = (target: string): boolean =>
    inspectTarget(pathOf(target)).some(({ pattern }) => pattern.family === campaign.family);
  const isRefused = ({ status, target }: SentRequests): boolean =>
    status !== null && status >= 400 && status < 500 && target !== null && isInPath(target);
  const refused = new Set(campaign.sent.filter(isRefused).map(({ target }) => target)).size;
  return refused >= FEWEST_REFUSALS ? answered.filter(isInPath) : [];
};
