import { createHash } from 'node:crypto';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { blankDocument } from '../../src/charts/document.ts';
import { attackAddress } from '../../src/reporters/html/attack.ts';
import { BUDGET_BYTES } from '../../src/reporters/html/budget.ts';
import { html, logText } from '../../src/reporters/html/markup.ts';
import { htmlReport } from '../../src/reporters/html.ts';
import { CRITICALITY_PART } from '../../src/schema/finding.ts';
import type { Report } from '../../src/schema/report.ts';
import { emptyReport, joined, sampleReport } from './sample-report.ts';

const page = (report: Report): string => htmlReport(report, blankDocument());

const smallFindings = [0, 3].flatMap((index) =>
  sampleReport.findings.slice(index, index + 1).map((entry, position) => ({
    ...entry,
    rank: position + 1,
    activity: null,
    samples: entry.samples.slice(0, 1),
  })),
);

/** Two findings and a day: small enough to be read as a golden file. */
const smallReport: Report = {
  ...sampleReport,
  timeline: { bucketSeconds: 3600, buckets: (sampleReport.timeline?.buckets ?? []).slice(0, 24) },
  findings: smallFindings,
  findingsTotal: 2,
  entities: joined(smallFindings),
  entitiesTotal: 2,
  topValues: sampleReport.topValues.slice(0, 2),
};

