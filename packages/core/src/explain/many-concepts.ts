import ndarray, { type NdArray } from 'ndarray';
import type { ConceptVector } from '../concepts/concept-vector.js';
import { affineScore, latentDimension } from '../scores/affine-scores.js';
import { type ConceptScore, checkScore, isScore } from '../scores/concept-score.js';
import type { Explanation } from './explanation.js';

/** Each dimension of a latent as a score. */
export function latentDimensions(latentSize: number): ConceptScore[] {
  return Array.from({ length: latentSize }, (_, i) => latentDimension(i, latentSize));
}

/** Scores as sums over the latent's dimensions: the k-th is shifts[k] + Σᵢ weights[k · latentSize + i] zᵢ. */
export interface Combinations {
  readonly concepts: readonly (ConceptVector | ConceptScore)[];
  readonly weights: Float32Array;
  readonly shifts: Float64Array;
}

/**
 * Copies of the concepts' weights, as the callers' vectors may have changed by the time that a map is looked at. Made for many
 * thousands of concepts: each vector is read once, and nothing else is allocated.
 * @returns undefined where a concept is no such sum, or wrong: whoever checks them one by one says what it is.
 */
export function combinationsOf(
  concepts: readonly (ConceptVector | ConceptScore)[],
  latentSize: number,
): Combinations | undefined {
  const weights = new Float32Array(concepts.length * latentSize);
  const shifts = new Float64Array(concepts.length);
  for (let k = 0; k < concepts.length; k++) {
    const concept = concepts[k]!;
    const own = weightsOf(concept);
    if (!(own instanceof Float32Array) || own.length !== latentSize) return undefined;
    if (typeof concept.name !== 'string') return undefined;
    weights.set(own, k * latentSize);
    if (isScore(concept)) shifts[k] = concept.shift ?? 0;
    else if (!isDirection(weights, k * latentSize, latentSize)) return undefined;
  }
  return { concepts: [...concepts], weights, shifts };
}

function weightsOf(concept: ConceptVector | ConceptScore): Float32Array | undefined {
  if (!isScore(concept)) return concept?.vector;
  checkScore('explain', concept);
  return concept.samples === undefined ? concept.weights : undefined;
}

/** Whether all components are finite, and not all zero. */
function isDirection(values: Float32Array, start: number, size: number): boolean {
  let sum = 0;
  for (let i = start; i < start + size; i++) sum += Math.abs(values[i]!);
  return sum > 0 && Number.isFinite(sum);
}

/** What the explanations of one call are made of. */
interface Source extends Combinations {
  readonly dimensions: readonly Explanation[];
}

const SOURCE = Symbol('source');
const INDEX = Symbol('index');

/**
 * Computes what an explanation holds when it is first looked at: thousands of concepts have more numbers than memory. Getters
 * on a prototype: getters of its own would take 3 µs a concept.
 */
const lazy = {
  [SOURCE]: undefined as unknown as Source,
  /** Which of the concepts it is of. */
  [INDEX]: 0,
  name: '',
  explainer: '',
  get score(): ConceptScore {
    const concept = this[SOURCE].concepts[this[INDEX]]!;
    return kept(this, 'score', isScore(concept) ? concept : affineScore(concept));
  },
  get scores(): NdArray<Float32Array> {
    return kept(this, 'scores', weightedSum(this[SOURCE], this[INDEX], 'scores'));
  },
  get maps(): NdArray<Float32Array> {
    return kept(this, 'maps', weightedSum(this[SOURCE], this[INDEX], 'maps'));
  },
};

const lazyWithGaps = Object.create(lazy, {
  completenessGaps: {
    get(this: typeof lazy) {
      return kept(this, 'completenessGaps', weightedSum(this[SOURCE], this[INDEX], 'completenessGaps'));
    },
  },
});

/** From now on the value is the explanation's own, in place of the prototype's getter. */
function kept<T>(explanation: object, key: keyof Explanation, value: T): T {
  Object.defineProperty(explanation, key, { value, enumerable: true });
  return value;
}

/** The explanations of such sums, of those of the latent's dimensions, by a method that is linear in the concept. */
export function weightedExplanations(
  combinations: Combinations,
  dimensions: readonly Explanation[],
): Explanation[] {
  const source: Source = { ...combinations, dimensions };
  const { explainer, completenessGaps } = dimensions[0]!;
  const prototype = completenessGaps ? lazyWithGaps : lazy;
  return combinations.concepts.map(({ name }, k) => {
    const explanation = Object.create(prototype) as typeof lazy;
    explanation[SOURCE] = source;
    explanation[INDEX] = k;
    explanation.name = name;
    explanation.explainer = explainer;
    return explanation;
  });
}

type Summed = 'scores' | 'maps' | 'completenessGaps';

/** Σᵢ weights[i] · dimensions[i][key], of scores plus the shift; four at a time: twice as fast as one by one. */
function weightedSum(
  { weights, shifts, dimensions }: Source,
  concept: number,
  key: Summed,
): NdArray<Float32Array> {
  const { shape } = dimensions[0]![key]!;
  const parts = dimensions.map((dimension) => dimension[key]!.data);
  const start = concept * parts.length;
  const term = (i: number) =>
    i < parts.length ? ([weights[start + i]!, parts[i]!] as const) : ([0, parts[0]!] as const);
  const result = new Float32Array(parts[0]!.length);
  if (key === 'scores') result.fill(shifts[concept]!);
  for (let i = 0; i < parts.length; i += 4) {
    const [[a, p], [b, q], [c, r], [d, s]] = [term(i), term(i + 1), term(i + 2), term(i + 3)];
    for (let at = 0; at < result.length; at++) {
      result[at]! += a * p[at]! + b * q[at]! + c * r[at]! + d * s[at]!;
    }
  }
  return ndarray(result, shape);
}
