import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { qualityPage } from './page.mjs';
import { measuredPart, pageOf, withMeasured } from './detector-pages.mjs';
import { DETECTORS } from '../../dist/detectors/registry.js';

const path = (name) => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));

/** The rule files that run by default beside the built-in detectors. */
const RULES = ['login-many-failures', 'login-many-users'];

/** Every page of a detector with the names it stands for. */
const detectorPages = () => {
  const pages = new Map();
  for (const name of [...DETECTORS.map((detector) => detector.name), ...RULES])
    pages.set(pageOf(name), [...(pages.get(pageOf(name)) ?? []), name]);
  return [...pages].map(([page, names]) => ({ file: path(`detectors/${page}.md`), page, names }));
};

/** What docs/quality.md and each detector's page should be, by file. */
const wantedPages = (quality) => [
  { file: path('quality.md'), text: qualityPage(quality) },
  ...detectorPages().flatMap(({ file, names }) => {
    const text = existsSync(file)
      ? withMeasured(readFileSync(file, 'utf8'), measuredPart(quality, names))
      : undefined;
    return text === undefined ? [] : [{ file, text }];
  }),
];

export const writePages = (quality) => {
  for (const { file, text } of wantedPages(quality)) writeFileSync(file, text);
};