describe('The report page', () => {
  it('is the golden page for a small report', async () => {
    await expect(page(smallReport)).toMatchFileSnapshot('golden/report.html');
  });

  it('gives the same bytes for the same report', () => {
    expect(page(sampleReport)).toBe(page(sampleReport));
  });

  it('puts accounting first, then summary, timeline, findings, values, rejects and settings', () => {
    const { document } = parseHTML(page(sampleReport));
    const ids = [...document.querySelectorAll('section[id], article[id="finding-1"]')].map((each) => each.id);
    expect(ids).toEqual([
      'accounting',
      'summary',
      'events',
      'entities',
      'other-entities',
      'findings',
      'finding-1',
      'values',
      'rejects',
      'settings',
    ]);
  });

  it('joins the findings of an entity, and leads from it to each of them', () => {
    const findings = sampleReport.findings.map((entry) => ({
      ...entry,
      finding: {
        ...entry.finding,
        entity: { field: 'source.ip', value: entry.rank === 3 ? '<b>' : '203.0.113.77' },
        about: { 'asset.name': 'shop', 'asset.criticality': 'critical' },
        evidence: {
          ...entry.finding.evidence,
          score: [...entry.finding.evidence.score, { name: CRITICALITY_PART, value: 12.5 }],
        },
      },
    }));
    const entities = joined(findings);
    const { document } = parseHTML(
      page({ ...sampleReport, findings, entities, entitiesTotal: entities.length }),
    );
    const cards = [...document.querySelectorAll('.entity-card')];
    expect(cards.map((card) => card.querySelectorAll('.of a').length)).toEqual([5, 1]);
    expect(cards[0]?.textContent).toContain('shop · criticality critical');
    expect(cards[0]?.textContent).toContain('+12.5 by criticality');
    expect(cards[0]?.textContent).toContain('the most severe of 3');
    expect(cards[1]?.querySelector('h3')?.textContent).toBe('source.ip <b>');
    const linked = [...document.querySelectorAll('.entity-card .of a')].map((link) =>
      link.getAttribute('href'),
    );
    expect(new Set(linked).size).toBe(6);
    for (const target of linked) expect(document.querySelector(String(target))).not.toBeNull();
    expect(document.querySelectorAll('article.finding').length).toBe(6);
  });

  it('shows each finding with picture, evidence, samples, filter and next commands', () => {
    const { document } = parseHTML(page(sampleReport));
    for (const { rank, finding } of sampleReport.findings) {
      const article = document.querySelector(`#finding-${rank}`);
      expect(article?.querySelectorAll('.picture svg').length).toBeGreaterThan(0);
      expect(article?.querySelectorAll('.evidence tbody tr').length).toBe(finding.evidence.metrics.length);
      expect(article?.querySelectorAll('.lines li').length).toBeGreaterThan(0);
      expect(article?.querySelector('.filter')?.textContent).toBe(finding.filter);
      expect([...(article?.querySelectorAll('.command') ?? [])].map((each) => each.textContent)).toEqual(
        finding.next,
      );
    }
  });

  it('names each drawing for those who cannot see it', () => {
    const { document } = parseHTML(page(sampleReport));
    const drawings = [...document.querySelectorAll('figure svg')];
    expect(drawings.length).toBeGreaterThan(10);
    for (const drawing of drawings) {
      expect(drawing.getAttribute('aria-label')?.length).toBeGreaterThan(20);
      expect(drawing.querySelector('title')?.textContent.length).toBeGreaterThan(3);
    }
  });

  it('allows by its policy its own style alone and nothing else', () => {
    const text = page(sampleReport);
    const style = /<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1]?.replaceAll('&#39;', "'");
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`,
    );
    expect(text.match(/<style/g)).toHaveLength(1);
  });

  it('says that an empty log is empty and is still a page', () => {
    const { document } = parseHTML(page(emptyReport));
    expect(document.querySelector('h1')?.textContent).toBe('Nothing to analyse in empty.log');
    expect(document.querySelector('#summary')?.textContent).toContain('not one line');
    expect(document.querySelector('#accounting table')?.textContent).toContain('empty.log');
  });

  it('draws the evidence beside its fences when a detector gave no picture', () => {
    const entry = sampleReport.findings[4];
    expect(entry?.picture).toBeNull();
    const { document } = parseHTML(page(sampleReport));
    expect(document.querySelector('#finding-5 .picture figcaption')?.textContent).toContain(
      'Values beside their fences',
    );
  });

  it('links techniques to ATT&CK and nothing else', () => {
    expect(attackAddress('T1595.003')).toBe('https://attack.mitre.org/techniques/T1595/003/');
    expect(attackAddress('T1046')).toBe('https://attack.mitre.org/techniques/T1046/');
    for (const id of ['T1', 'T1046/../x', 'javascript:1', 'T1046.1', ' T1046', 'T10466']) {
      expect(attackAddress(id), id).toBeNull();
    }
  });

  it('stays under 3 MB however many findings there are and whatever they say', () => {
    const worst = '\u202e&'.repeat(5_000);
    const [first] = sampleReport.findings;
    if (first === undefined) throw new Error('the sample has no finding');
    const finding = {
      ...first.finding,
      title: worst,
      explanation: worst,
      filter: worst,
      next: [worst, worst],
    };
    const samples = first.samples.map((sample) => ({ ...sample, path: worst, text: worst }));
    const findings = Array.from({ length: 500 }, (_, index) => ({
      ...first,
      rank: index + 1,
      finding,
      samples,
    }));
    const text = page({
      ...sampleReport,
      findings,
      findingsTotal: 123_456,
      notes: Array.from({ length: 50 }, () => worst),
      inputs: Array.from(
        { length: 200 },
        () => ({ ...sampleReport.inputs[0], path: worst, notes: [worst, worst] }) as never,
      ),
      inputsTotal: 5000,
      rejects: Array.from(
        { length: 20 },
        () => ({ ...sampleReport.rejects[0], path: worst, text: worst }) as never,
      ),
    });
    expect(Buffer.byteLength(text)).toBeLessThan(3_000_000);
    expect(Object.values(BUDGET_BYTES).reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(2_800_000);
    const { document } = parseHTML(text);
    expect(document.querySelector('#other-findings')?.textContent).toContain(
      'less severe than these not listed',
    );
  });
});

describe('The escaper of the page', () => {
  it('escapes every character that could end text or an attribute', () => {
    expect(html`<b title="${`"'<>&\``}">${'<i>'}</b>`.html).toBe(
      '<b title="&quot;&#39;&lt;&gt;&amp;&#96;">&lt;i&gt;</b>',
    );
  });

  it('splices markup and lists of it, and leaves out what is absent', () => {
    const items = ['a', '<'].map((text) => html`<i>${text}</i>`);
    expect(html`${items}${null}${undefined}${false}${0}`.html).toBe('<i>a</i><i>&lt;</i>0');
  });

  it('makes control, bidi and lone surrogate characters visible in log text', () => {
    expect(logText('a\u0000\u202eb\ud800').html).toBe(
      'a<span class="esc">\\x00\\u202e</span>b<span class="esc">\\ud800</span>',
    );
  });

  it('cuts long log text, says how much is missing, and cuts no pair in two', () => {
    expect(logText('abcdef', 4).html).toBe('abcd<span class="cut">… 2 more</span>');
    expect(logText('abc\u{1f600}def', 4).html).toBe('abc<span class="cut">… 5 more</span>');
  });
});
