import { invalidArgument } from '@csm/base';
import type { ObjectStore } from '@csm/scale';
import { localStore } from '@csm/scale/node';
import { isUrl } from './store-place.js';

/** Opens the store at a place. */
export function openStore(place: string): ObjectStore {
  if (!isUrl(place)) return localStore(place);
  throw invalidArgument(`csm: expected a folder; got ${place}; this version has no other stores.`);
}
