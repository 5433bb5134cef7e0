import { numberSetting, type typedSettings } from '../number-setting.ts';

export const BEACONS_SETTINGS = Object.freeze([
  numberSetting(
    'minimumContacts',
    'contacts',
    [8, 24, 100_000],
    'Contacts of two ends that make an interval',
  ),
  numberSetting(
    'minimumScore',
    'share',
    [0.5, 0.8, 1],
    'Mean of the sub-scores from which a contact is a beacon',
  ),
  numberSetting(
    'minimumInterval',
    'seconds',
    [1, 2, 3_600],
    'Contacts closer than this to the one before belong to it',
  ),
  numberSetting(
    'minimumHours',
    'hours',
    [0.1, 3, 8_760],
    'From the first to the last contact; what lasts shorter is one visit',
  ),
  numberSetting(
    'commonShare',
    'share',
    [0.01, 0.25, 1],
    'Share of all sources from which a destination is everybody’s',
  ),
  numberSetting(
    'failedShare',
    'share',
    [0.5, 0.95, 1],
    'Share of connections known to have failed from which two ends never met',
  ),
]);

export type BeaconsSettings = ReturnType<typeof typedSettings<typeof BEACONS_SETTINGS>>;
