import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blankDocument } from '../../src/charts/document.ts';
import { htmlReport } from '../../src/reporters/html.ts';
import type { Report } from '../../src/schema/report.ts';
import { openBrowser, watchedPage } from '../helpers/browser.ts';
import { chromium } from '../helpers/services.ts';
import { hostileReport } from './hostile-report.ts';
import { hostileStrings } from './hostile-strings.ts';
import { emptyReport, sampleReport } from './sample-report.ts';

const VIEWS = [
  { width: 1280, scheme: 'light' },
  { width: 1280, scheme: 'dark' },
  { width: 390, scheme: 'light' },
  { width: 390, scheme: 'dark' },
] as const;

/** Runs in the page; a text, because the page's own types are not those of the tests. */
const STATE = `({
  pwned: window.__pwned ?? null,
  overflow: document.documentElement.scrollWidth - window.innerWidth,
  scripts: document.scripts.length,
  links: [...document.querySelectorAll('a')].map((a) => a.getAttribute('href')),
  handlers: [...document.querySelectorAll('*')].flatMap((e) => e.getAttributeNames()).filter((n) => n.startsWith('on') || n === 'style'),
  outside: [...document.querySelectorAll('main *, header *')].filter((e) => {
    const box = e.getBoundingClientRect();
    const jump = e.closest('.jump, .skip, thead');
    const inside = e.closest('svg') !== null && e.tagName !== 'svg'; // clipped by its drawing
    return jump === null && !inside && box.width > 0 && (box.right > window.innerWidth + 1 || box.left < -1);
  }).map((e) => e.tagName + '.' + e.getAttribute('class')).slice(0, 5),
})`;

interface State {
  readonly pwned: unknown;
  readonly overflow: number;
  readonly scripts: number;
  readonly links: readonly string[];
  readonly handlers: readonly string[];
  readonly outside: readonly string[];
}

const expectHarmless = (state: State, text = ''): void => {
  const context = JSON.stringify(text.slice(0, 60));
  expect(state.pwned, context).toBeNull();
  expect(state.outside, context).toEqual([]);
  expect(state.overflow, context).toBeLessThanOrEqual(0);
  expect(state.scripts, context).toBe(0);
  expect(state.handlers, context).toEqual([]);
  const foreign = state.links.filter(
    (link) => !/^(#[a-z0-9-]+|https:\/\/attack\.mitre\.org\/techniques\/T\d{4}\/(\d{3}\/)?)$/.test(link),
  );
  expect(foreign).toEqual([]);
};

const NOTHING = { console: [], dialogs: [], requests: [], violations: [], errors: [] };

describe.skipIf(chromium.missing !== undefined)(
  `The report in a browser${chromium.missing === undefined ? '' : ` (skipped: ${chromium.missing})`}`,
  () => {
    let browser: Browser;
    let folder: string;
    beforeAll(async () => {
      browser = await openBrowser();
      folder = mkdtempSync(join(tmpdir(), 'logfence-report-'));
    });
    afterAll(async () => {
      await browser.close();
      rmSync(folder, { recursive: true });
    });

    const opened = async (name: string, report: Report, view: (typeof VIEWS)[number]) => {
      const file = join(folder, `${name}.html`);
      writeFileSync(file, htmlReport(report, blankDocument()));
      const { page, misdeeds, context } = await watchedPage(browser, view);
      await page.goto(pathToFileURL(file).href);
      return { page, misdeeds, context };
    };

    for (const view of VIEWS) {
      it(`fits, runs nothing and asks for nothing at ${view.width} pixels in ${view.scheme}`, async () => {
        for (const [name, report] of [
          ['sample', sampleReport],
          ['empty', emptyReport],
        ] as const) {
          const { page, misdeeds, context } = await opened(name, report, view);
          expectHarmless(await page.evaluate(STATE));
          expect(misdeeds).toEqual(NOTHING);
          await context.close();
        }
      });

      // A scheme moves nothing: each once, and each width once.
      if ((view.width === 390) === (view.scheme === 'light')) continue;
      it(`shows a hostile string in every field harmlessly at ${view.width} pixels in ${view.scheme}`, async () => {
        for (let start = 0; start < hostileStrings.length; start += 50) {
          let index = start;
          const next = (): string => hostileStrings[index++ % hostileStrings.length] ?? '';
          const report = hostileReport(next, { keepTimes: true, report: sampleReport });
          const { page, misdeeds, context } = await opened(`hostile-${start}`, report, view);
          await page.mouse.move(view.width / 2, 400);
          await page.keyboard.press('Tab');
          expectHarmless(await page.evaluate(STATE));
          expect(misdeeds).toEqual(NOTHING);
          await context.close();
        }
      });
    }

    it('shows every one of 500 hostile strings in all fields at once without running or breaking anything', async () => {
      expect(new Set(hostileStrings).size).toBe(500);
      const { page, misdeeds, context } = await watchedPage(browser, { width: 390, scheme: 'light' });
      const file = join(folder, 'one.html');
      for (const text of hostileStrings) {
        writeFileSync(
          file,
          htmlReport(
            hostileReport(() => text),
            blankDocument(),
          ),
        );
        await page.goto(pathToFileURL(file).href);
        expectHarmless(await page.evaluate(STATE), text);
      }
      expect(misdeeds).toEqual(NOTHING);
      await context.close();
    });

    it('uses the colours of the scheme that the reader prefers, and white on paper', async () => {
      const background = async (scheme: 'light' | 'dark', media: 'screen' | 'print'): Promise<string> => {
        const { page, context } = await opened('scheme', sampleReport, { width: 1280, scheme } as never);
        await page.emulateMedia({ media, colorScheme: scheme });
        const colour = await page.evaluate('getComputedStyle(document.body).backgroundColor');
        await context.close();
        return String(colour);
      };
      expect(await background('light', 'screen')).toBe('rgb(243, 245, 248)');
      expect(await background('dark', 'screen')).toBe('rgb(12, 17, 22)');
      expect(await background('dark', 'print')).toBe('rgb(255, 255, 255)');
    });

    it('leads from a bar of the timeline to its finding', async () => {
      const { page, context } = await opened('links', sampleReport, VIEWS[0]);
      await page.click('.desk a[href="#finding-3"] text');
      expect(page.url()).toMatch(/#finding-3$/);
      const top = await page.evaluate("document.querySelector('#finding-3').getBoundingClientRect().top");
      expect(Number(top)).toBeLessThan(900);
      await context.close();
    });

    it('is blocked by its own policy from running a script that is forced into it', async () => {
      const file = join(folder, 'forced.html');
      const page = htmlReport(sampleReport, blankDocument());
      writeFileSync(
        file,
        page.replace(
          '</body>',
          '<script>window.__pwned=1</script><img src=x onerror="window.__pwned=2"></body>',
        ),
      );
      const watched = await watchedPage(browser, VIEWS[0]);
      await watched.page.goto(pathToFileURL(file).href);
      expect(await watched.page.evaluate('window.__pwned ?? null')).toBeNull();
      expect(watched.misdeeds.violations.some((what) => what.startsWith('script-src'))).toBe(true);
      await watched.context.close();
    });
  },
);
