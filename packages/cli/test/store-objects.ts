import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../src/run/run-record.js';

/** The SHA-256 of the objects of a store by key, without the plan, which says where its store is. */
export async function storeObjects(store: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(store, { recursive: true, withFileTypes: true });
  const keys = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(store.length + 1))
    .filter((key) => key !== 'plan.json')
    .sort();
  const hashed: (readonly [string, string])[] = [];
  for (const key of keys) hashed.push([key, await sha256(join(store, key))]);
  return Object.fromEntries(hashed);
}
