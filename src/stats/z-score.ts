/**
 * Distance from a center in spreads. With a spread of 0 it is null: nothing can be
 * said in units of nothing, and the caller decides by a rule of its own.
 * @example zScore(12, 10, 2) // 1
 */
export const zScore = (value: number, center: number, spread: number): number | null =>
  spread > 0 ? (value - center) / spread : null;
