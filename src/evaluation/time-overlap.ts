/** A stretch of time, ISO 8601; a null bound makes it unknown. */
export interface Stretch {
  readonly start: string | null;
  readonly end: string | null;
}

/**
 * The time two stretches share, divided by the shorter one: 1 when one lies inside
 * the other, 0 when they do not touch. A moment without length counts as inside or
 * outside. 0 when a bound is unknown.
 */
export const shareOfTime = (left: Stretch, right: Stretch): number => {
  const bounds = [left.start, left.end, right.start, right.end].map((text) =>
    text === null ? Number.NaN : Date.parse(text),
  ) as [number, number, number, number];
  if (bounds.some(Number.isNaN)) return 0;
  const [leftStart, leftEnd, rightStart, rightEnd] = bounds;
  const shared = Math.min(leftEnd, rightEnd) - Math.max(leftStart, rightStart);
  if (shared < 0) return 0;
  const shorter = Math.min(leftEnd - leftStart, rightEnd - rightStart);
  return shorter <= 0 ? 1 : shared / shorter;
};
