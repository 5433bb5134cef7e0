import { UsageError } from '../kernel/errors.ts';
import type { Finding } from '../schema/finding.ts';
import type { Confusion, Rates } from './confusion.ts';
import { averagePrecision, rocArea } from './curves.ts';
import { evaluate } from './evaluate.ts';
import type { EvaluationRequest, MethodEvaluation } from './evaluation.ts';

export interface SweepRequest extends Omit<EvaluationRequest, 'methods'> {
  /** What is swept, for people and for the settings written back: `request-errors.minimumMissing`, `severity`. */
  readonly setting: string;
  readonly thresholds: readonly number[];
  /** The findings at one threshold. */
  run(threshold: number): Promise<readonly Finding[]>;
}

export interface SweepPoint extends Confusion, Rates {
  readonly threshold: number;
  readonly flagged: number;
  readonly attacks: number;
  readonly detectedAttacks: number;
  readonly findings: number;
  readonly trueFindings: number;
}

/** What thresholds do, in order of the thresholds. */
export interface Sweep {
  readonly setting: string;
  readonly points: readonly SweepPoint[];
  /** Area under the ROC curve from (0,0) over the points to (1,1); null where a rate is. */
  readonly rocArea: number | null;
  readonly averagePrecision: number | null;
  readonly definitions: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Evaluates a detector at each threshold.
 * @throws UsageError when no threshold is given or evaluation is refused
 */
export const sweep = async ({ setting, thresholds, run, ...request }: SweepRequest): Promise<Sweep> => {
  const values = [...new Set(thresholds)].sort((left, right) => left - right);
  if (values.length === 0) throw new UsageError(`no threshold of ${setting} to try`);
  const methods: { name: string; findings: readonly Finding[] }[] = [];
  for (const value of values) methods.push({ name: String(value), findings: await run(value) });
  const { rows, definitions, notes } = await evaluate({ ...request, methods });
  const points = rows.map((row, index) => pointOf(values[index] as number, row));
  return {
    setting,
    points,
    rocArea: rocArea(points),
    averagePrecision: averagePrecision(points),
    definitions,
    notes: [...new Set(notes.map((note) => note.replace(/^[-0-9.e+]+: /, '')))],
  };
};

const pointOf = (threshold: number, row: MethodEvaluation): SweepPoint => {
  const { flagged, tp, fp, tn, fn, FPR, FDR, FNR, FOR, precision, recall, f1, mcc } = row;
  const { attacks, detectedAttacks, findings, trueFindings } = row;
  return {
    threshold,
    ...{ flagged, tp, fp, tn, fn, FPR, FDR, FNR, FOR, precision, recall, f1, mcc },
    ...{ attacks, detectedAttacks, findings, trueFindings },
  };
};

/** Sweeps the least severity that counts over findings made once: every severity among them is tried. */
export const sweepSeverity = async (
  request: Omit<EvaluationRequest, 'methods'>,
  findings: readonly Finding[],
): Promise<Sweep> => {
  const severities = findings.map((finding) => finding.severity);
  return sweep({
    ...request,
    setting: 'severity',
    thresholds: severities.length === 0 ? [0] : severities,
    run: async (least) => findings.filter((finding) => finding.severity >= least),
  });
};
