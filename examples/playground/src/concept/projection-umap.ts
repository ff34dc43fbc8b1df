import { proxy, wrap } from 'comlink';
import type { NdArray } from 'ndarray';
import type { JobRun } from '../session/in-job.js';
import type { UmapWorkerApi } from './projection-umap-worker.js';

/**
 * UMAP of `[n, d]`: x and y of each row, one after another. It runs in a worker of its own, because umap-js works for seconds without a
 * break: maps can be computed meanwhile, and it can be cancelled.
 * @throws the reason of the run's signal as soon as it aborts.
 */
export async function umap(
  rows: NdArray<Float32Array>,
  { signal, onProgress }: JobRun,
): Promise<Float32Array> {
  const [count, size] = rows.shape as [number, number];
  const values = new Float32Array(count * size);
  for (let row = 0; row < count; row++)
    for (let column = 0; column < size; column++) values[row * size + column] = rows.get(row, column);
  if (count < 3) return new Float32Array(2 * count).map((_, at) => (at % 2 === 0 ? at : 0)); // no neighbours to keep
  const worker = new Worker(new URL('./projection-umap-worker.ts', import.meta.url), { type: 'module' });
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
    worker.addEventListener('error', () =>
      reject(new Error('UMAP could not be loaded; reload the page while online.')),
    );
  });
  try {
    const progress = proxy((done: number, total: number) => onProgress({ done, total }));
    return await Promise.race([wrap<UmapWorkerApi>(worker).umapPositions(values, size, progress), stopped]);
  } finally {
    worker.terminate();
  }
}
