import { checkPath, invalidFile } from '@csm/base';
import { readLatents } from './latent-files.js';
import type { LatentTable } from './latent-table.js';

/**
 * Loads the latents that `encodeToDisk` wrote. @throws if a file is missing or damaged.
 * @category Save and load
 */
export async function loadLatents(folder: string): Promise<LatentTable> {
  checkPath('loadLatents', 'folder', folder, 'a folder');
  const table = await readLatents('loadLatents', folder, undefined);
  if (table) return table;
  throw invalidFile(
    `loadLatents: expected ids.json and latents.npy in ${folder}, as encodeToDisk writes them; a file is missing; check the ` +
      'folder, or call encodeToDisk to encode the inputs.',
  );
}
