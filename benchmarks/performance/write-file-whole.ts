import { mkdir, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Writes beside the file, then renames: whoever reads it finds it whole. */
export async function writeFileWhole(file: URL, content: string | Uint8Array): Promise<void> {
  const path = fileURLToPath(file);
  await mkdir(new URL('.', file), { recursive: true });
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}
