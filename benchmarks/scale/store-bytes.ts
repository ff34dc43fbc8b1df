import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** The bytes of a store by what they are. */
export interface StoreBytes {
  readonly scores: number;
  readonly maps: number;
  readonly summaries: number;
  readonly manifests: number;
  /** The plan and the lists of ids. */
  readonly plan: number;
  readonly files: number;
}

const KINDS: Readonly<Record<string, Exclude<keyof StoreBytes, 'files'>>> = {
  scores: 'scores',
  'maps.zarr': 'maps',
  summaries: 'summaries',
  shards: 'manifests',
};

export async function storeBytes(folder: string): Promise<StoreBytes> {
  const bytes = { scores: 0, maps: 0, summaries: 0, manifests: 0, plan: 0, files: 0 };
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const [top = ''] = relative(folder, path).split(sep);
    bytes[KINDS[top] ?? 'plan'] += (await stat(path)).size;
    bytes.files++;
  }
  return bytes;
}
