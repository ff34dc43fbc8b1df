import {
  checkBatchSize,
  checkCount,
  checkFunction,
  checkOptions,
  checkSeed,
  checkWatchers,
  invalidArgument,
  typeName,
} from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { checkConcept } from '../concepts/concept-vector.js';
import type { Awaitable } from '../encoders/encoder.js';
import { isScore } from '../scores/concept-score.js';
import { scoresOfLatents } from '../scores/concept-scores.js';
import { totalSobolIndices } from '../statistics/sobol/total-sobol-indices.js';
import type {
  ConceptImportance,
  ConceptImportanceOptions,
  LatentFunction,
} from './concept-importance-types.js';
import type { DiscoveredConcepts } from './discovered-concepts.js';
import { rowsOfSize } from './latent-rows.js';

/**
 * Ranks discovered concepts by how much an output depends on them: the total Sobol index of each code. The codes aⱼ of a latent are multiplied by
 * random factors mⱼ between 0 and 1, independent of each other, and the index is the share of the variance of the output at
 * z + Σⱼ (mⱼ − 1) aⱼ dⱼ that remains if all other factors are known. It counts what a concept does alone and together with others.
 *
 * What the codes do not describe stays as it is, so the output at m = 1 is that of the latent itself. Concepts whose code is 0 have index 0. If the
 * output is linear, the index of concept j is cⱼ² / Σₖ cₖ² with the contributions c = a (v · d). A latent whose output does not change counts with 0.
 *
 * Source: Fel et al. 2023 (arXiv 2211.10154, CRAFT), section 3.2, without the exchange of the latent by its reconstruction; Homma & Saltelli 1996 for
 * the index. Costs pairs × (c + 2) values of the output per latent with c codes that are not 0.
 *
 * @param found as `principalComponents` and others return it.
 * @param latents `[n, latentSize]`: the inputs for which the concepts are ranked.
 * @param output one number per latent.
 * @throws if the sizes differ, the latents are not finite, or an option is invalid.
 * @throws with code `ERR_NOT_FINITE` if the output is NaN or infinite.
 *
 * @example
 * const { total } = await conceptImportance(found, latents, hatDirection);
 * @category Discover concepts
 */
export async function conceptImportance(
  found: DiscoveredConcepts,
  latents: NdArray,
  output: LatentFunction,
  options: ConceptImportanceOptions = {},
): Promise<ConceptImportance> {
  const caller = 'conceptImportance';
  checkOptions<ConceptImportanceOptions>(caller, options, {
    pairs: true,
    batchSize: true,
    seed: true,
    signal: true,
    onProgress: true,
  });
  checkWatchers(caller, options);
  const { pairs = 64, batchSize = 1024, seed = 0, signal, onProgress } = options;
  checkCount(caller, 'pairs', pairs, { min: 2 });
  checkBatchSize(caller, batchSize);
  checkSeed(caller, seed);
  checkDiscovered(caller, found);
  const compute = functionOf(caller, output);
  const rows = rowsOfSize(caller, latents, found.offset.length);
  const codes = await found.codesOf(latents, { signal });
  const count = found.concepts.length;
  const perLatent = ndarray(new Float64Array(rows.length * count), [rows.length, count]);
  for (const [i, row] of rows.entries()) {
    signal?.throwIfAborted();
    const active = [...found.concepts.keys()].filter((j) => codes.get(i, j) !== 0);
    if (active.length > 0) {
      const parts = active.map((j) => {
        const code = codes.get(i, j);
        return Float64Array.from(found.concepts[j]!.vector, (value) => code * value);
      });
      const { total } = await totalSobolIndices((points) => compute(changedLatents(row, parts, points)), {
        dimensions: active.length,
        pairs,
        batchSize,
        seed,
        signal,
      });
      for (const [at, j] of active.entries()) perLatent.set(i, j, total[at]!);
    }
    onProgress?.({ done: i + 1, total: rows.length });
  }
  const total = new Float64Array(count);
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < count; j++) total[j]! += perLatent.get(i, j) / rows.length;
  }
  return { total, perLatent };
}

/** z + Σⱼ (mⱼ − 1) aⱼ dⱼ for each point m. */
function changedLatents(
  row: Float64Array,
  parts: readonly Float64Array[],
  points: NdArray<Float64Array>,
): NdArray<Float32Array> {
  const [count = 0] = points.shape;
  const latents = new Float32Array(count * row.length);
  const sum = new Float64Array(row.length);
  for (let p = 0; p < count; p++) {
    sum.set(row);
    for (const [j, part] of parts.entries()) {
      const factor = points.get(p, j) - 1;
      for (let k = 0; k < sum.length; k++) sum[k]! += factor * part[k]!;
    }
    latents.set(sum, p * row.length);
  }
  return ndarray(latents, [count, row.length]);
}

function functionOf(
  caller: string,
  output: LatentFunction,
): (latents: NdArray<Float32Array>) => Awaitable<ArrayLike<number>> {
  if (typeof output === 'function') return output;
  if (!isScore(output)) checkConcept(caller, output);
  return (latents) => scoresOfLatents(caller, latents, [output]).data;
}

function checkDiscovered(caller: string, found: DiscoveredConcepts): void {
  const { concepts, codesOf, offset } = (found ?? {}) as Partial<DiscoveredConcepts>;
  if (!Array.isArray(concepts) || !(offset instanceof Float32Array) || codesOf === undefined) {
    throw invalidArgument(
      `${caller}: expected discovered concepts, as principalComponents returns them; got ${typeName(found)}.`,
    );
  }
  checkFunction(caller, 'codesOf', codesOf);
}
