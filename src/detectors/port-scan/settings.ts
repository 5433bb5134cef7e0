import type { WalkHypotheses } from '../../stats/threshold-random-walk.ts';
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
    'slowGapSeconds',
    'seconds',
    [0, 86_400, 2_592_000],
    'The same for scans over days, which need twice as many hosts, ports or targets',
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
  numberSetting(
    'theta0',
    'share',
    [0.5, 0.8, 0.999],
    'First contacts of a harmless source that get through (random walk)',
  ),
  numberSetting(
    'theta1',
    'share',
    [0.001, 0.2, 0.499],
    'First contacts of a scanner that get through (random walk)',
  ),
  numberSetting(
    'alpha',
    'share',
    [0.000001, 0.01, 0.2],
    'Harmless sources that the random walk may accuse by mistake',
  ),
  numberSetting('beta', 'share', [0.5, 0.99, 0.999999], 'Scanners that the random walk should recognise'),
]);

export type PortScanSettings = ReturnType<typeof typedSettings<typeof PORT_SCAN_SETTINGS>>;

export const hypothesesOf = ({ theta0, theta1, alpha, beta }: PortScanSettings): WalkHypotheses => ({
  theta0,
  theta1,
  alpha,
  beta,
});
