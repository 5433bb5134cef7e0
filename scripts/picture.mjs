// Makes the README's picture: the demo's report as Chromium shows it. Run by hand (npm run picture)
// when the report has changed, and commit the result. LOGFENCE_TEST_CHROMIUM names another Chromium.
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { shrinkPng } from './shrink-png.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const report = join(root, 'demo/report.html');
const picture = join(root, 'docs/images/report.png');
const browserPath = process.env.LOGFENCE_TEST_CHROMIUM ?? '/usr/bin/chromium';
const WIDTH = 1240;
/** GitHub shows the picture beside text; a bigger file makes the page slow. */
const MOST_BYTES = 300_000;

if (!existsSync(report)) {
  console.error('demo/report.html is missing; run npm run demo first');
  process.exit(2);
}
const browser = await chromium.launch({
  executablePath: browserPath,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
try {
  const page = await browser.newPage({
    viewport: { width: WIDTH, height: 900 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  await page.goto(pathToFileURL(report).href);
  // Down to the first entities: accounting, timeline, and who stands out.
  const bottom = await page.evaluate(() => {
    const card = [...document.querySelectorAll('.entity-card')].slice(0, 4).at(-1);
    return Math.ceil((card ?? document.body).getBoundingClientRect().bottom + 24);
  });
  const png = await page.screenshot({
    fullPage: true,
    clip: { x: 0, y: 0, width: WIDTH, height: Math.min(bottom, 2400) },
  });
  mkdirSync(dirname(picture), { recursive: true });
  writeFileSync(picture, shrinkPng(png));
} finally {
  await browser.close();
}
const { size } = statSync(picture);
console.log(`docs/images/report.png: ${Math.round(size / 1000)} kB`);
if (size > MOST_BYTES) {
  console.error(`the picture is larger than ${MOST_BYTES / 1000} kB; show less of the page`);
  process.exit(1);
}
