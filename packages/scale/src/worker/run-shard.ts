import { contiguous, invalidFile, warnOncePerKind } from '@csm/base';
import type { Plan } from '../plan/plan.js';
import { readShardIds } from '../plan/plan-file.js';
import type { PlanTask } from '../plan/plan-tasks.js';
import { collectMaps } from '../results/maps/collect-maps.js';
import { manifestBytes, shardManifest } from '../results/shard-manifest.js';
import type { ShardResults } from '../results/shard-results.js';
import { writeShard } from '../results/write-shard.js';
import type { ObjectStore, StoreCall } from '../stores/object-store.js';
import { isOtherBytes, putOnce } from '../stores/put-once.js';
import { storeKeys } from '../stores/store-keys.js';
import { explainInputs } from './explain-inputs.js';
import { isComplete } from './is-complete.js';
import type { ShardJob } from './shard-job.js';
import type { RunTaskOptions } from './task-options.js';

/** Explains the inputs of a shard. @returns how many; undefined if the store has the shard already. */
export async function runShard(
  plan: Plan,
  { shard, first, inputs }: PlanTask & { readonly kind: 'shard' },
  job: ShardJob,
  store: ObjectStore,
  { signal, onProgress, onWarning = console.warn }: RunTaskOptions,
): Promise<number | undefined> {
  if (await isComplete(plan, shard, store, { signal })) return undefined;
  const ids = await readShardIds(plan, store, shard, { signal });
  const scores = plan.concepts.map(() => new Float32Array(inputs));
  const collected = collectMaps(plan, inputs);
  const watchers = { signal, onWarning: warnOncePerKind(onWarning) };
  for (let start = 0; start < inputs; start += plan.batchSize) {
    signal?.throwIfAborted();
    const some = ids.slice(start, start + plan.batchSize);
    const explained = await explainInputs(plan, job, some, first + start, watchers);
    for (const [k, found] of explained.entries()) {
      scores[k]?.set(contiguous(found.scores), start);
      collected.add(k, start, found.maps);
    }
    onProgress?.({ done: start + some.length, total: inputs });
  }
  const { maps, sums } = collected;
  const results = { first, ids, concepts: plan.concepts, scores, maps, sums };
  try {
    await complete(plan, shard, results, store, { signal });
    return inputs;
  } catch (error) {
    if (!isOtherBytes(error)) throw error;
    if (await isComplete(plan, shard, store, { signal })) return undefined;
    throw otherResults(shard, error as Error);
  }
}

/** Puts the results of a shard, and its manifest last. */
async function complete(
  plan: Plan,
  shard: number,
  results: ShardResults,
  store: ObjectStore,
  options: StoreCall,
): Promise<void> {
  const objects = await writeShard(plan, results, store, options);
  const manifest = manifestBytes(shardManifest(plan, results, objects));
  await putOnce(store, storeKeys.manifest(shard), manifest, options);
}

/** The error for a shard that another worker began with other results: on another processor, the last digits may differ. */
function otherResults(shard: number, cause: Error): Error {
  return invalidFile(
    `runTask: expected shard ${shard} to have the results with which another worker began it; they differ (${cause.message.replace(/\.$/, '')}); ` +
      'engines may compute other last digits on another processor: run the task on the same kind, or delete what the store has of this shard ' +
      'and run it again.',
    { cause },
  );
}
