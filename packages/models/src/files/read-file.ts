import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { invalidFile, type Likeness, likeness, nesting } from '@csm/base';
import { foreignFormat } from './foreign-format.js';

/**
 * Reads a file of a saved model.
 * @param namedBy the file that names this one, for the error.
 * @throws if it does not exist or cannot be read.
 */
export async function readExisting(caller: string, file: string, namedBy?: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    const named = namedBy === undefined ? '' : `, although ${basename(namedBy)} names it`;
    throw invalidFile(
      `${caller}: expected the files of a saved model; ${file} ${what}${named}; check that ${dirname(file)} is the ` +
        'folder that the model was saved to.',
      { cause },
    );
  }
}

/** Reads JSON. The error distinguishes an absent file, an HTML page, a Git LFS pointer and other formats from broken JSON. */
export async function readJson(caller: string, file: string): Promise<unknown> {
  return parseJson(caller, file, await readExisting(caller, file));
}

/** The JSON in a file that was read. @throws as {@link readJson}. */
export function parseJson(caller: string, file: string, contents: Buffer): unknown {
  try {
    const text = contents.toString('utf8');
    const json: unknown = JSON.parse(text);
    if (nesting(text) <= MAX_NESTING) return json;
  } catch (cause) {
    throw invalidFile(
      `${caller}: expected JSON; ${file} ${butIs(contents, 'is not valid JSON; copy or save it again', basename(file))}.`,
      { cause },
    );
  }
  throw invalidFile(
    `${caller}: expected at most ${MAX_NESTING} lists and objects inside each other; ${file} has more; copy or save it again.`,
  );
}

/** No model is nested as deep, and functions that walk through the JSON would overflow the stack. */
const MAX_NESTING = 1000;

/**
 * Describes a file that is not as expected, and what to do: `is an HTML page; download the file again`.
 * @param otherwise the text if the kind of the file is unknown.
 * @param name the name of the file, by which formats of other libraries are recognised.
 */
export function butIs(contents: Uint8Array, otherwise: string, name = ''): string {
  const like: Likeness | undefined = foreignFormat(name, contents) ?? likeness(contents);
  return like ? `is ${like.what}; ${like.remedy}` : otherwise;
}
