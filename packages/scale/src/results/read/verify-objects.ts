import { invalidFile } from '@csm/base';
import type { Plan } from '../../plan/plan.js';
import { sha256 } from '../../plan/sha256.js';
import type { ObjectStore } from '../../stores/object-store.js';
import { storeKeys } from '../../stores/store-keys.js';
import { ahead } from '../ahead.js';
import { mapArrays } from '../maps/map-arrays.js';
import { scoreFigures } from '../scores/score-figures.js';
import { readScoreTable } from '../scores/score-table.js';
import type { Verification, VerifyOptions } from './results.js';
import type { ShardObjects } from './shard-objects.js';

/**
 * Reads all objects of the plan and of the shards that are done. Objects that nothing lists are left alone: those of a shard that is
 * being computed.
 */
export async function verifyObjects(
  plan: Plan,
  store: ObjectStore,
  shardsDone: readonly number[],
  objects: ShardObjects,
  { signal, onProgress }: VerifyOptions,
): Promise<Verification> {
  const options = { signal };
  const problems = new Set<string>();
  let [count, bytes] = [0, 0];
  const verify = async (checks: Iterable<() => Promise<number>>) => {
    for await (const found of ahead(checks, (check) => check().catch((error: unknown) => asProblem(error)))) {
      signal?.throwIfAborted();
      if (typeof found === 'string') problems.add(found);
      else [count, bytes] = [count + 1, bytes + found];
    }
  };
  const expected = (key: string, hash: string) => async () => {
    const found = await store.get(key, options);
    if (found !== undefined && (await sha256(found)) === hash) return found.length;
    throw invalidFile(
      `verify: expected ${key} of ${store.name} as it was written; it is ${found === undefined ? 'missing' : 'damaged'}; make the plan again in an empty store.`,
    );
  };
  const metadata = plan.maps.kind === 'none' ? [] : (await mapArrays(plan)).take();
  await verify([
    ...Object.entries(plan.files).map(([key, hash]) => expected(key, hash)),
    ...plan.shards.ids.map((hash, shard) => expected(storeKeys.ids(shard), hash)),
    ...(await Promise.all(metadata.map(async ([key, content]) => expected(key, await sha256(content))))),
  ]);
  for (const [at, shard] of shardsDone.entries()) {
    await verify([() => verifyFigures(plan, shard, store.name, objects, options)]);
    const { objects: listed } = await objects.manifest(shard, options).catch(() => ({ objects: {} }));
    await verify(
      Object.keys(listed).map((key) => async () => (await objects.object(shard, key, options)).length),
    );
    onProgress?.({ done: at + 1, total: shardsDone.length });
  }
  return { objects: count, bytes, problems: [...problems] };
}

/** A manifest has no hash of its own, but its figures follow from the scores. */
async function verifyFigures(
  plan: Plan,
  shard: number,
  name: string,
  objects: ShardObjects,
  options: { readonly signal: AbortSignal | undefined },
): Promise<number> {
  const manifest = await objects.manifest(shard, options);
  const table = await objects.object(shard, storeKeys.scores(shard), options);
  const scores = await readScoreTable(table, manifest.inputs, plan.concepts);
  if (JSON.stringify(scores.map(scoreFigures)) === JSON.stringify(manifest.scores)) return 0;
  const key = storeKeys.manifest(shard);
  throw invalidFile(
    `verify: expected in ${key} of ${name} the figures of the scores; it is damaged; delete it, and run task ${shard} again.`,
  );
}

/** @throws the error unless it says what is wrong with an object. */
function asProblem(error: unknown): string {
  if ((error as { code?: unknown } | undefined)?.code === 'ERR_INVALID_FILE') return (error as Error).message;
  throw error;
}
