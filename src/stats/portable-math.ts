/**
 * Logarithm and exponential made of the four operations alone. JavaScript fixes
 * the rounding of those, but not of Math.log and Math.exp, whose last bit may
 * differ between machines; seeded output must not.
 */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const SQRT_HALF = Math.SQRT1_2;
const LOG_TERMS = 12;
const EXP_TERMS = 14;

/** Natural logarithm of a positive finite number, good to about 1e-15 relative. NaN otherwise. */
export const portableLog = (value: number): number => {
  if (!(value > 0) || value === Number.POSITIVE_INFINITY) return Number.NaN;
  let mantissa = value;
  let exponent = 0;
  while (mantissa >= 2 * SQRT_HALF) {
    const step = mantissa >= 4294967296 ? 32 : 1;
    mantissa /= step === 32 ? 4294967296 : 2;
    exponent += step;
  }
  while (mantissa < SQRT_HALF) {
    const step = mantissa < 1 / 4294967296 ? 32 : 1;
    mantissa *= step === 32 ? 4294967296 : 2;
    exponent -= step;
  }
  // log m = 2 artanh((m-1)/(m+1)), |ratio| <= 0.1716
  const ratio = (mantissa - 1) / (mantissa + 1);
  const square = ratio * ratio;
  let series = 0;
  for (let term = LOG_TERMS; term >= 1; term -= 1) series = 1 / (2 * term - 1) + square * series;
  return exponent * LN2_HIGH + (exponent * LN2_LOW + 2 * ratio * series);
};

/** e to the power of a number in -700..700, good to about 1e-15 relative; clamped outside. */
export const portableExp = (value: number): number => {
  const clamped = Math.min(700, Math.max(-700, value));
  const halvings = Math.round(clamped / (LN2_HIGH + LN2_LOW));
  const rest = clamped - halvings * LN2_HIGH - halvings * LN2_LOW;
  let series = 1;
  for (let term = EXP_TERMS; term >= 1; term -= 1) series = 1 + (rest / term) * series;
  let scale = halvings < 0 ? 0.5 : 2;
  for (let left = Math.abs(halvings); left > 0; left >>= 1) {
    if (left & 1) series *= scale;
    scale *= scale;
  }
  return series;
};
