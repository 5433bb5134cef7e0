const REASONS: Readonly<Record<string, string>> = Object.freeze({
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is no folder',
  ENOSPC: 'no disk space left',
  EDQUOT: 'the quota of disk space is used up',
  EFBIG: 'it grew beyond what this system lets a file hold',
  EROFS: 'the disk is read-only',
  ENAMETOOLONG: 'the path is too long for this system',
  EMFILE: 'too many files are open; raise the limit with "ulimit -n"',
});

/** Why a file could not be read or written, in words; what is unknown is told as the system tells it. */
export const fileReason = (error: unknown): string => {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return REASONS[code ?? ''] ?? (error instanceof Error ? error.message : String(error));
};
