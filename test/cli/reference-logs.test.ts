import { existsSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runCli } from '../helpers/run-cli.ts';
import { sharedDataMissing, sharedPath } from '../helpers/shared-data.ts';

const logsIn = (folder: string): readonly string[] =>
  readdirSync(sharedPath(folder))
    .filter((name) => name.endsWith('.log'))
    .map((name) => sharedPath(`${folder}${name}`));

it.skipIf(sharedDataMissing !== undefined)(
  "every log of other people's tests and of Zeek is read by a format of its own, each line accounted for",
  async () => {
    const hub = readdirSync(sharedPath('data/crowdsec-hub/'))
      .map((name) => sharedPath(`data/crowdsec-hub/${name}/${name}.log`))
      .filter((file) => existsSync(file));
    const files = [...hub, ...logsIn('data/zeek/'), ...logsIn('data/zeek/json/')];
    expect(files.length).toBeGreaterThan(30);
    const { stdout, exitCode } = await runCli(['inputs', ...files, '--year', '2023', '--json', '--quiet']);
    expect(exitCode).toBe(0);
    const accounts = JSON.parse(stdout).inputs.files;
    expect(accounts).toHaveLength(files.length);
    for (const account of accounts) {
      const { path, format, lines, parsed, rejected, skipped, bytes, withoutTime } = account;
      expect(parsed + rejected + skipped, path).toBe(lines);
      expect(account.parsedBytes + account.rejectedBytes + account.skippedBytes, path).toBe(bytes);
      expect(['syslog', 'json', 'csv', 'tsv', 'logfmt', 'zeek-log'], path).not.toContain(format);
      expect(withoutTime, path).toBe(0);
      // One of CrowdSec's lines is no packet, and meant to be refused.
      expect(rejected, path).toBe(path.endsWith('/iptables-logs.log') ? 1 : 0);
    }
  },
);
