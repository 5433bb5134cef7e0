import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runDetectors } from '../../src/detectors/run.ts';
import type { Finding } from '../../src/schema/finding.ts';
import { openDuckdbStore } from '../../src/store/duckdb.ts';
import { eventsOfFindings } from '../helpers/finding-checks.ts';
import { fileSource, loadSources } from '../helpers/log-source.ts';
import { readShared, sharedDataMissing, sharedPath } from '../helpers/shared-data.ts';

const FOLDER = 'data/crowdsec-hub';

/** Which finding answers a scenario: its detector, and what its title says. */
const FAMILIES: readonly (readonly [RegExp, string, RegExp])[] = [
  [/http-sqli/, 'web-attacks', /SQL injection/],
  [/http-xss/, 'web-attacks', /XSS/],
  [/http-path-traversal/, 'web-attacks', /path traversal/],
  [/http-bad-user-agent/, 'web-attacks', /called itself a scanner/],
  [/http-probing/, 'request-errors', /different missing or refused paths/],
  [/iptables-scan-multi_ports/, 'port-scan', /vertical scan/],
  [/suricata/, 'sensor-alerts', /alert/],
  [/ssh-bf/, 'login-guessing', /failed logins as 6 user names$/],
  [/ssh-slow-bf/, 'login-guessing', /22 failed logins as "hadoop", none succeeded/],
];

interface Alert {
  readonly address: string;
  readonly scenario: string;
}

const expectedAlerts = (folder: string): readonly Alert[] => {
  const text = readShared(`${FOLDER}/${folder}/scenario.assert`);
  const addresses = new Map(
    [...text.matchAll(/"([^"]+)" in results\[(\d+)\]/g)].map(([, address = '', at]) => [at, address]),
  );
  return [...text.matchAll(/results\[(\d+)\]\.Overflow\.Alert\.GetScenario\(\) == "([^"]+)"/g)].map(
    ([, at, scenario = '']) => ({ address: addresses.get(at) ?? '', scenario }),
  );
};

const answers = ({ address, scenario }: Alert, finding: Finding): boolean =>
  finding.entity.value === address &&
  FAMILIES.some(
    ([name, detector, title]) =>
      name.test(scenario) && finding.detector === detector && title.test(finding.title),
  );

const present = sharedDataMissing === undefined ? readdirSync(sharedPath(FOLDER)) : [];
const CASES = present.filter((name) => name !== 'LICENSE');
/** Scenarios that are shown by lines alone; the one address in them is the attacker. */
const WITHOUT_ASSERTIONS: Readonly<Record<string, readonly Alert[]>> = {
  'ssh-bf': [{ address: '35.188.49.176', scenario: 'crowdsecurity/ssh-bf' }],
  'ssh-slow-bf': [{ address: '103.100.210.198', scenario: 'crowdsecurity/ssh-slow-bf' }],
};

describe.skipIf(sharedDataMissing !== undefined)('what an independent tool raises alerts about', () => {
  it.each(CASES)('in %s has a finding, and no other address has one', async (folder) => {
    const store = await openDuckdbStore();
    try {
      await loadSources(store, [fileSource(sharedPath(`${FOLDER}/${folder}/${folder}.log`))]);
      const { findings } = await runDetectors(store);
      const alerts = readdirSync(sharedPath(`${FOLDER}/${folder}`)).includes('scenario.assert')
        ? expectedAlerts(folder)
        : (WITHOUT_ASSERTIONS[folder] ?? []);
      const unanswered = alerts.filter((alert) => !findings.some((finding) => answers(alert, finding)));
      expect(unanswered).toEqual([]);
      const known = new Set(alerts.map(({ address }) => address));
      // A scanner that names itself is known by one line.
      const strangers = findings.filter(
        ({ entity, title }) =>
          !known.has(entity.value) && !/called itself a scanner in 1 request/.test(title),
      );
      expect(strangers.map(({ title }) => title)).toEqual([]);
      expect((await eventsOfFindings(store, findings)).size).toBe(findings.length);
    } finally {
      await store.close();
    }
  });
});
