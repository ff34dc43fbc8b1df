import { invalidArgument } from '@csm/base';
import type { PlanTask } from '../plan/plan-tasks.js';
import type { ObjectStore, StoreCall } from '../stores/object-store.js';
import { isOtherBytes, putOnce } from '../stores/put-once.js';
import { storeKeys } from '../stores/store-keys.js';
import type { ShardJob } from './shard-job.js';

/** Makes the certificate of a concept. @returns 0; undefined if the store has it already. */
export async function runCertificate(
  { concept, name }: PlanTask & { readonly kind: 'certificate' },
  job: ShardJob,
  store: ObjectStore,
  options: StoreCall,
): Promise<0 | undefined> {
  const key = storeKeys.certificate(concept);
  if (await store.has(key, options)) return undefined;
  const text = await job.certificate?.(name, options);
  if (!isJson(text)) {
    throw invalidArgument(
      `runTask: expected the certificate of "${name}" as JSON from job.certificate; got ${text === undefined ? 'none' : 'another text'}.`,
    );
  }
  try {
    await putOnce(store, key, new TextEncoder().encode(text), options);
    return 0;
  } catch (error) {
    // Another worker put its own meanwhile; as with a shard that is done, the first one stays.
    if (isOtherBytes(error)) return undefined;
    throw error;
  }
}

function isJson(text: string | undefined): text is string {
  try {
    JSON.parse(text ?? '');
    return true;
  } catch {
    return false;
  }
}
