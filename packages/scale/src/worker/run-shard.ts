import { checkNdarray, checkShape, contiguous, invalidArgument, invalidFile } from '@csm/base';
import { explain } from '@csm/core';
import type { NdArray } from 'ndarray';
import type { Plan } from '../plan/plan.js';
import { readShardIds } from '../plan/plan-file.js';
import type { PlanTask } from '../plan/plan-tasks.js';
import { collectMaps } from '../results/maps/collect-maps.js';
import { manifestBytes, type ShardManifest, shardManifest } from '../results/shard-manifest.js';
import { writeShard } from '../results/write-shard.js';
import type { ObjectStore, StoreCall } from '../stores/object-store.js';
import { putOnce } from '../stores/put-once.js';
import { storeKeys } from '../stores/store-keys.js';
import { partOfRun } from './part-of-run.js';
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
  const { batchSize } = plan;
  const warn = once(onWarning);
  const extremes = () => job.extremes ?? missingExtremes(job);
  for (let start = 0; start < inputs; start += batchSize) {
    signal?.throwIfAborted();
    const some = ids.slice(start, start + batchSize);
    const batch = await job.read(some, first + start, { signal });
    checkBatch(batch, some.length, plan);
    const explainer = partOfRun(job.explainer, {
      first: first + start,
      samples: plan.inputs.count,
      extremes,
    });
    const explained = await explain(job.encoder, job.concepts, batch, explainer, {
      batchSize,
      signal,
      onWarning: warn,
    });
    for (const [k, found] of explained.entries()) {
      scores[k]?.set(contiguous(found.scores), start);
      collected.add(k, start, found.maps);
    }
    onProgress?.({ done: start + some.length, total: inputs });
  }
  const { maps, sums } = collected;
  const results = { first, ids, concepts: plan.concepts, scores, maps, sums };
  const objects = await writeShard(plan, results, store, { signal });
  const manifest = manifestBytes(shardManifest(plan, results, objects));
  await putOnce(store, storeKeys.manifest(shard), manifest, { signal });
  return inputs;
}

/** Whether the store has the manifest of the shard. @throws if it is that of another plan. */
async function isComplete(
  plan: Plan,
  shard: number,
  store: ObjectStore,
  options: StoreCall,
): Promise<boolean> {
  const key = storeKeys.manifest(shard);
  const bytes = await store.get(key, options);
  if (!bytes) return false;
  const manifest = parsed(bytes);
  if (manifest?.format === 'csm-shard' && manifest.plan === plan.id && manifest.shard === shard) return true;
  throw invalidFile(
    `runTask: expected shard ${shard} of plan ${plan.id.slice(0, 12)}; ${key} of ${store.name} is ` +
      `${manifest?.plan === undefined ? 'damaged' : 'that of another plan or shard'}; make the plan again in a new store.`,
  );
}

function parsed(bytes: Uint8Array): Partial<ShardManifest> | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Partial<ShardManifest>;
  } catch {
    return undefined;
  }
}

function checkBatch(batch: NdArray<Float32Array>, count: number, { inputs }: Plan): void {
  checkNdarray('runTask, result of job.read', batch);
  checkShape('runTask', 'the result of job.read', batch.shape, [count, ...inputs.shape]);
}

function missingExtremes({ explainer }: ShardJob): never {
  throw invalidArgument(
    `runTask: expected the extremes of all inputs in job.extremes, because ${explainer.name} needs them; got none; ` +
      'find them when the plan is made.',
  );
}

/** Passes each warning on once, because every batch may give the same. */
function once(onWarning: (message: string) => void): (message: string) => void {
  const passed = new Set<string>();
  return (message) => {
    if (passed.has(message)) return;
    passed.add(message);
    onWarning(message);
  };
}
