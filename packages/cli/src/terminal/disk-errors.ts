import { diskMeaning } from '@csm/base';

/** An error of the file system in words; undefined for any other error. */
export function diskSentence(error: unknown): string | undefined {
  const meaning = diskMeaning(error);
  if (meaning === undefined) return undefined;
  const { path } = error as NodeJS.ErrnoException;
  return path === undefined ? meaning : `${path}: ${meaning}`;
}
