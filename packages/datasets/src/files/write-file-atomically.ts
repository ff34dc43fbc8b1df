import { rename, rm, writeFile } from 'node:fs/promises';

/**
 * Makes a file under a temporary name beside its place and renames it when it is whole, so that nobody ever sees half of
 * it. What was there stays until then, and after an error. `make` gets the temporary path.
 */
export async function makeFileAtomically(
  path: string,
  make: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  try {
    await make(temporary);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Writes a text so. */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  await makeFileAtomically(path, (temporary) => writeFile(temporary, text));
}
