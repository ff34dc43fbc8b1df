import { invalidFile } from '@csm/base';
import type { ObjectStore, StoreCall } from '../stores/object-store.js';
import { storeKeys } from '../stores/store-keys.js';
import type { Plan } from './plan.js';

const REMEDY = 'give the store that this plan was made with';

/** @throws unless the store holds this plan, so that results of two plans never mix. */
export async function claimStore(
  caller: string,
  plan: Plan,
  store: ObjectStore,
  options: StoreCall,
): Promise<void> {
  const bytes = await store.get(storeKeys.plan, options);
  if (!bytes) {
    throw invalidFile(
      `${caller}: expected the store of plan ${short(plan.id)}; ${store.name} has no ${storeKeys.plan}; ${REMEDY}.`,
    );
  }
  const id = idOf(bytes);
  if (id === plan.id) return;
  throw invalidFile(
    `${caller}: expected the store of plan ${short(plan.id)}; ${store.name} holds ${id === undefined ? `a damaged ${storeKeys.plan}` : `plan ${short(id)}`}; ${REMEDY}.`,
  );
}

const short = (id: string) => id.slice(0, 12);

function idOf(bytes: Uint8Array): string | undefined {
  try {
    const { id } = JSON.parse(new TextDecoder().decode(bytes)) as Partial<Plan>;
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}
