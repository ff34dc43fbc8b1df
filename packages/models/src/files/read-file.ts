import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { invalidFile, likeness } from '@csm/base';

/** Reads a file of a saved model. @throws if it does not exist or cannot be read. */
export async function readExisting(caller: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw invalidFile(
      `${caller}: expected the files of a saved model; ${file} ${what}; check that ${dirname(file)} is the ` +
        'folder that the model was saved to.',
      { cause },
    );
  }
}

/** Reads JSON. The error distinguishes an absent file, an HTML page and a Git LFS pointer from broken JSON. */
export async function readJson(caller: string, file: string): Promise<unknown> {
  const contents = await readExisting(caller, file);
  try {
    return JSON.parse(contents.toString('utf8'));
  } catch (cause) {
    throw invalidFile(
      `${caller}: expected JSON; ${file} ${butIs(contents, 'is not valid JSON; copy or save it again')}.`,
      { cause },
    );
  }
}

/**
 * Describes a file that is not as expected, and what to do: `is an HTML page; download the file again`.
 * @param otherwise the text if the file is of no known kind.
 */
export function butIs(contents: Uint8Array, otherwise: string): string {
  const like = likeness(contents);
  return like ? `is ${like.what}; ${like.remedy}` : otherwise;
}

/** Whether a value that was read from JSON is an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
