import { type Coded, checkOptions, invalidFile } from '@csm/base';
import type { ObjectStore, StoreCall } from './object-store.js';

/** How often an object is asked for that the store said exists, and then did not have. */
const ATTEMPTS = 3;

/**
 * Puts an object whose bytes are determined by its key: if the key exists, its bytes must be the same. So interrupted work can simply be
 * done again, also by two workers at the same time.
 *
 * @returns whether it was written; false if the store already had it, with the same bytes.
 * @throws with code `ERR_INVALID_FILE` if the store has other bytes under this key.
 * @category Stores
 */
export async function putOnce(
  store: ObjectStore,
  key: string,
  bytes: Uint8Array,
  options: StoreCall = {},
): Promise<boolean> {
  checkOptions('putOnce', options, { signal: true });
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (await store.putIfAbsent(key, bytes, options)) return true;
    const found = await store.get(key, options);
    if (found === undefined) continue;
    if (equalBytes(found, bytes)) return false;
    throw holdsOther(store, key, found, bytes);
  }
  throw invalidFile(
    `putOnce: expected ${store.name} to return ${key}, which it says exists; it returns nothing; check whether another program deletes from the store.`,
  );
}

/** Whether an error says that the store has other bytes, and not that the store failed. */
export function isOtherBytes(error: unknown): boolean {
  return (error as Partial<OtherBytes> | null)?.reason === OTHER_BYTES;
}

const OTHER_BYTES = 'other bytes';

type OtherBytes = Coded<'ERR_INVALID_FILE'> & { readonly reason: typeof OTHER_BYTES };

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function holdsOther(store: ObjectStore, key: string, found: Uint8Array, bytes: Uint8Array): OtherBytes {
  const difference =
    found.length === bytes.length ? 'other bytes' : `${found.length} bytes instead of ${bytes.length}`;
  const error = invalidFile(
    `putOnce: ${store.name} already holds ${key}, with ${difference}; use an empty store, or the plan, version and data of this one.`,
  );
  return Object.assign(error, { reason: OTHER_BYTES } as const);
}
