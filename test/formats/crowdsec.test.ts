import { describe, expect, it } from 'vitest';
import { lineParser } from '../../src/formats/compile-javascript.ts';
import { detectFormat } from '../../src/formats/detect.ts';
import { FORMATS } from '../../src/formats/registry.ts';
import { isoToMicros, microsToIso } from '../../src/kernel/time.ts';
import { readShared, sharedDataMissing } from '../helpers/shared-data.ts';

const OPTIONS = { timeZone: 'UTC', newestMicros: isoToMicros('2023-12-31T23:59:59Z') as bigint };

/** Values that CrowdSec's own parsers are held to, by line: under ECS names. */
const EXPECTED_NAMES: Readonly<Record<string, readonly string[]>> = {
  'Meta["source_ip"]': ['source.ip'],
  'Parsed["src_ip"]': ['source.ip'],
  'Parsed["dst_ip"]': ['destination.ip'],
  'Parsed["src_port"]': ['source.port'],
  'Parsed["dst_port"]': ['destination.port'],
  'Meta["target_user"]': ['user.name'],
  'Meta["user"]': ['user.name'],
  'Meta["service"]': ['service.type', 'network.transport'],
  'Meta["machine"]': ['host.hostname', 'observer.hostname'],
  'Parsed["pid"]': ['process.pid'],
  'Parsed["program"]': ['process.name'],
  'Parsed["iface"]': ['observer.ingress.interface.name'],
  'Parsed["int_eth"]': ['observer.ingress.interface.name'],
  'Parsed["rule"]': ['rule.name'],
  'Parsed["timestamp"]': ['@timestamp'],
};

/** Packets of a firewall have no process. */
const OF_HOSTS = new Set(['Parsed["pid"]', 'Parsed["program"]']);

const LOGS = [
  ['sshd-logs', 'sshd', 'crowdsecurity/sshd-logs'],
  ['sshd-success-logs', 'sshd', 'crowdsecurity/sshd-success-logs'],
  ['iptables-logs', 'iptables', 'crowdsecurity/iptables-logs'],
  ['pf-logs', 'pf', 'firewallservices/pf-logs'],
] as const;

interface Expectation {
  readonly line: number;
  readonly key: string;
  readonly value: string;
}

const expectationsOf = (folder: string, parser: string): readonly Expectation[] =>
  readShared(`data/crowdsec-hub/${folder}/parser.assert`)
    .split('\n')
    .flatMap((text) => {
      const match =
        /^results\["s01-parse"\]\["([^"]+)"\]\[([0-9]+)\][.]Evt[.]((?:Meta|Parsed)\["[^"]+"\]) == "(.*)"$/.exec(
          text,
        );
      return match?.[1] === parser
        ? [{ line: Number(match[2]), key: match[3] as string, value: match[4] as string }]
        : [];
    });

/** `Mon dd HH:MM:SS` in the year of the options, or a stamp with offset, as the product writes times. */
const asTime = (stamp: string): string => {
  const plain = isoToMicros(stamp);
  if (plain !== null) return microsToIso(plain);
  return new Date(`${stamp} 2023 UTC`).toISOString().replace('Z', '000Z');
};

describe.skipIf(sharedDataMissing !== undefined)("other people's lines and the values they expect", () => {
  it.each(LOGS)('%s are read as %s with the values of parser.assert', (folder, format, parser) => {
    const lines = readShared(`data/crowdsec-hub/${folder}/${folder}.log`)
      .split('\n')
      .filter((line) => line !== '');
    const found = detectFormat(FORMATS, lines);
    expect(found?.format.name).toBe(format);
    if (found === null) return;
    const parse = lineParser(found.format, found.shape, OPTIONS);
    const documents = lines.map((line) => {
      const parsed = parse(line);
      return parsed.kind === 'event' ? parsed.fields : undefined;
    });
    const known = expectationsOf(folder, parser).filter(
      ({ key, value }) =>
        EXPECTED_NAMES[key] !== undefined && value !== '' && (format === 'sshd' || !OF_HOSTS.has(key)),
    );
    expect(known.length).toBeGreaterThan(lines.length);
    const differing = known.flatMap(({ line, key, value }) => {
      const names = EXPECTED_NAMES[key] as readonly string[];
      const values = names.map((name) => documents[line]?.[name]);
      const texts = values.map((item, index) =>
        names[index] === '@timestamp' && typeof item === 'bigint' ? microsToIso(item) : String(item),
      );
      const wanted = key === 'Parsed["timestamp"]' ? asTime(value) : value;
      return texts.includes(wanted) ? [] : [`${line} ${key} ${wanted}: ${texts.join(', ')}`];
    });
    expect(differing).toEqual([]);
  });

  it('a line that is no packet is refused', () => {
    const lines = readShared('data/crowdsec-hub/iptables-logs/iptables-logs.log').split('\n');
    const found = detectFormat(FORMATS, lines);
    const parse = lineParser(found?.format as never, found?.shape as never, OPTIONS);
    expect(lines.slice(0, 4).map((line) => parse(line).kind)).toEqual([
      'event',
      'event',
      'rejected',
      'event',
    ]);
  });
});
