import { statfs } from 'node:fs/promises';
import { bytesText } from '../kernel/number-text.ts';

/**
 * A remark when a folder's disk has less free space than reading so many bytes of logs
 * needs: staging takes about their own size. Undefined where there is enough, or where
 * neither can be told.
 */
export const spaceRemark = async (folder: string, logBytes: number): Promise<string | undefined> => {
  if (!Number.isFinite(logBytes)) return undefined;
  const facts = await statfs(folder).catch(() => undefined);
  if (facts === undefined) return undefined;
  const free = facts.bavail * facts.bsize;
  if (free >= logBytes) return undefined;
  return `these logs need about ${bytesText(logBytes)} of disk space and ${folder} has ${bytesText(free)} free; free some, or name another place with --store or TMPDIR; if it runs out, nothing that is stored is lost`;
};
