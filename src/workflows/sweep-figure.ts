import type { Figure } from '../charts/figure.ts';
import type { Boundary, Panel, PanelRow } from '../charts/panels/panel.ts';
import { type CurvePoint, precisionRecallCurve, rocCurve } from '../evaluation/curves.ts';
import { writePlot } from './plot.ts';
import type { SweepAnswer } from './sweep.ts';

const areaText = (name: string, area: number | null): string =>
  area === null ? '' : `, ${name} ${area.toFixed(4)}`;

/** Below the least recall the precision is drawn as it is there, so that a single threshold shows, too. */
const fromNoRecall = (points: SweepAnswer['points']): readonly CurvePoint[] => {
  const curve = precisionRecallCurve(points);
  const [first] = curve;
  return first === undefined ? [] : [{ x: 0, y: first.y }, ...curve];
};

/** ROC and precision-recall curves side by side; a line per seed, and that of the sums, where there are several. */
export const sweepFigure = (answer: SweepAnswer): Figure => {
  const { repetitions, setting, chosen } = answer;
  const isRepeated = repetitions.length > 1;
  const rows = (curveOf: (points: SweepAnswer['points']) => readonly CurvePoint[]): readonly PanelRow[] => {
    const all = curveOf(answer.points).map((point) => ({
      ...point,
      ...(isRepeated ? { colour: 'all together' } : {}),
    }));
    if (!isRepeated) return all;
    return [
      ...all,
      ...repetitions.flatMap(({ seed, points }) =>
        curveOf(points).map((point) => ({ ...point, colour: `seed ${seed ?? ''}` })),
      ),
    ];
  };
  const place = (rate: number | null): readonly Boundary[] =>
    chosen === null || rate === null ? [] : [{ kind: 'x', value: rate, label: String(chosen.threshold) }];
  const panels: readonly Panel[] = [
    {
      kind: 'line',
      title: `ROC${areaText('area', answer.rocArea)}`,
      xName: 'false-positive rate',
      yName: 'recall',
      rows: rows(rocCurve),
      boundaries: [{ kind: 'slope', slope: 1, intercept: 0 }, ...place(chosen?.FPR ?? null)],
    },
    {
      kind: 'line',
      title: `Precision and recall${areaText('average precision', answer.averagePrecision)}`,
      xName: 'recall',
      yName: 'precision',
      rows: rows(fromNoRecall),
      boundaries: [...place(chosen?.recall ?? null)],
    },
  ];
  return {
    title: `Thresholds of ${setting}`,
    subtitle: chosen === null ? answer.goal : `${setting} = ${chosen.threshold} gives ${answer.goal}`,
    panels,
    ...(isRepeated ? { colourName: 'log' } : {}),
  };
};

/** @throws UsageError for an ending that is neither .svg nor .png, InputError when it cannot be written */
export const writeSweepFigure = (file: string, answer: SweepAnswer): Promise<void> =>
  writePlot(file, sweepFigure(answer));
