import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BLOCKS, fingerprint } from '../fingerprint.js';

/** The fewest blocks of a file: its first and its last have the pages' first bytes and the footer, which says where all pages are. */
const LEAST_BLOCKS = 4;

/**
 * The fingerprint of a Parquet file, or of a folder of them: of their names and the {@link fingerprint} of each, with fewer blocks if there
 * are many. Their footers are part of it.
 */
export async function parquetFingerprint(path: string): Promise<string> {
  if (!(await stat(path)).isDirectory()) return fingerprint(path);
  const all = await readdir(path, { recursive: true });
  const names = all.filter((name) => /\.parquet$/i.test(name)).sort();
  const blocks = Math.max(LEAST_BLOCKS, Math.ceil(BLOCKS / names.length));
  const hash = createHash('sha256');
  for (const name of names) hash.update(`${name}\n${await fingerprint(join(path, name), blocks)}\n`);
  return hash.digest('hex');
}
