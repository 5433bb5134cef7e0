/** Microseconds since 1970 as ISO 8601 UTC with six decimals. Years 1 to 9999. */
export const microsToIso = (micros: bigint): string => {
  const million = 1_000_000n;
  const fraction = ((micros % million) + million) % million;
  const seconds = (micros - fraction) / million;
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  return `${whole}.${fraction.toString().padStart(6, '0')}Z`;
};

const ISO = /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,6}))?Z$/;

/** The reverse of `microsToIso`; null for any other text. */
export const isoToMicros = (iso: string): bigint | null => {
  const match = ISO.exec(iso);
  if (match === null) return null;
  const milliseconds = Date.parse(`${iso.slice(0, 19)}Z`);
  if (Number.isNaN(milliseconds)) return null;
  return BigInt(milliseconds) * 1000n + BigInt((match[7] ?? '').padEnd(6, '0'));
};

/** Times outside these years become null: the engines' common range. */
export const MINIMUM_YEAR = 1901;
export const MAXIMUM_YEAR = 2298;
