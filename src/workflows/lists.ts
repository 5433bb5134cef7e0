import { FORMATS } from '../formats/registry.ts';
import type { Setting } from '../schema/settings.ts';
import { allDetectors } from './rule-detectors.ts';

export interface ListedDetector {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly kind: string;
  readonly settings: readonly Setting[];
}

/** Every detector that `analyze` may run, with its settings. */
export const detectorList = async (): Promise<readonly ListedDetector[]> =>
  (await allDetectors([])).map(({ name, title, summary, kind, settings }) => ({
    name,
    title,
    summary,
    kind,
    settings,
  }));

/** Every format, with one real line. */
export const formatList = (): readonly {
  readonly name: string;
  readonly title: string;
  readonly dataset: string;
  readonly example: string;
}[] => FORMATS.map(({ name, title, dataset, example }) => ({ name, title, dataset, example }));
