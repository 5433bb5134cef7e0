import { parseHTML } from 'linkedom';
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { markdownCode, markdownDigest, markdownText } from '../../src/reporters/markdown.ts';
import { hostileReport } from './hostile-report.ts';
import { hostileStrings } from './hostile-strings.ts';
import { emptyReport, sampleReport } from './sample-report.ts';

/** The digest as a GitHub-flavoured parser sees it. */
const parsed = (markdown: string) =>
  parseHTML(`<html><body>${marked.parse(markdown, { gfm: true, async: false })}</body></html>`).document;

const tagsOf = (document: ReturnType<typeof parsed>): readonly string[] =>
  [...document.querySelectorAll('body *')].map((element) => element.tagName.toLowerCase());

const tablesOf = (document: ReturnType<typeof parsed>): readonly (readonly number[])[] =>
  [...document.querySelectorAll('table')].map((table) =>
    [...table.querySelectorAll('tr')].map((row) => row.querySelectorAll('th, td').length),
  );

describe('The Markdown digest', () => {
  it('opens with the accounting, then the summary, then the findings', async () => {
    const digest = markdownDigest(sampleReport);
    const places = [
      '# 6 findings',
      '## Accounting',
      '104,230',
      'Of 104,230 lines',
      '## Entities',
      '## Findings',
      '### 1\\.',
    ].map((text) => digest.indexOf(text));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual([...places].sort((left, right) => left - right));
    await expect(digest).toMatchFileSnapshot('golden/digest.md');
  });

  it('says that an empty log is empty', () => {
    expect(markdownDigest(emptyReport)).toContain('The log is empty: there is not one line to look at.');
  });

  it('keeps its tables and holds no foreign element, whatever the texts are', () => {
    const benign = parsed(markdownDigest(hostileReport(() => 'x', { keepTimes: true })));
    const allowed = new Set(tagsOf(benign));
    for (const text of hostileStrings) {
      const document = parsed(markdownDigest(hostileReport(() => text, { keepTimes: true })));
      const context = JSON.stringify(text.slice(0, 60));
      expect(tablesOf(document), context).toEqual(tablesOf(benign));
      expect(
        tagsOf(document).filter((tag) => !allowed.has(tag)),
        context,
      ).toEqual([]);
      expect(document.querySelectorAll('a, img, script').length, context).toBe(0);
    }
  });

  it('stays short for huge texts', () => {
    const digest = markdownDigest(hostileReport(() => '<'.repeat(100_000), { keepTimes: true }));
    expect(digest.length).toBeLessThan(120_000);
  });
});

describe('Text inside Markdown', () => {
  it('comes out of a parser as it went in, made visible', () => {
    for (const text of [
      'a|b',
      '`a`',
      '<b>',
      '**a**',
      '[a](b)',
      'a\\|b',
      '# a',
      '- a',
      '1. a',
      'a_b_c',
      '$a$',
      '&amp;',
      '~~a~~',
    ]) {
      const paragraph = parsed(`x\n\n${markdownText(text)}`).querySelectorAll('p')[1];
      expect(paragraph?.textContent, text).toBe(text);
    }
  });

  it('comes out of a code span as it went in, bars in tables included', () => {
    for (const text of ['a', '`', '``', ' ` ', 'a`b``c', '<b>', '&amp;', '\\', 'a|b']) {
      const code = parsed(`| h |\n| --- |\n| ${markdownCode(text, { inTable: true })} |`).querySelector(
        'td code',
      );
      expect(code?.textContent.trim(), text).toBe(text.trim());
    }
  });

  it('spells out what cannot be shown', () => {
    expect(markdownText('a\u001b[31m\u202eb\nc')).toBe('a\\\\x1b\\[31m\\\\u202eb\\\\nc');
  });
});
