import { checkCount, checkOptions, checkSeed, invalidArgument, mean, shown } from '@csm/base';
import { bootstrapSeparation } from './bootstrap-separation.js';
import { checkScores } from './check-scores.js';
import { cohensD } from './cohens-d.js';
import { rocAuc } from './roc-auc.js';

/** Options of {@link separability}. */
export interface SeparabilityOptions {
  /** Default 0. */
  readonly seed?: number | undefined;
  /** Share of the resamples inside the intervals, between 0 and 1. Default 0.95. */
  readonly confidence?: number | undefined;
  /** How many resamples are drawn, at least 2. Default 1000. */
  readonly resamples?: number | undefined;
}

/** Measures of how well scores separate the examples with a concept from those without it. */
export interface Separability {
  /** The number of examples with the concept and without it. */
  readonly positives: number;
  readonly negatives: number;
  /** Area under the ROC curve, as `rocAuc` computes it. */
  readonly auc: number;
  readonly aucInterval: readonly [lower: number, upper: number];
  /** Mean score of the positives minus that of the negatives. */
  readonly difference: number;
  readonly differenceInterval: readonly [lower: number, upper: number];
  /** As `cohensD` computes it; NaN if a side has only one example. */
  readonly cohensD: number;
  /**
   * `true` if the whole interval of the AUC is above 0.5. `false` if it is not, and the whole interval is below 0.7, where discrimination begins
   * to be acceptable (Hosmer & Lemeshow): the scores are noise with respect to the concept, or are reversed. `undefined` if there are too few
   * examples to decide: fewer than 10 on a side, or an interval that contains both 0.5 and 0.7.
   */
  readonly separates: boolean | undefined;
}

/** From here on discrimination counts as acceptable (Hosmer, Lemeshow & Sturdivant 2013, Applied Logistic Regression, 5.2.4). */
const ACCEPTABLE_AUC = 0.7;

/** With fewer examples on a side, bootstrap intervals are too narrow: two against two are often separated by chance. */
const LEAST_EXAMPLES = 10;

/**
 * Measures whether the scores of a concept separate examples with it from examples without it, with bootstrap intervals: both
 * sides are resampled with replacement, and the intervals are percentiles. The same seed gives the same numbers.
 *
 * Use scores of held-out examples: among the examples that made the vector, even noise seems to separate. If a concept does not
 * separate, its cosines with other concepts say nothing about entanglement, because its vector is noise.
 *
 * Source: Efron & Tibshirani 1993, An Introduction to the Bootstrap.
 *
 * @param positives scores of examples with the concept, such as from `conceptScores`.
 * @param negatives scores of examples without it.
 * @throws if one of the two sets is empty or holds a number that is not finite, or an option is invalid.
 *
 * @example
 * const { auc, separates } = separability(scoresWithGlasses, scoresWithout);
 * if (!separates) console.log(`AUC ${auc}: no map of this concept means anything`);
 * @category Test a concept
 */
export function separability(
  positives: ArrayLike<number>,
  negatives: ArrayLike<number>,
  options: SeparabilityOptions = {},
): Separability {
  const caller = 'separability';
  checkOptions(caller, options, { seed: true, confidence: true, resamples: true });
  const { seed = 0, confidence = 0.95, resamples = 1000 } = options;
  checkSeed(caller, seed);
  if (!(confidence > 0 && confidence < 1)) {
    throw invalidArgument(`${caller}: confidence must be between 0 and 1; got ${shown(confidence)}.`);
  }
  checkCount(caller, 'resamples', resamples, { min: 2 });
  for (const [name, scores] of Object.entries({ positives, negatives })) checkFinite(caller, name, scores);
  const intervals = bootstrapSeparation(positives, negatives, { seed, confidence, resamples });
  const few = Math.min(positives.length, negatives.length);
  return {
    positives: positives.length,
    negatives: negatives.length,
    auc: rocAuc(positives, negatives),
    ...intervals,
    difference: mean(positives) - mean(negatives),
    cohensD: few < 2 ? Number.NaN : cohensD(positives, negatives),
    separates: few < LEAST_EXAMPLES ? undefined : verdict(intervals.aucInterval),
  };
}

function verdict([lower, upper]: readonly [number, number]): boolean | undefined {
  if (lower > 0.5) return true;
  return upper < ACCEPTABLE_AUC ? false : undefined;
}

function checkFinite(caller: string, name: string, scores: ArrayLike<number>): void {
  checkScores(caller, name, scores);
  const bad = Array.from(scores).findIndex((score) => !Number.isFinite(score));
  if (bad >= 0) {
    throw invalidArgument(`${caller}: ${name} must be finite; score ${bad} is ${shown(scores[bad])}.`);
  }
}
