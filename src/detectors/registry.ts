import { agentSwarm } from './agent-swarm/agent-swarm.ts';
import { backscatter } from './backscatter/backscatter.ts';
import { beacons } from './beacons/beacons.ts';
import { brokenLinks } from './broken-links/broken-links.ts';
import type { Detector } from './detector.ts';
import { distributedLogins } from './distributed-logins/distributed-logins.ts';
import { distributedScan } from './distributed-scan/distributed-scan.ts';
import { dnsNames } from './dns-names/dns-names.ts';
import { exfiltration } from './exfiltration/exfiltration.ts';
import { firstSeen } from './first-seen/first-seen.ts';
import { indicators } from './indicators/indicators.ts';
import { loginGuessing } from './login-guessing/login-guessing.ts';
import { overload } from './overload/overload.ts';
import { portScan } from './port-scan/port-scan.ts';
import { rarity } from './rarity/rarity.ts';
import { requestErrors } from './request-errors/request-errors.ts';
import { sensorAlerts } from './sensor-alerts/sensor-alerts.ts';
import { silence } from './silence/silence.ts';
import { volume } from './volume/volume.ts';
import { webAttacks } from './web-attacks/web-attacks.ts';
import { webLogins } from './web-logins/web-logins.ts';

/** Every built-in detector, one line each. Rule files add theirs at run time. */
export const DETECTORS: readonly Detector[] = Object.freeze([
  webAttacks,
  sensorAlerts,
  indicators,
  requestErrors,
  overload,
  agentSwarm,
  brokenLinks,
  portScan,
  distributedScan,
  backscatter,
  beacons,
  exfiltration,
  dnsNames,
  rarity,
  firstSeen,
  volume,
  silence,
  distributedLogins,
  loginGuessing,
  webLogins,
]);
