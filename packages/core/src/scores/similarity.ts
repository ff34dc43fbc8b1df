import { checkOneOf, checkOptions, invalidArgument, rows, typeName } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { checkLatents } from '../concepts/check-latents.js';
import { affineScore } from './affine-scores.js';
import type { ConceptScore } from './concept-score.js';
import { cosine } from './cosine.js';
import { scorePerSample } from './score-per-sample.js';

/** How similar two latents are. */
export type SimilarityMeasure = 'dotProduct' | 'cosine';

/** Options of {@link similarity}. */
export interface SimilarityOptions {
  /**
   * `'dotProduct'`: f(x) · r, affine in the latent. `'cosine'`: f(x) · r / (‖f(x)‖ ‖r‖), from −1 to 1, which LRP and DeepLIFT reject.
   * Default `'dotProduct'`.
   */
  readonly measure?: SimilarityMeasure | undefined;
  /** Name of the score, as in figures. Default `similarity`. */
  readonly name?: string | undefined;
}

/**
 * The similarity of an input's latent f(x) to reference latents r that stay fixed, such as that of another picture: which features of x
 * make it similar. For the features of *both* inputs, pair by pair, see `pairMaps` of `@csm/explainers`.
 *
 * @param references latents, as `encode` returns them: `[latentSize]` or `[1, latentSize]`, with which all inputs are compared, or `[n,
 *   latentSize]`, one per input.
 * @throws if the references are not finite, or one of them is zero and the measure is the cosine.
 *
 * @example
 * const score = similarity(await encode(encoder, otherPictures));
 * const { maps } = await explain(encoder, score, pictures, integratedGradients());
 * @category Scores
 */
export function similarity(references: NdArray, options: SimilarityOptions = {}): ConceptScore {
  checkOptions<SimilarityOptions>('similarity', options, { measure: true, name: true });
  const { name = 'similarity', measure = 'dotProduct' } = options;
  const scores = similarityScores('similarity', references, name, measure);
  const [first] = scores;
  return first && scores.length === 1 ? first : scorePerSample(name, scores);
}

/** One score per reference. */
export function similarityScores(
  caller: string,
  references: NdArray,
  name: string,
  measure: SimilarityMeasure,
): ConceptScore[] {
  checkOneOf(caller, 'measure', measure, ['dotProduct', 'cosine']);
  if (typeof name !== 'string') {
    throw invalidArgument(`${caller}: name must be a string; got ${typeName(name)}.`);
  }
  const single = references?.shape?.length === 1 ? alone(references) : references;
  checkLatents(caller, 'the reference latents', single);
  return Array.from(rows(single), (row, i) => {
    const vector = Float32Array.from(row);
    if (!vector.every(Number.isFinite)) {
      throw invalidArgument(
        `${caller}: the reference latents must be finite; latent ${i} holds NaN or infinity.`,
      );
    }
    if (measure === 'dotProduct') return affineScore({ name, vector });
    if (vector.some((value) => value !== 0)) return cosine({ name, vector });
    throw invalidArgument(
      `${caller}: reference latent ${i} is zero, and the cosine with it is not defined; use measure: 'dotProduct'.`,
    );
  });
}

/** A single latent with a batch axis. */
function alone(latent: NdArray): NdArray {
  const [length = 0] = latent.shape;
  return ndarray(latent.data, [1, length], [0, latent.stride[0] ?? 1], latent.offset);
}
