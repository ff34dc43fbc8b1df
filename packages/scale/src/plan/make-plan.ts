import { invalidArgument } from '@csm/base';
import { createMaps } from '../results/create-maps.js';
import { putOnce } from '../stores/put-once.js';
import { storeKeys } from '../stores/store-keys.js';
import { MOST_SHARD_BYTES } from './check-plan.js';
import { checkPlanOptions } from './make/check-plan-options.js';
import { checkSame, planThere } from './make/plan-there.js';
import { putLists } from './make/put-lists.js';
import { idCheck } from './make/shard-lists.js';
import { shardSize } from './make/shard-size.js';
import { mapSettings, sumsBytes } from './map-settings.js';
import type { Plan } from './plan.js';
import { planBytes } from './plan-bytes.js';
import { planId } from './plan-id.js';
import type { MakePlanOptions } from './plan-options.js';
import { loadPlan } from './read-plan.js';
import { sha256 } from './sha256.js';
import { VERSION } from './version.js';

/**
 * Makes a plan: cuts the inputs into numbered shards, and puts the lists of their ids, the files of the job, and at last the plan
 * itself, `plan.json`, into the store. Afterwards workers need nothing but the plan, the data and the store.
 *
 * Ids must be different, because results are found by id. The same call on the same store is fine, also after it was interrupted.
 *
 * @throws before anything is written if an option is invalid, the maps of a shard do not fit into memory, or the store holds something
 * else; later if another process makes another plan in the store at the same time.
 * @category Plan and run
 */
export async function makePlan(options: MakePlanOptions): Promise<Plan> {
  checkPlanOptions(options);
  const { store, concepts, inputShape, layout, batchSize = 8, certificates = false } = options;
  const { files = {}, job = {}, places, signal } = options;
  if (Array.isArray(options.ids)) options.ids.forEach(idCheck());
  const shape = [...inputShape];
  const maps = mapSettings('makePlan', options.maps, { shape, layout });
  checkSums(options, maps.kind);
  const size = shardSize(options, maps);
  signal?.throwIfAborted();
  const there = await planThere(store, { signal });
  const put = async (key: string, bytes: Uint8Array, hashThere: string | undefined) => {
    const hash = await sha256(bytes);
    if (!there || hash === hashThere) await putOnce(store, key, bytes, { signal });
    return hash;
  };
  const { count, hashes } = await putLists(options, size, (shard, bytes) =>
    put(storeKeys.ids(shard), bytes, there?.shards.ids[shard]),
  );
  const fileHashes: Record<string, string> = {};
  for (const [key, bytes] of Object.entries(files))
    fileHashes[key] = await put(key, bytes, there?.files[key]);
  const content = {
    concepts: [...concepts],
    inputs: { count, shape, ...(layout && { layout }) },
    shards: { size: Math.min(size, count), ids: hashes },
    maps,
    batchSize,
    certificates,
    files: fileHashes,
    job: structuredClone(job),
  };
  const head = { format: 'csm-plan', version: VERSION } as const;
  const id = await planId({ ...head, ...content });
  const { data } = places ?? {};
  const plan: Plan = {
    ...head,
    id,
    places: { store: places?.store ?? store.name, ...(data !== undefined && { data }) },
    ...content,
  };
  if (!there) await createMaps(plan, store, { signal });
  if (there || !(await store.putIfAbsent(storeKeys.plan, planBytes(plan), { signal }))) {
    checkSame(plan, there ?? (await loadPlan(store, { signal })), store);
  }
  return plan;
}

/** @throws if the sums of the maps do not fit into the memory of a worker, whatever the size of its shards. */
function checkSums({ inputShape, layout, concepts }: MakePlanOptions, kind: Plan['maps']['kind']): void {
  const bytes = sumsBytes({ shape: inputShape, layout }, kind, concepts.length);
  if (bytes <= MOST_SHARD_BYTES) return;
  throw invalidArgument(
    `makePlan: expected sums of maps of at most ${MOST_SHARD_BYTES / 1e6} MB, because a worker keeps them in memory; ` +
      `${concepts.length} concepts and inputs of shape [${inputShape.join(', ')}] take ${Math.ceil(bytes / 1e6)} MB; ` +
      'make several plans of fewer concepts each.',
  );
}
