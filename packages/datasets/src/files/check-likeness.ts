import { invalidFile, likeness } from '@csm/base';

/**
 * @param text the beginning of a text file.
 * @param expected description of the expected file, with its article: `a table`.
 * @throws if the file is actually something else, such as an HTML page of a failed download or a Git LFS pointer.
 */
export function checkLikeness(where: string, text: string, expected: string): void {
  const found = likeness(new TextEncoder().encode(text.slice(0, LOOKED_AT)));
  if (found) throw invalidFile(`${where}: expected ${expected}; this is ${found.what}; ${found.remedy}.`);
}

const LOOKED_AT = 512;
