import type { ImageVaeOptions, TrainVaeOptions } from '@csm/models';

/** All numbers of a run. Figures in the docs come from these, with seeds 1 and 2. */
export interface Settings {
  readonly seed: number;
  /** Height and width of the pictures. */
  readonly size: number;
  /** `'celeba'`: the paper's VAE, 43 million parameters. Otherwise a small one. */
  readonly model: 'celeba' | Omit<ImageVaeOptions, 'size' | 'seed'>;
  readonly training: Pick<
    TrainVaeOptions,
    'epochs' | 'stepsPerEpoch' | 'learningRate' | 'klWeight' | 'sampling' | 'patience' | 'checkpointSeconds'
  > & { readonly batchSize: number };
  readonly analysis: AnalysisSettings;
}

/** What is done with the trained model; a stage whose numbers change is done again. */
export interface AnalysisSettings {
  /** Training pictures, the first of the part, for BatchNorm's statistics and the mean face. */
  readonly meanImages: number;
  /** Examples a side that concept vectors are made of: the first so many, as in the paper, or `'all'`. */
  readonly examples: number | 'all';
  /** Resamples of the bootstrap. */
  readonly resamples: number;
  /** Cost C of the classifiers; they get `classifierExamples` examples a side at most, for a step costs n · L². */
  readonly classifierCost: number;
  readonly classifierExamples: number;
  /** Held-out pictures that have the concept, over which measures of maps are averaged. */
  readonly measuredImages: number;
  /** Random concept vectors of equal norm, as control. */
  readonly randomConcepts: number;
  readonly integrationSteps: number;
  readonly percentile: number;
  /** Which picture the figures show: 3 is the third highest score, as in the paper, of those that have the concept. */
  readonly shownRank: number;
  /** How far the traversal goes, in units of the concept vector. */
  readonly alphas: readonly number[];
}

/** What most runs do with their model. */
export const analysis: AnalysisSettings = {
  meanImages: 1000,
  examples: 500,
  resamples: 200,
  classifierCost: 0.01,
  classifierExamples: 500,
  measuredImages: 24,
  randomConcepts: 20,
  integrationSteps: 16,
  percentile: 95,
  shownRank: 3,
  alphas: [-2, -1, 0, 1, 2],
};

/** CMU faces: 370 pictures to learn from, so many epochs. The KL weight is the paper's for faces. */
export const cmu: Settings = {
  seed: 1,
  size: 64,
  model: { channels: 1, latentSize: 32, filters: [8, 16, 32, 64], dense: [128] },
  training: { epochs: 60, batchSize: 16, learningRate: 2e-3, klWeight: 5e-4, patience: 15 },
  analysis: { ...analysis, examples: 'all' },
};
