/** What the errors of a file system mean, and what to do. */
const MEANINGS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space and run the same command again, which continues',
  EDQUOT: 'the quota of the disk is used up; free some space and run the same command again, which continues',
  EFBIG:
    'the file is larger than the file system or a limit (ulimit -f) allows; write to another disk, or raise the limit',
  EROFS: 'the disk is read-only; choose another place',
  EACCES: 'the file or folder cannot be opened; choose another place, or change its permissions',
  EPERM: 'the file or folder cannot be changed; choose another place, or change its permissions',
  EMFILE: 'too many files are open; raise the limit with ulimit -n',
  ENAMETOOLONG: 'the name is too long for the file system; choose a shorter one',
  EIO: 'the disk reports a read or write error; check it, or use another one',
};

/** What an error of a file system means, and what to do; undefined for any other error. */
export function diskMeaning(error: unknown): string | undefined {
  return error instanceof Error ? MEANINGS[(error as NodeJS.ErrnoException).code ?? ''] : undefined;
}
