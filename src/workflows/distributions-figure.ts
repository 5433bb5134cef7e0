import type { Figure } from '../charts/figure.ts';
import { loginDistributions } from '../simulators/login/distributions.ts';
import { writePlot } from './plot.ts';

const figure = (): Figure => ({
  title: 'What the login simulator draws from',
  subtitle: 'densities; the Poisson distribution has a probability for each whole number instead',
  columns: 2,
  panelHeight: 220,
  panels: loginDistributions().map(({ title, name, unit, kind, points }) => ({
    kind: kind === 'mass' ? 'bar' : 'line',
    title: `${title}: ${name}`,
    xName: unit,
    yName: kind === 'mass' ? 'probability' : 'density',
    rows: points.map(({ x, y }) => ({ x: kind === 'mass' ? String(x) : x, y })),
  })),
});

/**
 * Draws the distributions of the login simulator to an SVG or PNG file.
 * @throws UsageError for another ending, InputError when it cannot be written
 */
export const writeDistributions = (file: string): Promise<void> => writePlot(file, figure());
