import { makePlan } from '../src/plan/make-plan.js';
import type { Plan } from '../src/plan/plan.js';
import type { MakePlanOptions } from '../src/plan/plan-options.js';
import { manifestBytes, shardManifest } from '../src/results/shard-manifest.js';
import { writeShard } from '../src/results/write-shard.js';
import { storeKeys } from '../src/stores/store-keys.js';
import { drawnId, drawnShard } from './drawn-shard.js';
import { type MemoryStore, memoryStore } from './memory-store.js';

/** A store with a plan and the drawn results of some of its shards. */
export async function filledStore({
  count = 10,
  done,
  idOf = drawnId,
  ...options
}: Partial<MakePlanOptions> & {
  readonly count?: number;
  /** The shards that are done. Default: all. */
  readonly done?: readonly number[];
  readonly idOf?: (row: number) => string;
} = {}): Promise<{ plan: Plan; store: MemoryStore }> {
  const store = memoryStore();
  const plan = await makePlan({
    store,
    ids: Array.from({ length: count }, (_, row) => idOf(row)),
    shardSize: 4,
    concepts: ['Smiling', 'Wavy hair', 'Ünïcode 🙂'],
    inputShape: [20, 18, 3],
    layout: 'channelsLast',
    batchSize: 2,
    ...options,
  });
  for (const shard of done ?? plan.shards.ids.keys()) {
    const results = drawnShard(plan, shard, idOf);
    const objects = await writeShard(plan, results, store);
    await store.putIfAbsent(storeKeys.manifest(shard), manifestBytes(shardManifest(plan, results, objects)));
  }
  return { plan, store };
}
