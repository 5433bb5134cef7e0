import type { SettingValues } from '../../schema/settings.ts';
import { numberSetting, typedSettings } from '../number-setting.ts';

export const SILENCE_SETTINGS = Object.freeze([
  numberSetting('windowSeconds', 's', [10, 300, 86_400], 'Length of the windows in which events are counted'),
  numberSetting(
    'pauseFactor',
    'times',
    [1, 2, 100],
    'A pause this many times as long as the longest usual one is a silence',
  ),
  numberSetting(
    'minimumExpected',
    'events',
    [1, 12, 100_000],
    'Events that must have been expected in the pause',
  ),
  numberSetting(
    'historyWindows',
    'windows',
    [10, 48, 100_000],
    'Windows with events before a source can fall silent',
  ),
] as const);

export type SilenceSettings = Readonly<Record<(typeof SILENCE_SETTINGS)[number]['name'], number>>;

export const silenceSettings = (values: SettingValues): SilenceSettings =>
  typedSettings(SILENCE_SETTINGS, values);
