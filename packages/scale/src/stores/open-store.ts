import { localStore } from './local/local-store.js';
import type { ObjectStore } from './object-store.js';

/** Opens the store of a plan's `places.store`. */
export async function openStore(place: string): Promise<ObjectStore> {
  return localStore(place);
}
