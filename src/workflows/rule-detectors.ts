import type { Detector } from '../detectors/detector.ts';
import { DETECTORS } from '../detectors/registry.ts';
import { DEFAULT_RULES, ruleDetectors, shippedNames } from './rule-files.ts';

/**
 * What there is to run: built-in detectors, the default rules, the given rule files,
 * and shipped rules that are asked for by name.
 */
export const allDetectors = async (
  rules: readonly string[],
  wanted: readonly string[] = [],
): Promise<readonly Detector[]> => {
  const shipped = await shippedNames();
  const named = wanted.filter((name) => shipped.includes(name));
  return [...DETECTORS, ...(await ruleDetectors([...new Set([...DEFAULT_RULES, ...named, ...rules])]))];
};
