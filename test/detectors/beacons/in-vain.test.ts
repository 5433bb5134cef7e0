import { expect, it } from 'vitest';
import { runDetectors } from '../../../src/detectors/run.ts';
import type { Finding } from '../../../src/schema/finding.ts';
import { forEachEngine } from '../../helpers/engines.ts';
import { eventsOfFindings } from '../../helpers/finding-checks.ts';
import { loadSources, textSource } from '../../helpers/log-source.ts';

const START = Date.UTC(2026, 0, 5);
const MONTHS = ['Jan'];

const stamp = (minute: number): string => {
  const time = new Date(START + minute * 60_000);
  const clock = time.toISOString().slice(11, 19);
  return `${MONTHS[time.getUTCMonth()]} ${String(time.getUTCDate()).padStart(2, '0')} 2026 ${clock}`;
};

const denied = (minute: number, source: string): string =>
  `${stamp(minute)} fw7 : %ASA-4-106023: Deny tcp src inside:${source}/${40_000 + minute} dst outside:203.0.113.9/8443 by access-group "inside_in" [0x0, 0x0]`;

const built = (minute: number, source: string, target: string): string =>
  `${stamp(minute)} fw7 : %ASA-6-302013: Built outbound TCP connection ${9_000 + minute} for outside:${target}/8443 (${target}/8443) to inside:${source}/${40_000 + minute} (198.51.100.1/${40_000 + minute})`;

/** Every four minutes for a day. */
const minutes = Array.from({ length: 360 }, (_, index) => index * 4);
const text = `${minutes
  .flatMap((minute) => [
    denied(minute, '10.1.2.3'),
    built(minute + 1, '10.1.2.4', '203.0.113.77'),
    // One that is refused half of the time got through the other half.
    minute % 8 === 0 ? denied(minute + 2, '10.1.2.5') : built(minute + 2, '10.1.2.5', '203.0.113.9'),
  ])
  .join('\n')}\n`;

forEachEngine((engine) => {
  it('ranks regular attempts that never got through below medium, and says so', async () => {
    const store = await engine.open();
    await loadSources(store, [textSource('fw7.log', text)]);
    const { findings } = await runDetectors(store, { detectors: ['beacons'] });
    const of = (address: string): readonly Finding[] =>
      findings.filter(({ entity }) => entity.value === address);
    const [vain] = of('10.1.2.3');
    expect(vain?.severity).toBeLessThan(30);
    expect(vain?.title).toBe('10.1.2.3 tries 203.0.113.9 port 8443 every 4 minutes, in vain');
    expect(vain?.explanation).toContain('none got through');
    expect(vain?.attack).toEqual([]);
    expect(vain?.evidence.score).toContainEqual({ name: 'never got through', value: -40 });
    const [through] = of('10.1.2.4');
    expect(through?.severity).toBeGreaterThanOrEqual(50);
    expect(through?.attack).toContain('T1071');
    expect(of('10.1.2.5').every(({ title }) => !title.includes('in vain'))).toBe(true);
    expect(of('10.1.2.5').length).toBeGreaterThan(0);
    expect((await eventsOfFindings(store, findings)).size).toBe(findings.length);
  });

  it('counts many sources as in vain only together', async () => {
    const store = await engine.open();
    const many = ['10.3.0.1', '10.3.0.2', '10.3.0.3', '10.3.0.4', '10.3.0.5'];
    const lines = minutes.flatMap((minute) => many.map((source) => denied(minute, source)));
    await loadSources(store, [textSource('fw7.log', `${lines.join('\n')}\n`)]);
    const { findings } = await runDetectors(store, { detectors: ['beacons'] });
    expect(findings.map(({ entity }) => entity.value)).toEqual(['203.0.113.9']);
    expect(findings[0]?.title).toContain('in vain');
    expect(findings[0]?.severity).toBeLessThan(30);
  });
});
