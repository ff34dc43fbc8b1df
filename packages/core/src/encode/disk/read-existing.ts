import { readFile } from 'node:fs/promises';
import { invalidFile, likeness, unreadableFile } from '@csm/base';

/** The bytes of a file; undefined if it does not exist. @throws if it cannot be read. */
export async function readExisting(caller: string, path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadableFile(`${caller}: ${path}`, cause);
  }
}

/** The value in a JSON file; undefined if the file does not exist. @throws if it is not JSON in UTF-8. */
export async function readExistingJson(caller: string, path: string): Promise<unknown> {
  const bytes = await readExisting(caller, path);
  if (bytes === undefined) return undefined;
  const found = likeness(bytes);
  if (found) throw invalidFile(`${caller}: ${path} must be JSON; it is ${found.what}; ${found.remedy}.`);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) ?? null;
  } catch (cause) {
    const reason = (cause as Error).message;
    throw invalidFile(
      `${caller}: ${path} must be JSON; it is damaged: ${reason}; copy the whole folder again, or delete it to encode again.`,
      { cause },
    );
  }
}
