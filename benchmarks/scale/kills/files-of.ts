import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** SHA-256 of every file of a folder, also of hidden and temporary ones, by path. */
export async function filesOf(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, string>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(
      relative(folder, path),
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    );
  }
  return files;
}

/** What distinguishes two folders. */
export interface Difference {
  readonly missing: readonly string[];
  readonly further: readonly string[];
  readonly changed: readonly string[];
}

export function differenceOf(
  found: ReadonlyMap<string, string>,
  expected: ReadonlyMap<string, string>,
): Difference {
  return {
    missing: [...expected.keys()].filter((path) => !found.has(path)),
    further: [...found.keys()].filter((path) => !expected.has(path)),
    changed: [...found].flatMap(([path, hash]) =>
      expected.has(path) && expected.get(path) !== hash ? [path] : [],
    ),
  };
}
