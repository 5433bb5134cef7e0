import { eventsCommand } from '../detectors/next-commands.ts';
import { filterAll, filterFor } from '../filter/format.ts';
import { median } from '../stats/median.ts';
import type { NextStep } from './evaluation.ts';
import { detectionsOf, type MatchedFinding } from './match-findings.ts';
import type { ResolvedAttack } from './resolve-labels.ts';

/** What matched findings say of the attacks, and what to look at next. */
export const attackView = (attacks: readonly ResolvedAttack[], matched: readonly MatchedFinding[]) => {
  const detections = detectionsOf(attacks, matched);
  const detected = new Set(detections.map(({ attack }) => attack));
  const delays = detections.flatMap(({ secondsToDetection }) => secondsToDetection ?? []);
  const wrong = matched.filter(({ isTrue }) => !isTrue);
  return {
    findings: matched.length,
    trueFindings: matched.length - wrong.length,
    attacks: attacks.length,
    detectedAttacks: detections.length,
    detections,
    medianSecondsToDetection: median(delays),
    missed: attacks.filter(({ attack }) => !detected.has(attack.id)).map(missedStep),
    falseFindings: wrong.map(({ finding, lines }) => ({
      id: finding.id,
      title: finding.title,
      events: lines.size,
      next: finding.next[0] ?? eventsCommand(finding.filter),
    })),
  };
};

const missedStep = (item: ResolvedAttack): NextStep => ({
  id: item.attack.id,
  title: item.attack.name,
  events: item.lines.size,
  next: eventsCommand(attackFilter(item)),
});

const MOST_VALUES = 20;

/** A filter for people: who and when, else the first labelled lines. */
const attackFilter = ({ attack, lines, start, end }: ResolvedAttack): string => {
  const conditions: string[] = [];
  if (!attack.variedAddresses && attack.entities.length > 0) {
    const values = attack.entities.slice(0, MOST_VALUES).map(({ field, value }) => filterFor(field, value));
    conditions.push(values.join(' or '));
  }
  // Logs that keep whole seconds write an event before its labelled start.
  if (start !== null) conditions.push(`@timestamp >= "${start.slice(0, 19)}Z"`);
  if (end !== null) conditions.push(`@timestamp <= "${end}"`);
  if (conditions.length > 0) return filterAll(conditions);
  const numbers = [...new Set(lines.bounds)].slice(0, MOST_VALUES);
  return numbers.length === 0
    ? 'not log.line : *'
    : numbers.map((line) => filterFor('log.line', line)).join(' or ');
};
