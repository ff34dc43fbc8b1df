import { writeAtomically } from '@csm/base/node';

/** Writes a text file so that an interrupted run leaves the old file or the new one, never a part of it. */
export function writeText(path: string, text: string): Promise<void> {
  return writeAtomically(path, text);
}
