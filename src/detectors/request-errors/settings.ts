import { numberSetting, type typedSettings } from '../number-setting.ts';

export const REQUEST_ERRORS_SETTINGS = Object.freeze([
  numberSetting('windowSeconds', 'seconds', [60, 600, 86_400], 'Width of a window'),
  numberSetting(
    'gapSeconds',
    'seconds',
    [0, 3_600, 604_800],
    'Windows with errors at most this far apart are one finding',
  ),
  numberSetting(
    'minimumMissingPaths',
    'paths',
    [3, 15, 100_000],
    'Different missing or refused paths that make a scan',
  ),
  numberSetting('minimumErrors', 'errors', [5, 30, 1_000_000], 'Errors that make many errors'),
  numberSetting(
    'minimumScanShare',
    'share',
    [0, 0.2, 1],
    'Least share of errors among the requests of a scan',
  ),
  numberSetting(
    'minimumErrorShare',
    'share',
    [0, 0.5, 1],
    'Least share of errors where the failing paths are few',
  ),
]);

export type RequestErrorsSettings = ReturnType<typeof typedSettings<typeof REQUEST_ERRORS_SETTINGS>>;
