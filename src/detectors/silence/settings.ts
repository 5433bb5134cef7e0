import type { SettingValues } from '../../schema/settings.ts';
import { numberSetting, typedSettings } from '../number-setting.ts';

export const SILENCE_SETTINGS = Object.freeze([
  numberSetting('windowSeconds', 's', [10, 300, 86_400], 'Length of the windows in which events are counted'),
  numberSetting(
    'falsePerWeek',
    'a week',
    [0.0001, 0.1, 10],
    'How often a pause may be taken for a silence by chance, per source',
  ),
  numberSetting(
    'missedBeats',
    'beats',
    [1, 2, 100],
    'Beats in a row that a regular source must have missed before it is silent',
  ),
  numberSetting('minimumSeconds', 's', [1, 15, 86_400], 'Shorter pauses are never told'),
] as const);

export type SilenceSettings = Readonly<Record<(typeof SILENCE_SETTINGS)[number]['name'], number>>;

export const silenceSettings = (values: SettingValues): SilenceSettings =>
  typedSettings(SILENCE_SETTINGS, values);
