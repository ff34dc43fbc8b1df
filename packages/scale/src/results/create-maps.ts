import type { Plan } from '../plan/plan.js';
import type { ObjectStore, StoreCall } from '../stores/object-store.js';
import { putOnce } from '../stores/put-once.js';
import { mapArrays } from './maps/map-arrays.js';

/**
 * Puts the metadata of the Zarr group of a plan's maps into a store, unless they are there. A plan without maps has no group.
 * @throws an error with code `ERR_INVALID_FILE` if the store has those of another plan.
 */
export async function createMaps(plan: Plan, store: ObjectStore, options: StoreCall = {}): Promise<void> {
  if (plan.maps.kind === 'none') return;
  const arrays = await mapArrays(plan);
  for (const [key, bytes] of arrays.take()) await putOnce(store, key, bytes, options);
}
