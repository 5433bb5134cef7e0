import type { Finding } from '../schema/finding.ts';
import { attackView } from './attack-view.ts';
import { chooseUnit } from './choose-unit.ts';
import { intervalsOf, ratesOf } from './confusion.ts';
import type { Evaluation, EvaluationRequest, MethodEvaluation } from './evaluation.ts';
import { type LineSet, unionOfLines } from './line-set.ts';
import { openLogLines } from './log-lines.ts';
import { type FindingLines, matchFinding } from './match-findings.ts';
import { type Judged, openJudged, resolveTruth } from './resolve-labels.ts';
import type { Unit } from './units.ts';

const DEFAULT_WINDOW_SECONDS = 3600;
const DEFAULT_OVERLAP = 0.5;

/**
 * Compares findings with labels.
 * @throws UsageError when the truth does not allow what is asked; EngineError; InterruptedError
 */
export const evaluate = async (request: EvaluationRequest): Promise<Evaluation> => {
  const { store, dataset, truth, overlap = DEFAULT_OVERLAP } = request;
  const judged = await openJudged(store, await openLogLines(store, dataset, request.where, request.signal));
  const { attacks, notes } = await resolveTruth(judged, truth);
  const unit = await chooseUnit(judged, attacks, {
    ...request,
    overlap,
    windowSeconds: request.windowSeconds ?? DEFAULT_WINDOW_SECONDS,
  });
  const attackedLines = unionOfLines(attacks.map((attack) => attack.lines));
  const rows: MethodEvaluation[] = [];
  const known = new Map<string, LineSet>();
  const remarks: string[] = [...notes, ...emptyClasses(unit)];
  for (const { name, findings } of request.methods) {
    const ours = findings.filter((finding) => finding.dataset === dataset.name);
    const own = await withLines(judged, ours, known);
    const matched = own.map((item) => matchFinding(item, attacks, attackedLines, overlap));
    const { notes: countNotes, flagged, ...counts } = unit.count(own);
    remarks.push(...countNotes.map((note) => `${name}: ${note}`));
    rows.push({
      method: name,
      flagged,
      ...counts,
      ...ratesOf(counts),
      intervals: intervalsOf(counts, request.confidence),
      ...attackView(attacks, matched),
    });
  }
  return {
    by: unit.by,
    definitions: [
      unit.definition,
      `a finding is true when at least ${overlap} of its events are attacked ones; an attack is detected when a true finding shows one of its events`,
    ],
    population: unit.population,
    positives: unit.positives,
    rows,
    notes: [...new Set(remarks)],
  };
};

const emptyClasses = ({ population, positives, by }: Unit): string[] => {
  const things = { entity: 'entities', event: 'events', window: 'windows' }[by];
  if (population === 0) return [`there are no ${things} to judge; every rate is null`];
  if (positives === 0)
    return [`the truth labels none of the ${population} ${things}; recall, FNR and F1 say nothing here`];
  if (positives === population)
    return [`the truth labels all ${population} ${things}; FPR says nothing here`];
  return [];
};

/** The events of each finding; a filter is asked for once, whatever the methods. */
const withLines = async (
  judged: Judged,
  findings: readonly Finding[],
  known: Map<string, LineSet>,
): Promise<FindingLines[]> => {
  const result: FindingLines[] = [];
  for (const finding of findings) {
    const lines = known.get(finding.filter) ?? (await judged.lines.select(finding.filter)).lines;
    known.set(finding.filter, lines);
    result.push({ finding, lines });
  }
  return result;
};
