import type { Truth } from '../../src/schema/truth.ts';
import type { SimulationOptions, Simulator } from '../../src/simulators/simulator.ts';

/** Runs a simulator to its end. */
export const collect = (
  simulator: Simulator,
  options: Partial<SimulationOptions> = {},
): { readonly text: string; readonly lines: readonly string[]; readonly truth: Truth } => {
  const run = simulator.simulate({ seed: 7, start: '2026-03-02', days: 2, ...options });
  let text = '';
  let step = run.next();
  for (; step.done !== true; step = run.next()) text += step.value;
  return { text, lines: text.split('\n').slice(0, -1), truth: step.value };
};
