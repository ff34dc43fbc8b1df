import ndarray, { type NdArray } from 'ndarray';
import type { Explanation } from './explain.js';
import type { Explainer } from './explainer.js';
import { latentDimension } from './scores/affine-scores.js';
import type { ConceptScore } from './scores/concept-score.js';

/** Whether it takes fewer passes to explain the latent's dimensions than the scores, and gives the same. */
export function goesThroughLatent(
  { linear }: Explainer,
  scores: readonly ConceptScore[],
  latentSize: number,
): boolean {
  return linear === true && scores.length > latentSize && scores.every(({ weights }) => weights);
}

/** Each dimension of a latent as a score. */
export function latentDimensions(latentSize: number): ConceptScore[] {
  return Array.from({ length: latentSize }, (_, i) => latentDimension(i, latentSize));
}

/**
 * The explanation of w · z + c, of those of the latent's dimensions, by a method that is linear in the concept. What it holds
 * is computed when it is first looked at: thousands of concepts have more numbers than memory.
 */
export function weightedExplanation(score: ConceptScore, dimensions: readonly Explanation[]): Explanation {
  const { explainer, completenessGaps } = dimensions[0]!;
  // A copy: the caller's vector may have changed by the time that a map is looked at.
  const weights = Float32Array.from(score.weights!);
  const of = (key: 'scores' | 'maps' | 'completenessGaps', shift = 0) =>
    once(() =>
      weightedSum(
        weights,
        dimensions.map((dimension) => dimension[key]!),
        shift,
      ),
    );
  const [scores, maps, gaps] = [of('scores', score.shift), of('maps'), of('completenessGaps')];
  const explanation = {
    name: score.name,
    score,
    explainer,
    get scores() {
      return scores();
    },
    get maps() {
      return maps();
    },
  };
  return completenessGaps
    ? Object.defineProperty(explanation, 'completenessGaps', { enumerable: true, get: gaps })
    : explanation;
}

/** shift + Σ weights[i] · arrays[i], added up in float64. */
function weightedSum(
  weights: Float32Array,
  arrays: readonly NdArray<Float32Array>[],
  shift: number,
): NdArray<Float32Array> {
  const sum = new Float64Array(arrays[0]!.data.length).fill(shift);
  arrays.forEach(({ data }, i) => {
    const weight = weights[i]!;
    for (let at = 0; at < sum.length; at++) sum[at]! += weight * data[at]!;
  });
  return ndarray(Float32Array.from(sum), arrays[0]!.shape);
}

function once<T>(compute: () => T): () => T {
  let value: T | undefined;
  return () => {
    value ??= compute();
    return value;
  };
}
