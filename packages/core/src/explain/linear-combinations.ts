import type { ConceptVector } from '../concepts/concept-vector.js';
import { type ConceptScore, checkScore, isScore } from '../scores/concept-score.js';

/** Affine scores as sums over the latent dimensions: the k-th is shifts[k] + Σᵢ weights[k · latentSize + i] zᵢ. */
export interface LinearCombinations {
  readonly latentSize: number;
  readonly weights: Float32Array;
  readonly shifts: Float64Array;
}

/**
 * The concepts as linear combinations of the latent dimensions. Their weights are copied, because the caller's
 * vectors may change during the run. Fast for thousands of concepts: each vector is read once, and nothing else is
 * allocated.
 * @returns undefined if a concept is invalid or not such a sum; other checks then report the reason.
 */
export function linearCombinations(
  caller: string,
  concepts: readonly (ConceptVector | ConceptScore)[],
  latentSize: number,
): LinearCombinations | undefined {
  const weights = new Float32Array(concepts.length * latentSize);
  const shifts = new Float64Array(concepts.length);
  for (const [k, concept] of concepts.entries()) {
    const own = weightsOf(caller, concept);
    if (!(own instanceof Float32Array) || own.length !== latentSize) return undefined;
    if (typeof concept.name !== 'string') return undefined;
    weights.set(own, k * latentSize);
    if (isScore(concept)) shifts[k] = concept.shift ?? 0;
    else if (!isDirection(own)) return undefined;
  }
  return { latentSize, weights, shifts };
}

function weightsOf(caller: string, concept: ConceptVector | ConceptScore): Float32Array | undefined {
  if (!isScore(concept)) return concept?.vector;
  checkScore(caller, concept);
  return concept.samples === undefined ? concept.weights : undefined;
}

/** Whether all components are finite and not all are zero. An index is ten times as fast as an iterator. */
function isDirection(vector: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += Math.abs(vector[i]!);
  return sum > 0 && Number.isFinite(sum);
}

/** Numbers of an attribution that are linear in the concept. */
export type LinearPart = 'scores' | 'maps' | 'completenessGaps';

/**
 * Adds up one concept's numbers: Σᵢ weights[i] · dimensions[i], and the shift for scores.
 * @param dimensions the numbers of each latent dimension.
 * @param sum array to which the result is added.
 */
export function combine(
  { latentSize, weights, shifts }: LinearCombinations,
  concept: number,
  part: LinearPart,
  dimensions: readonly Float32Array[],
  sum: Float32Array,
): void {
  const [first = new Float32Array(0)] = dimensions;
  const term = (i: number): readonly [number, Float32Array] => {
    const values = dimensions[i];
    return values === undefined ? [0, first] : [weights[concept * latentSize + i] ?? 0, values];
  };
  sum.fill(part === 'scores' ? (shifts[concept] ?? 0) : 0);
  // Four at a time is twice as fast as one by one.
  for (let i = 0; i < latentSize; i += 4) {
    const [[a, p], [b, q], [c, r], [d, s]] = [term(i), term(i + 1), term(i + 2), term(i + 3)];
    for (let at = 0; at < sum.length; at++) {
      sum[at]! += a * p[at]! + b * q[at]! + c * r[at]! + d * s[at]!;
    }
  }
}
