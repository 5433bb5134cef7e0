import type { Detector } from '../detectors/detector.ts';
import { DETECTORS } from '../detectors/registry.ts';
import { type AdaptRule, DEFAULT_RULES, ruleDetectors, shippedNames } from './rule-files.ts';

/**
 * What there is to run: built-in detectors, the default rules, the given rule files,
 * and shipped rules that are asked for by name.
 */
export const allDetectors = async (
  rules: readonly string[],
  wanted: readonly string[] = [],
  adapt?: AdaptRule,
): Promise<readonly Detector[]> => {
  const shipped = await shippedNames();
  const named = wanted.filter((name) => shipped.includes(name));
  const files = [...new Set([...DEFAULT_RULES, ...named, ...rules])];
  return [...DETECTORS, ...(await ruleDetectors(files, adapt))];
};
