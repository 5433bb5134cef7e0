import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { InputError } from '../kernel/errors.ts';
import type { Report } from '../schema/report.ts';

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

/**
 * Writes a text whole or not at all: beside its place first, then moved there. The file
 * may hold what a log held, so that only its owner may read it.
 * @throws InputError when the place cannot be written
 */
const writeWhole = async (path: string, text: string | Uint8Array): Promise<void> => {
  const beside = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(beside, text, { flag: 'wx', mode: 0o600 });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`cannot write ${path}: ${reason}; choose another place`, error);
  }
};

/** Writes the page and the digest of a report to the places that were asked for. */
export const writeReport = async (
  report: Report,
  places: { readonly page?: string; readonly digest?: string },
): Promise<void> => {
  if (places.page !== undefined) await writeWhole(places.page, await reportPage(report));
  if (places.digest !== undefined) await writeWhole(places.digest, await reportDigest(report));
};
