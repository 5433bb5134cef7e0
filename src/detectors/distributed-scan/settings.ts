import { numberSetting, type typedSettings } from '../number-setting.ts';

export const DISTRIBUTED_SCAN_SETTINGS = Object.freeze([
  numberSetting('windowSeconds', 'seconds', [60, 3_600, 86_400], 'Width of a window'),
  numberSetting(
    'slowWindowSeconds',
    'seconds',
    [3_600, 86_400, 2_592_000],
    'Width of a window for slow ones, which need twice as many targets',
  ),
  numberSetting('minimumSources', 'sources', [3, 10, 100_000], 'Addresses that share a scan'),
  numberSetting('minimumPorts', 'ports', [3, 20, 65_535], 'Ports of one host that they ask for'),
  numberSetting('minimumHosts', 'hosts', [3, 20, 100_000], 'Hosts that they ask for one port'),
  numberSetting(
    'mostPerSource',
    'targets',
    [1, 9, 1_000],
    'Targets of one address in the log; whoever has more is a scanner of its own',
  ),
]);

export type DistributedScanSettings = ReturnType<typeof typedSettings<typeof DISTRIBUTED_SCAN_SETTINGS>>;
