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
 * The explanations of scores w · z + c, of those of the latent's dimensions, by a method that is linear in the concept. What
 * they hold is computed when it is first looked at: thousands of concepts have more numbers than memory.
 */
export function weightedExplanations(
  scores: readonly ConceptScore[],
  dimensions: readonly Explanation[],
): Explanation[] {
  const { explainer, completenessGaps } = dimensions[0]!;
  const size = dimensions.length;
  // A copy: the callers' vectors may have changed by the time that a map is looked at. One for all: thousands are slow.
  const weights = new Float32Array(scores.length * size);
  return scores.map((score, k) => {
    weights.set(score.weights!, k * size);
    const known: Partial<Record<Summed, NdArray<Float32Array>>> = {};
    const sum = (key: Summed, shift = 0) => {
      known[key] ??= weightedSum(weights.subarray(k * size, (k + 1) * size), dimensions, key, shift);
      return known[key];
    };
    const explanation = {
      name: score.name,
      score,
      explainer,
      get scores() {
        return sum('scores', score.shift);
      },
      get maps() {
        return sum('maps');
      },
    };
    if (!completenessGaps) return explanation;
    const get = () => sum('completenessGaps');
    return Object.defineProperty(explanation, 'completenessGaps', { enumerable: true, get });
  });
}

type Summed = 'scores' | 'maps' | 'completenessGaps';

/** shift + Σ weights[i] · dimensions[i][key], four at a time: twice as fast as one by one. */
function weightedSum(
  weights: Float32Array,
  dimensions: readonly Explanation[],
  key: Summed,
  shift: number,
): NdArray<Float32Array> {
  const { shape } = dimensions[0]![key]!;
  const parts = dimensions.map((dimension) => dimension[key]!.data);
  const term = (i: number) => [weights[i] ?? 0, parts[i] ?? parts[0]!] as const;
  const result = new Float32Array(parts[0]!.length).fill(shift);
  for (let i = 0; i < parts.length; i += 4) {
    const [[a, p], [b, q], [c, r], [d, s]] = [term(i), term(i + 1), term(i + 2), term(i + 3)];
    for (let at = 0; at < result.length; at++) {
      result[at]! += a * p[at]! + b * q[at]! + c * r[at]! + d * s[at]!;
    }
  }
  return ndarray(result, shape);
}
