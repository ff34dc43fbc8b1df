import { benjaminiHochberg, checkRequiredOptions, invalidArgument, pearson, shown } from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkLatents } from '../../concepts/check-latents.js';
import type { ConceptVector } from '../../concepts/concept-vector.js';
import { checkLabels, type ExampleLabels, labelsNamed } from '../../concepts/example-labels.js';
import type { ConceptScore } from '../../scores/concept-score.js';
import { scoresOfLatents } from '../../scores/concept-scores.js';
import { aucInterval, pOfHalf, type RankedAuc, rankedAuc } from './auc-interval.js';
import { type EntangledLabel, type LabelAuc, sentenceOf } from './entangled-label.js';

/** Options of {@link entanglement}. */
export interface EntanglementOptions {
  /** The concept's own label. */
  readonly of: string;
  /** Of the intervals, and 1 − the false discovery rate of the verdicts; between 0.5 and 1. Default 0.95. */
  readonly confidence?: number | undefined;
}

/** With fewer on a side, an AUC is too uncertain, and its interval too narrow. */
const LEAST_EXAMPLES = 10;

/**
 * Measures how entangled a concept is with every other label: how well its score separates examples with the other label from those
 * without, among all examples and among those that agree in the concept's own label. The most entangled label comes first.
 *
 * If glasses and hats are correlated (φ), the score of "glasses" tells who wears a hat, even if the vector is right. If it also does so
 * among the people with glasses, and among those without, then the vector contains the hat, or the encoder does not represent the
 * two separately. `partialConcept` of `@csm/core` computes a vector without the other label.
 *
 * Use held-out examples: a vector fits the examples from which it was computed. Only labels that are given can be found.
 *
 * Sources: DeLong, DeLong & Clarke-Pearson 1988 (Biometrics 44) for the intervals; van Elteren 1960 for the
 * test over strata.
 *
 * @param concept a concept vector or score; a vector stands for its dot product.
 * @param latents `[n, latentSize]`.
 * @param labels for each label, one item per latent, including the concept's own label.
 * @returns one item per other label, by decreasing distance of the interval of `within` from 0.5; those with too few examples
 * come last.
 * @throws if a label is unknown, the latents are not finite, or their size differs from the concept's.
 *
 * @example
 * const [most] = entanglement(glasses, heldOut, labels, { of: 'Eyeglasses' });
 * console.log(most.sentence);
 * @category Test a concept
 */
export function entanglement(
  concept: ConceptVector | ConceptScore,
  latents: NdArray,
  labels: ExampleLabels,
  options: EntanglementOptions,
): EntangledLabel[] {
  const caller = 'entanglement';
  checkRequiredOptions(caller, options, { of: true, confidence: true });
  const { of, confidence = 0.95 } = options;
  if (!(confidence > 0.5 && confidence < 1)) {
    throw invalidArgument(`${caller}: confidence must be between 0.5 and 1; got ${shown(confidence)}.`);
  }
  const { count } = checkLatents(caller, 'latents', latents);
  checkLabels(caller, labels, count);
  const own = labelsNamed(caller, labels, of);
  const auc = rankedAuc(scoresOfLatents(caller, latents, [concept]).data);
  const measured = Object.entries(labels)
    .filter(([name]) => name !== of)
    .map(([name, other]) => {
      const known = [...own.keys()].filter((i) => own[i] !== null && other[i] !== null);
      const aucAmong = (among: (i: number) => boolean) =>
        auc((i) => (own[i] !== null && among(i) ? (other[i] ?? undefined) : undefined));
      const strata = [true, false].map((has) => aucAmong((i) => own[i] === has));
      const numbers = (label: readonly (boolean | null)[]) => known.map((i) => Number(label[i]));
      return {
        name,
        phi: known.length === 0 ? Number.NaN : pearson(numbers(own), numbers(other)),
        overall: aucAmong(() => true),
        strata,
        within: average(strata),
      };
    });
  const tested = measured.flatMap(({ within: { estimate } }) => (estimate ? [pOfHalf(estimate)] : []));
  const adjusted = benjaminiHochberg(tested)[Symbol.iterator]();
  const found = measured.map(({ name, phi, overall, strata: [withConcept, withoutConcept], within }) => {
    const q = within.estimate ? (adjusted.next().value ?? Number.NaN) : Number.NaN;
    const rest = {
      name,
      phi,
      overall: aucOf(overall, confidence),
      withConcept: aucOf(withConcept ?? NONE, confidence),
      withoutConcept: aucOf(withoutConcept ?? NONE, confidence),
      within: aucOf(within, confidence),
      q,
      verdict: verdictOf(q, confidence),
    };
    return { ...rest, sentence: sentenceOf(rest, concept.name, of, confidence) };
  });
  return found.sort((a, b) => distance(b) - distance(a) || strength(b) - strength(a));
}

const NONE: RankedAuc = { positives: 0, negatives: 0, estimate: undefined };

function hasEnough({ positives, negatives }: RankedAuc): boolean {
  return Math.min(positives, negatives) >= LEAST_EXAMPLES;
}

/** The average over the strata that have enough examples. */
function average(strata: readonly RankedAuc[]): RankedAuc {
  let [positives, negatives, total, auc, variance, nullVariance] = [0, 0, 0, 0, 0, 0];
  for (const stratum of strata) {
    if (!stratum.estimate || !hasEnough(stratum)) continue;
    const weight = (stratum.positives * stratum.negatives) / (stratum.positives + stratum.negatives + 1);
    positives += stratum.positives;
    negatives += stratum.negatives;
    total += weight;
    auc += weight * stratum.estimate.auc;
    variance += weight ** 2 * stratum.estimate.variance;
    nullVariance += weight ** 2 * stratum.estimate.nullVariance;
  }
  if (total === 0) return { positives, negatives, estimate: undefined };
  const square = total ** 2;
  const estimate = { auc: auc / total, variance: variance / square, nullVariance: nullVariance / square };
  return { positives, negatives, estimate };
}

function aucOf(found: RankedAuc, confidence: number): LabelAuc {
  const { positives, negatives } = found;
  const estimate = hasEnough(found) ? found.estimate : undefined;
  return {
    positives,
    negatives,
    auc: estimate?.auc,
    interval: estimate && aucInterval(estimate, confidence),
  };
}

function verdictOf(q: number, confidence: number): EntangledLabel['verdict'] {
  if (Number.isNaN(q)) return 'too few';
  return q <= 1 - confidence ? 'entangled' : 'not shown';
}

/** How far the interval lies from 0.5; −1 if there are too few examples. */
function distance({ within: { interval } }: EntangledLabel): number {
  if (interval === undefined) return -1;
  return Math.max(0, interval[0] - 0.5, 0.5 - interval[1]);
}

function strength({ within: { auc }, phi }: EntangledLabel): number {
  return auc === undefined ? Math.abs(phi) || 0 : Math.abs(auc - 0.5);
}
