import {
  checkBatchSize,
  checkCount,
  checkPositive,
  checkRequiredOptions,
  checkSeed,
  checkWatchers,
  eventLoopYielder,
  type Progress,
} from '@csm/base';
import { checkBackend } from '@csm/base/tfjs';
import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';
import { checkpoint, type Run } from '../../explain/run.js';
import { bySize, describedLatents, nameOf } from '../described-latents.js';
import type { DiscoveredConcepts } from '../discovered-concepts.js';
import { type LatentRows, latentRows } from '../latent-rows.js';
import { topKCodes, topKScore } from './top-k-score.js';
import type { TopKWeights } from './top-k-weights.js';
import { type TrainedTopK, trainTopK } from './train-top-k.js';

/** Options of {@link topKAutoencoder}. */
export interface TopKAutoencoderOptions {
  /** The number of codes; it may exceed the latent size. */
  readonly count: number;
  /** The number of codes that describe one latent, K. */
  readonly active: number;
  /** Steps of the training. Default 3,000. */
  readonly steps?: number | undefined;
  /** Examples per step. Default 128. */
  readonly batchSize?: number | undefined;
  /** Step size of Adam. Default 0.002. */
  readonly learningRate?: number | undefined;
  /** Seed of the initial directions and the order of the examples. Default 0. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each step. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Latents per tensor. */
const CHUNK = 1024;

/**
 * Finds concepts by training a TopK sparse autoencoder of latents: a(z) = TopK(ReLU(W z + b)) keeps the K largest codes, and
 * z ≈ offset + Σⱼ aⱼ dⱼ with directions of length 1. There may be more codes than latent dimensions, because only K are used at a time.
 *
 * Trained with Adam on the active backend of TensorFlow.js to minimise Σ‖z − ẑ‖². Codes that no example of a whole pass used (dead codes)
 * additionally learn to describe what the others miss, with a weight of 1/32. Latents are centred and scaled first, so the step size does not
 * depend on their units. The same seed gives the same codes on the same backend.
 *
 * The scores of `explain` are the codes. A code is piecewise linear in the latent, and 0 with a derivative of 0 if K others are larger: such an input
 * has a map of zeros. LRP and DeepLIFT reject them. The codes depend on the seed: compare several with `conceptStability`.
 *
 * Source: Makhzani & Frey 2013 (arXiv 1312.5663); Gao et al. 2024 (arXiv 2406.04093), whose loss of dead codes and initial weights are used. Costs
 * O(batchSize L count) per step for latents of L numbers.
 *
 * @param latents `[n, latentSize]`, as `encode` returns them.
 * @throws if the latents are fewer than two, not finite or all equal, if `active` exceeds `count`, if an option is invalid, or if TensorFlow.js has no
 *   backend.
 * @throws with code `ERR_TRAINING_DIVERGED` if a weight becomes NaN or infinite.
 *
 * @example
 * const found = await topKAutoencoder(latents, { count: 64, active: 8 });
 * const maps = await explain(encoder, found.scores, images, gradient());
 * @category Discover concepts
 */
export async function topKAutoencoder(
  latents: NdArray,
  options: TopKAutoencoderOptions,
): Promise<DiscoveredConcepts> {
  const caller = 'topKAutoencoder';
  checkRequiredOptions<TopKAutoencoderOptions>(caller, options, {
    count: true,
    active: true,
    steps: true,
    batchSize: true,
    learningRate: true,
    seed: true,
    signal: true,
    onProgress: true,
  });
  checkWatchers(caller, options);
  const { count, active, steps = 3000, batchSize = 128, learningRate = 2e-3, seed = 0 } = options;
  const { signal, onProgress } = options;
  checkCount(caller, 'count', count);
  checkCount(caller, 'active', active, { max: count });
  checkCount(caller, 'steps', steps);
  checkBatchSize(caller, batchSize);
  checkPositive(caller, 'learningRate', learningRate);
  checkSeed(caller, seed);
  const found = latentRows(caller, latents);
  checkBackend(caller);
  const run: Run = { signal, onProgress, pause: eventLoopYielder() };
  const size = found.mean.length;
  const scale = Math.sqrt(found.squares / (found.rows.length * size));
  const examples = new Float32Array(found.rows.length * size);
  for (const [i, row] of found.rows.entries()) {
    for (let k = 0; k < size; k++) examples[i * size + k] = (row[k]! - found.mean[k]!) / scale;
  }
  const settings = { count, active, steps, batchSize, learningRate, seed };
  const trained = await trainTopK(caller, examples, size, settings, run);
  const weights = unscaled(trained, found, scale, active);
  return autoencoderConcepts(found, sorted(weights, await codesOf(found.rows, weights, run)), run);
}

function autoencoderConcepts(found: LatentRows, weights: TopKWeights, run: Run) {
  const method = 'TopK';
  return describedLatents(
    found,
    {
      method,
      directions: directionsOf(weights),
      offset: Float64Array.from(weights.offset),
      scores: Array.from({ length: weights.count }, (_, j) => topKScore(nameOf(method, j), j, weights)),
      codes: (rows, own) => codesOf(rows, weights, own),
    },
    run,
  );
}

/** The weights in the units of the latents: x = (z − mean) / scale, and codes times the scale. */
function unscaled(trained: TrainedTopK, { mean }: LatentRows, scale: number, active: number): TopKWeights {
  const [latentSize, count] = [mean.length, trained.shift.length];
  const offset = Float64Array.from(trained.offset, (value, k) => mean[k]! + scale * value);
  const shift = Float32Array.from(trained.shift, (value, j) => {
    let sum = scale * value;
    for (let k = 0; k < latentSize; k++) sum -= offset[k]! * trained.encoder[k * count + j]!;
    return sum;
  });
  const { encoder, directions } = trained;
  return { encoder, directions, shift, offset: Float32Array.from(offset), latentSize, count, active };
}

/** The same codes, sorted by what they contribute. */
function sorted(weights: TopKWeights, codes: readonly Float64Array[]): TopKWeights {
  const { encoder, shift, count, latentSize } = weights;
  const directions = directionsOf(weights);
  const order = bySize(codes, directions);
  const next = new Float32Array(count * latentSize);
  for (const [at, j] of order.entries()) next.set(directions[j]!, at * latentSize);
  return {
    ...weights,
    directions: next,
    shift: Float32Array.from(order, (j) => shift[j]!),
    encoder: encoder.map((_, i) => encoder[i - (i % count) + order[i % count]!]!),
  };
}

function directionsOf({ directions, latentSize, count }: TopKWeights): Float64Array[] {
  return Array.from({ length: count }, (_, j) =>
    Float64Array.from(directions.subarray(j * latentSize, (j + 1) * latentSize)),
  );
}

async function codesOf(
  rows: readonly Float64Array[],
  weights: TopKWeights,
  run: Run,
): Promise<Float64Array[]> {
  const { latentSize, count } = weights;
  const found: Float64Array[] = [];
  for (let start = 0; start < rows.length; start += CHUNK) {
    await checkpoint(run);
    const some = rows.slice(start, start + CHUNK);
    const values = new Float32Array(some.length * latentSize);
    for (const [i, row] of some.entries()) values.set(row, i * latentSize);
    const codes = tidy(() => topKCodes(tensor2d(values, [some.length, latentSize]), weights));
    try {
      const flat = await codes.data<'float32'>();
      for (let i = 0; i < some.length; i++) {
        found.push(Float64Array.from(flat.subarray(i * count, (i + 1) * count)));
      }
    } finally {
      codes.dispose();
    }
  }
  return found;
}
