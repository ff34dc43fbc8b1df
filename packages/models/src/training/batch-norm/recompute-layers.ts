import { moments, stack, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { type LayersModel, model } from '@tensorflow/tfjs-layers';
import { inputTensor, type Layer, writeStatistics } from './batch-norm-layers.js';
import { addToPool, emptyPool, statisticsOf } from './pooled-moments.js';

/** The batches of a pass over all images. */
export interface Batches {
  /** Indices of the images in each batch. */
  readonly batches: readonly Uint32Array[];
  readonly signal: AbortSignal | undefined;
  readonly countBatch: () => Promise<void>;
}

/**
 * Pools the statistics of each layer's input over all batches, then writes them to the layers.
 * @param inputOf the model's input for a batch; undefined if no image of the batch is used.
 */
export async function recomputeLayers(
  of: LayersModel,
  layers: readonly Layer[],
  inputOf: (batch: Uint32Array) => Tensor | Tensor[] | undefined,
  { batches, signal, countBatch }: Batches,
): Promise<void> {
  const pooled = layers.map((layer) => ({ layer, pool: emptyPool() }));
  // A model over the same layers whose outputs are the inputs of the BatchNorm layers. It owns no weights.
  const probe = layers.length > 0 && model({ inputs: of.inputs, outputs: layers.map(inputTensor) });
  for (const indices of batches) {
    signal?.throwIfAborted();
    const measured = probe ? await momentsOf(probe, () => inputOf(indices)) : undefined;
    for (const [i, values] of measured?.moments.entries() ?? []) {
      const pool = pooled[i]?.pool;
      if (pool && measured) addToPool(pool, values, measured.count);
    }
    await countBatch();
  }
  for (const { layer, pool } of pooled) writeStatistics(layer, statisticsOf(pool));
}

/** Means, then variances, per channel of each output of a model in training mode, and the number of inputs. */
async function momentsOf(
  probe: LayersModel,
  makeInput: () => Tensor | Tensor[] | undefined,
): Promise<{ moments: Float32Array[]; count: number } | undefined> {
  let count = 0;
  const measured = tidy(() => {
    const input = makeInput();
    if (!input) return [];
    count = [input].flat()[0]?.shape[0] ?? 0;
    const outputs = [probe.apply(input, { training: true })].flat() as Tensor[];
    return outputs.map((x) => {
      const axes = x.shape.slice(0, -1).map((_, axis) => axis);
      const { mean, variance } = moments(x, axes);
      return stack([mean, variance]);
    });
  });
  if (count === 0) return undefined;
  try {
    return { moments: (await Promise.all(measured.map((t) => t.data()))) as Float32Array[], count };
  } finally {
    for (const t of measured) t.dispose();
  }
}
