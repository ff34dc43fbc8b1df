import {
  checkCount,
  checkList,
  checkOneOf,
  checkOptions,
  invalidArgument,
  largest,
  shown,
  smallest,
  typeName,
} from '@csm/base';
import type { Binning } from './histogram.js';

/** The scores of two groups, drawn as two histograms in one frame. */
export interface ScoreHistogram {
  /** The title, for example the name of the concept. */
  readonly title: string;
  /** Scores of the examples that have the concept. */
  readonly positives: ArrayLike<number>;
  /** Scores of the examples that lack it. */
  readonly negatives: ArrayLike<number>;
  /** ROC AUC of the scores, in [0, 1], which is written under the histogram: `AUC .995`. */
  readonly auc?: number | undefined;
  /** Cohen's d of the scores, which is written under the histogram: `d 1.45`. */
  readonly cohensD?: number | undefined;
  /** More text under the histogram. */
  readonly caption?: string | undefined;
}

/** Options of {@link histogramGrid}. */
export interface HistogramGridOptions {
  readonly title?: string | undefined;
  readonly histograms: readonly ScoreHistogram[];
  /** Histograms per row. Default 4. */
  readonly columns?: number | undefined;
  /** Number of bins per histogram. Default 20; the paper uses 40. */
  readonly bins?: number | undefined;
  /**
   * `'round'` (default): both groups have the same bins, whose ends are round numbers, so that there are about as many bins as
   * `bins`. `'exact'`: `bins` bins of equal width between the smallest and the largest score of both, as in the notebooks of the
   * paper (matplotlib's `hist` of two lists).
   */
  readonly binning?: Binning | undefined;
  /** The name of the scores, with their unit, which is written under the lowest histograms. Default `concept score v · z`. */
  readonly axisLabel?: string | undefined;
  /** Names of the two groups. Default `with` and `without`. */
  readonly groups?: readonly [positives: string, negatives: string] | undefined;
}

/** @throws unless the options are valid for `histogramGrid`. */
export function checkHistogramGridOptions(options: HistogramGridOptions): void {
  const caller = 'histogramGrid';
  if (!Array.isArray(options?.histograms)) {
    throw invalidArgument(
      `${caller}: expected { histograms: [{ title, positives, negatives }] }; got ${typeName(options)}.`,
    );
  }
  checkOptions(caller, options, {
    ...{ title: true, histograms: true, columns: true, bins: true, binning: true },
    ...{ axisLabel: true, groups: true },
  });
  const { histograms, columns = 4, bins = 20, binning = 'round', groups = ['with', 'without'] } = options;
  checkCount(caller, 'columns', columns);
  checkCount(caller, 'bins', bins);
  checkOneOf(caller, 'binning', binning, ['round', 'exact']);
  checkList(caller, 'groups', groups);
  if (histograms.length === 0) throw invalidArgument(`${caller}: expected at least one histogram; got none.`);
  for (const [i, histogram] of histograms.entries()) {
    checkHistogram(`${caller}: histogram ${i}`, histogram);
    checkScores(caller, histogram.title, 'positives', histogram.positives);
    checkScores(caller, histogram.title, 'negatives', histogram.negatives);
    checkRange(caller, histogram);
  }
}

function checkHistogram(caller: string, histogram: ScoreHistogram): void {
  checkOptions(caller, histogram, {
    ...{ title: true, positives: true, negatives: true },
    ...{ auc: true, cohensD: true, caption: true },
  });
  const { auc, cohensD } = histogram;
  if (auc !== undefined && !(auc >= 0 && auc <= 1)) {
    throw invalidArgument(`${caller}: auc must be a number from 0 to 1; got ${shown(auc)}.`);
  }
  if (cohensD !== undefined && !Number.isFinite(cohensD)) {
    throw invalidArgument(
      `${caller}: cohensD must be a finite number; got ${shown(cohensD)}; leave it out if it is not known.`,
    );
  }
}

function checkScores(caller: string, title: string, group: string, scores: ArrayLike<number>): void {
  if (!(scores?.length > 0)) {
    throw invalidArgument(`${caller}: "${title}" must have at least one score in ${group}; got none.`);
  }
  const bad = Array.from(scores).findIndex((score) => !Number.isFinite(score));
  if (bad === -1) return;
  throw invalidArgument(`${caller}: "${title}" must have finite ${group}; score ${bad} is ${scores[bad]}.`);
}

/** @throws if the range of the scores is beyond the numbers, such as that of ±1e308. */
function checkRange(caller: string, { title, positives, negatives }: ScoreHistogram): void {
  const all = [positives, negatives].map((scores) => Array.from(scores));
  const [low, high] = [smallest(all.map(smallest)), largest(all.map(largest))];
  if (Number.isFinite(2 * (high - low))) return;
  throw invalidArgument(
    `${caller}: the scores of "${title}" must have a finite range; they are from ${low} to ${high}; divide them by a large number.`,
  );
}
