import {
  checkCount,
  checkOptions,
  cosineBetween,
  invalidArgument,
  keyedNormal,
  mean,
  type Progress,
  shown,
} from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkBothLatents } from '../../concepts/check-latents.js';
import { type ConceptVector, checkConcept } from '../../concepts/concept-vector.js';
import type { Awaitable } from '../../encoders/encoder.js';
import { scoresOfLatents } from '../../scores/concept-scores.js';
import { checkedRemaking, REMAKING } from '../remaking.js';
import { selectedLatents } from '../selected-latents.js';
import { type FalsePositives, sentenceOf } from './false-positives.js';

/** Options of {@link falsePositiveTest}. */
export interface FalsePositiveOptions {
  /**
   * Share of the negatives that count as false positives, those with the highest scores; between 0 and 1. Default: those above
   * the midpoint between the mean score of the positives and that of the negatives.
   */
  readonly share?: number | undefined;
  /** The function that made the concept; it makes the vector of the false positives too. Default `meanDifference`. */
  readonly make?:
    | ((name: string, positives: NdArray, negatives: NdArray) => Awaitable<ConceptVector>)
    | undefined;
  /** How many random vectors are compared. Default 99. */
  readonly samples?: number | undefined;
  /** Whole number from 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each random vector. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

const LEAST_EXAMPLES = 10;

/**
 * Makes a concept vector from the false positives of a concept, examples without it that score high, and compares it with the
 * concept. It has seen no example of the concept; if it is the same vector, something else than the concept raises the score.
 *
 * Choosing examples by a score makes the cosine positive for any vector: the chosen ones differ from the others along it. In few
 * dimensions, or with many examples, the cosines of random vectors are above .9, so the cosine means something only in
 * comparison with these. `'above random'` says that the negatives vary more along the concept than along
 * random directions. `'as random'` does not say that the vector is the concept: in our simulations, a
 * confounder with a correlation of .9 was above random as rarely as none at all. To find it, use
 * `entanglement` with its label, or look at the rows.
 *
 * Source: Lysnæs-Larsen, Eggen & Strümke 2025, Probing the Probes (arXiv 2511.04312), with a mean cosine of .62 and no
 * comparison with random vectors.
 *
 * @param concept the concept, made by `make` from these or other examples.
 * @param positives latents of examples that have the concept, `[n, latentSize]`; they only set the midpoint.
 * @param negatives latents of examples that lack it, `[m, latentSize]`.
 * @throws if the sizes differ, the latents are not finite, an option is invalid, or `make` throws.
 * @category Test a concept
 */
export async function falsePositiveTest(
  concept: ConceptVector,
  positives: NdArray,
  negatives: NdArray,
  options: FalsePositiveOptions = {},
): Promise<FalsePositives> {
  const caller = 'falsePositiveTest';
  checkOptions(caller, options, { share: true, samples: true, ...REMAKING });
  const { share, samples = 99 } = options;
  const { make, seed, onProgress, beforeEach } = checkedRemaking(caller, options);
  if (share !== undefined && !(share > 0 && share < 1)) {
    throw invalidArgument(`${caller}: share must be between 0 and 1; got ${shown(share)}.`);
  }
  checkCount(caller, 'samples', samples);
  checkConcept(caller, concept);
  const { negatives: count, latentSize } = checkBothLatents(caller, positives, negatives);
  const scoresOf = (latents: NdArray, { vector }: ConceptVector) =>
    scoresOfLatents(caller, latents, [{ name: concept.name, vector }]).data;
  const own = scoresOf(negatives, concept);
  const midpoint = (mean(scoresOf(positives, concept)) + mean(own)) / 2;
  const chosen =
    share === undefined ? own.filter((score) => score > midpoint).length : Math.round(share * count);

  const ofTop = async (by: ConceptVector, scores: Float64Array) => {
    await beforeEach();
    const rows = byDecreasing(scores);
    const [top, rest] = [rows.slice(0, chosen), rows.slice(chosen)];
    const found = await make(
      `${concept.name}, false positives`,
      selectedLatents(caller, negatives, top),
      selectedLatents(caller, negatives, rest),
    );
    return { rows: top, found, cosine: cosineBetween(by.vector, found.vector) };
  };
  if (chosen === 0 || chosen === count) {
    const rest = { rows: byDecreasing(own).slice(0, chosen), concept: undefined, cosine: Number.NaN };
    const counts = { chosen, count };
    const empty = { ...rest, random: new Float64Array(), p: Number.NaN, verdict: 'too few' as const };
    return { ...empty, sentence: sentenceOf(empty, concept.name, counts) };
  }
  const { rows, found, cosine } = await ofTop(concept, own);
  const random = new Float64Array(samples);
  const normal = keyedNormal('false positives', seed);
  for (let k = 0; k < samples; k++) {
    // Independent normal numbers make every direction equally likely.
    const vector = { name: 'random', vector: Float32Array.from({ length: latentSize }, normal) };
    random[k] = (await ofTop(vector, scoresOf(negatives, vector))).cosine;
    onProgress?.({ done: k + 1, total: samples });
  }
  const p = (1 + random.filter((value) => value >= cosine).length) / (1 + samples);
  const few = Math.min(chosen, count - chosen) < LEAST_EXAMPLES;
  const verdict: FalsePositives['verdict'] = few ? 'too few' : p <= 0.05 ? 'above random' : 'as random';
  const rest = { rows, concept: found, cosine, random: random.sort(), p, verdict };
  return { ...rest, sentence: sentenceOf(rest, concept.name, { chosen, count }) };
}

function byDecreasing(scores: Float64Array): number[] {
  return [...Uint32Array.from(scores.keys()).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))];
}
