import type { NdArray } from 'ndarray';
import { UMAP } from 'umap-js';
import type { JobRun } from '../session/in-job.js';

/**
 * UMAP of `[n, d]` with its usual settings (15 neighbours, minimal distance 0.1) and a seed: x and y of each row, one after another.
 * @throws {AbortError} as soon as the run's signal aborts.
 */
export async function umap(
  rows: NdArray<Float32Array>,
  { signal, onProgress }: JobRun,
): Promise<Float32Array> {
  const [count, size] = rows.shape as [number, number];
  const points = Array.from({ length: count }, (_, row) =>
    Array.from({ length: size }, (_, column) => rows.get(row, column)),
  );
  const run = new UMAP({ nNeighbors: Math.max(1, Math.min(15, count - 1)), minDist: 0.1, random: seeded(1) });
  const epochs = run.initializeFit(points);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    run.step();
    onProgress({ done: epoch, total: epochs });
    if (epoch % 10 === 0) await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
  }
  return Float32Array.from(run.getEmbedding().flat());
}

/** Numbers in [0, 1) that a seed determines (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
