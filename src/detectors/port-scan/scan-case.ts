import type { JudgeContext } from '../detector.ts';
import type { PeerFence } from '../peer-fence.ts';
import type { DecidedWalk } from './first-contacts.ts';
import type { ScanKind } from './scan-kind.ts';
import type { ScanStretch } from './scan-stretch.ts';
import type { PortScanSettings } from './settings.ts';

export interface ScanCase {
  /** Everything from the first to the last scan of the address. */
  readonly stretch: ScanStretch;
  /** Its largest scan, which says how fast it was. */
  readonly main: ScanStretch;
  /** The kinds of its scans, the main one first. */
  readonly kinds: readonly ScanKind[];
  readonly walk: DecidedWalk | undefined;
  readonly peers: PeerFence | undefined;
  readonly settings: PortScanSettings;
  readonly context: JudgeContext;
}
