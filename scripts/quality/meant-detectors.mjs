// Which detectors are meant for which attack of the simulators. test/bench/meant-detectors.test.ts fails where a simulator
// names an attack that is not here, or a detector here does not exist.

const SCAN = ['port-scan'];
const PROBING = ['web-attacks'];

/** By the attack's name; `simulator/attack` goes before the name alone. */
const MEANT = {
  // it asks for what is not there; its probes need not have the form of an attack
  'vulnerability-scanner': ['request-errors', 'web-attacks'],
  'directory-brute-force': ['request-errors'],
  'sql-injection': PROBING,
  'path-traversal': PROBING,
  'broken-links': ['broken-links'],
  'agent-swarm': ['agent-swarm'],
  overload: ['overload'],
  'volume-spike': ['volume'],
  'silent-sensor': ['silence'],
  // a web log names no user: guessing shows as one client's refusals
  'web/credential-stuffing': ['web-logins', 'request-errors'],
  'web/brute-force-success': ['web-logins', 'request-errors'],
  'web/distributed-brute-force': ['distributed-logins'],
  'web/low-and-slow': ['web-logins', 'request-errors'],
  'zeek-http/credential-stuffing': ['web-logins', 'request-errors'],
  'zeek-http/brute-force-success': ['web-logins', 'request-errors'],
  'zeek-http/distributed-brute-force': ['distributed-logins'],
  'zeek-http/low-and-slow': ['web-logins', 'request-errors'],
  'brute-force': ['login-many-users'],
  'brute-force-success': ['login-many-failures', 'login-guessing'],
  'password-spraying': ['login-many-users'],
  'credential-stuffing': ['login-many-users'],
  'low-and-slow': ['login-guessing'],
  'distributed-brute-force': ['distributed-logins'],
  'horizontal-scan': SCAN,
  'vertical-scan': SCAN,
  'block-scan': SCAN,
  'slow-scan': SCAN,
  'icmp-sweep': SCAN,
  'ping-sweep': SCAN,
  'distributed-scan': ['distributed-scan'],
  backscatter: ['backscatter'],
  beaconing: ['beacons'],
  exfiltration: ['exfiltration'],
  'dns-exfiltration': ['dns-names'],
};

/** The detectors meant for an attack of a simulator, the first the one that must find it; none where nobody wrote it down. */
export const meantFor = (simulator, attack) => MEANT[`${simulator}/${attack}`] ?? MEANT[attack] ?? [];

/** What is told below medium severity on purpose: a fault of our own, or answers to somebody else's attack. */
const CONTEXT = new Set(['broken-links', 'backscatter']);

/** From which severity on an attack counts as found. */
export const leastSeverityOf = (attack, usual) => (CONTEXT.has(attack) ? 1 : usual);

/** Everything written down, to be held against what there is. */
export const MEANT_KEYS = Object.freeze(Object.keys(MEANT));
