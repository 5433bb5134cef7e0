import { numberSetting, type typedSettings } from '../number-setting.ts';

export const PORT_SCAN_SETTINGS = Object.freeze([
  numberSetting('windowSeconds', 'seconds', [60, 3_600, 86_400], 'Width of a window'),
  numberSetting(
    'gapSeconds',
    'seconds',
    [0, 21_600, 2_592_000],
    'Windows with attempts at most this far apart are one finding',
  ),
  numberSetting(
    'minimumHosts',
    'hosts',
    [3, 10, 100_000],
    'Hosts asked for one port, or pinged, that make a horizontal scan',
  ),
  numberSetting('minimumPorts', 'ports', [3, 10, 65_535], 'Ports of one host that make a vertical scan'),
  numberSetting(
    'minimumTargets',
    'targets',
    [4, 20, 1_000_000],
    'Pairs of host and port that make a block scan',
  ),
  numberSetting(
    'slowTargetsPerHour',
    'targets an hour',
    [0.1, 30, 3_600],
    'A scan that asks for fewer is a slow one',
  ),
]);

export type PortScanSettings = ReturnType<typeof typedSettings<typeof PORT_SCAN_SETTINGS>>;
