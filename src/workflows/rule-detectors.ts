import type { Detector } from '../detectors/detector.ts';
import { DETECTORS } from '../detectors/registry.ts';
import { type AdaptRule, DEFAULT_RULES, loadRule, ruleDetectors, shippedNames } from './rule-files.ts';

/**
 * What there is to run: built-in detectors, the default rules, the given rule files,
 * and shipped rules that are asked for by name. A given file takes the place of the shipped
 * rule of its name.
 */
export const allDetectors = async (
  rules: readonly string[],
  wanted: readonly string[] = [],
  adapt?: AdaptRule,
): Promise<readonly Detector[]> => {
  const shipped = await shippedNames();
  const own = (await Promise.all(rules.map(loadRule))).map(({ name }) => name);
  const named = [...DEFAULT_RULES, ...wanted.filter((name) => shipped.includes(name))];
  const files = [...new Set([...named.filter((name) => !own.includes(name)), ...rules])];
  return [...DETECTORS, ...(await ruleDetectors(files, adapt))];
};
