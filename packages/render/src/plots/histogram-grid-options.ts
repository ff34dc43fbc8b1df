import { checkCount, checkList, checkOptions, invalidArgument, typeName } from '@csm/base';

/** The scores of two groups, drawn as two histograms in one frame. */
export interface ScoreHistogram {
  /** The title, for example the name of the concept. */
  readonly title: string;
  /** Scores of the examples that have the concept. */
  readonly positives: ArrayLike<number>;
  /** Scores of the examples that lack it. */
  readonly negatives: ArrayLike<number>;
  /** Text under the histogram, such as `AUC 0.93`. */
  readonly caption?: string | undefined;
}

/** Options of {@link histogramGrid}. */
export interface HistogramGridOptions {
  readonly title?: string | undefined;
  readonly histograms: readonly ScoreHistogram[];
  /** Histograms per row. Default 4. */
  readonly columns?: number | undefined;
  /** Approximate number of bins per histogram; the ends of the bins are round numbers. Default 20. */
  readonly bins?: number | undefined;
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
  checkOptions(caller, options, { title: true, histograms: true, columns: true, bins: true, groups: true });
  const { histograms, columns = 4, bins = 20, groups = ['with', 'without'] } = options;
  checkCount(caller, 'columns', columns);
  checkCount(caller, 'bins', bins);
  checkList(caller, 'groups', groups);
  if (histograms.length === 0) throw invalidArgument(`${caller}: expected at least one histogram; got none.`);
  for (const [i, histogram] of histograms.entries()) {
    checkHistogram(`${caller}: histogram ${i}`, histogram);
    checkScores(caller, histogram.title, 'positives', histogram.positives);
    checkScores(caller, histogram.title, 'negatives', histogram.negatives);
  }
}

function checkHistogram(caller: string, histogram: ScoreHistogram): void {
  checkOptions(caller, histogram, { title: true, positives: true, negatives: true, caption: true });
}

function checkScores(caller: string, title: string, group: string, scores: ArrayLike<number>): void {
  if (!(scores?.length > 0)) {
    throw invalidArgument(`${caller}: "${title}" must have at least one score in ${group}; got none.`);
  }
  const bad = Array.from(scores).findIndex((score) => !Number.isFinite(score));
  if (bad === -1) return;
  throw invalidArgument(`${caller}: "${title}" must have finite ${group}; score ${bad} is ${scores[bad]}.`);
}
