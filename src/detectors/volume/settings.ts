import { numberSetting } from '../number-setting.ts';
import type { SettingValues } from '../../schema/settings.ts';
import { typedSettings } from '../number-setting.ts';
import { DEFAULT_QUIET, DEFAULT_THRESHOLD } from './series-monitor.ts';

export const VOLUME_SETTINGS = Object.freeze([
  numberSetting(
    'windowSeconds',
    's',
    [10, 300, 86_400],
    'Length of the windows in which everything and sources are counted',
  ),
  numberSetting(
    'surprise',
    'powers of ten',
    [0.5, DEFAULT_THRESHOLD, 10],
    'Mean surprise of the five looks from which a series has an alarm',
  ),
  numberSetting(
    'quietWindows',
    'windows',
    [1, DEFAULT_QUIET, 10_000],
    'Windows after an alarm of a series in which only a score twice as high makes another',
  ),
  numberSetting(
    'minimumBurst',
    'events',
    [2, 50, 1_000_000],
    'Events of one address in an hour from which there can be a burst',
  ),
  numberSetting(
    'burstDistance',
    'spreads',
    [1, 6, 100],
    'Distance of the logarithm of an hour from what is usual, in spreads, from which it is a burst',
  ),
] as const);

export type VolumeSettings = Readonly<Record<(typeof VOLUME_SETTINGS)[number]['name'], number>>;

export const volumeSettings = (values: SettingValues): VolumeSettings =>
  typedSettings(VOLUME_SETTINGS, values);
