import type { MethodName } from './settings.js';

/** What the page knows of the loaded model and data; the numbers stay in the worker. */
export interface Summary {
  /** Such as `Drawn faces`, or the names of the files. */
  readonly name: string;
  readonly kind: 'pictures' | 'rows' | 'spots';
  readonly ids: readonly string[];
  /** Columns that can be a concept or a colour. */
  readonly attributes: readonly AttributeSummary[];
  /** Absent until a model is there. */
  readonly model?: ModelSummary;
  /** Names of the features of rows and spots, such as genes. */
  readonly featureNames?: readonly string[];
  /** Whether the inputs are counts of genes, so that genes can be ranked. */
  readonly hasCounts?: boolean;
  /** What is missing or doubtful, and what to do, one sentence each. */
  readonly notes: readonly string[];
}

export interface AttributeSummary {
  readonly name: string;
  /** The values of a category; for booleans `true` and `false`; absent for numbers. */
  readonly values?: readonly string[];
}

export interface ModelSummary {
  readonly name: string;
  readonly inputShape: readonly number[];
  readonly layout?: 'channelsFirst' | 'channelsLast';
  readonly latentSize: number;
  readonly hasDecoder: boolean;
  /** The methods that can explain it. */
  readonly methods: readonly MethodName[];
  /** What the model is, in words: the text of `describeEncoder`. */
  readonly description: string;
}

/** What is known of a concept as soon as its vector is made. */
export interface ConceptSummary {
  readonly name: string;
  readonly withCount: number;
  readonly withoutCount: number;
  /** One score per input, in the order of the ids. */
  readonly scores: Float32Array;
  /** One per input: 1 with the concept, −1 without it, 0 neither. */
  readonly labels: Int8Array;
  readonly histogram: ScoreHistogram;
  /** Area under the ROC curve on examples that the vector was not made from; absent for a pasted vector, and with too few examples. */
  readonly heldOutAuc?: number;
  /** 95 % bounds of the AUC. */
  readonly aucBounds?: readonly [lower: number, upper: number];
  /** Cosine between vectors made from random halves of the examples, on average; absent for a pasted vector, and with too few examples. */
  readonly stability?: number;
  /** Doubts, one sentence each. */
  readonly notes: readonly string[];
}

/** How many scores are in each of some bins of equal width. */
export interface ScoreHistogram {
  /** The lower end of the first bin, and the upper end of the last. */
  readonly range: readonly [from: number, to: number];
  readonly with: SideOfHistogram;
  readonly without: SideOfHistogram;
  /** Inputs that are neither. */
  readonly others: SideOfHistogram;
}

export interface SideOfHistogram {
  readonly counts: readonly number[];
  /** Mean score; NaN if no input is on this side. */
  readonly mean: number;
}
