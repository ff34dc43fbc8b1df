import { invalidArgument, invalidFile } from '@csm/base';
import { createMaps } from '../results/create-maps.js';
import type { ObjectStore, StoreCall } from '../stores/object-store.js';
import { putOnce } from '../stores/put-once.js';
import { storeKeys } from '../stores/store-keys.js';
import { MOST_SHARDS } from './check-plan.js';
import { checkPlanOptions } from './check-plan-options.js';
import { mapSettings } from './map-settings.js';
import type { Plan } from './plan.js';
import { planBytes } from './plan-bytes.js';
import { planId, sortedJson } from './plan-id.js';
import type { MakePlanOptions } from './plan-options.js';
import { loadPlan } from './read-plan.js';
import { sha256 } from './sha256.js';
import { idCheck, shardLists } from './shard-lists.js';
import { shardSize } from './shard-size.js';
import { VERSION } from './version.js';

/** So many lists are put at once, because a store on the network takes long for each. */
const AT_ONCE = 8;

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

/** The plan that the store has. @throws if it has none, but something else. */
async function planThere(store: ObjectStore, options: StoreCall): Promise<Plan | undefined> {
  if (await store.has(storeKeys.plan, options)) return loadPlan(store, { ...options, anyVersion: true });
  for await (const key of store.list('', options)) {
    if (/^(concepts\.json$|inputs\/|model\/|job\/)|(^|\/)(zarr\.json$|\.)/.test(key)) continue;
    throw invalidFile(
      `makePlan: expected an empty store, or one with the same plan; ${store.name} holds ${key}; choose another store.`,
    );
  }
  return undefined;
}

/** Puts the ids of each shard, and returns their hashes. */
async function putLists(
  { ids, count, signal, onProgress }: MakePlanOptions,
  size: number,
  put: (shard: number, bytes: Uint8Array) => Promise<string>,
): Promise<{ count: number; hashes: string[] }> {
  const hashes: string[] = [];
  let group: string[][] = [];
  let done = 0;
  const putGroup = async () => {
    const first = hashes.length;
    hashes.push(...(await Promise.all(group.map((list, i) => put(first + i, bytesOfList(list))))));
    done += group.reduce((sum, list) => sum + list.length, 0);
    group = [];
    onProgress?.({ done, total: Math.max(done, count ?? (Array.isArray(ids) ? ids.length : 0)) });
  };
  for await (const list of shardLists(ids, size, signal)) {
    group.push(list);
    if (hashes.length + group.length > MOST_SHARDS) {
      throw invalidArgument(`makePlan: expected at most ${MOST_SHARDS} shards; got more; use larger shards.`);
    }
    if (group.length === AT_ONCE) await putGroup();
  }
  if (group.length > 0) await putGroup();
  if (done === 0) throw invalidArgument('makePlan: expected at least one id; got none; check the data.');
  if (count === undefined || count === done) return { count: done, hashes };
  throw invalidArgument(`makePlan: expected ${count} ids, as count says; got ${done}; pass their number.`);
}

const bytesOfList = (ids: readonly string[]) => new TextEncoder().encode(`${JSON.stringify(ids)}\n`);

function checkSame(plan: Plan, there: Plan, store: ObjectStore): void {
  if (there.id === plan.id) return;
  const names = Object.keys(plan) as (keyof Plan)[];
  const other = names.filter(
    (name) => name !== 'id' && name !== 'places' && sortedJson(plan[name]) !== sortedJson(there[name]),
  );
  throw invalidFile(
    `makePlan: expected an empty store, or one with the same plan; ${store.name} holds a plan with other ${other.join(', ')}; ` +
      'choose another store.',
  );
}
