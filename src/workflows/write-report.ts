import type { Report } from '../schema/report.ts';
import { writeWhole } from './write-whole.ts';

/** A report as one HTML page. Loads what draws only when a page is asked for. */
const reportPage = async (report: Report): Promise<string> => {
  const { htmlReport } = await import('../reporters/html.ts');
  const { blankDocument } = await import('../charts/document.ts');
  return htmlReport(report, blankDocument());
};

/** A report as a Markdown digest. */
const reportDigest = async (report: Report): Promise<string> => {
  const { markdownDigest } = await import('../reporters/markdown.ts');
  return markdownDigest(report);
};

/** Writes the page and the digest of a report to the places that were asked for. */
export const writeReport = async (
  report: Report,
  places: { readonly page?: string; readonly digest?: string },
): Promise<void> => {
  if (places.page !== undefined) await writeWhole(places.page, await reportPage(report));
  if (places.digest !== undefined) await writeWhole(places.digest, await reportDigest(report));
};
