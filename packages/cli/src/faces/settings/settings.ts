import type { ResizeMethod } from '@csm/datasets';
import type { ImageVaeOptions, TrainVaeOptions } from '@csm/models';

/** All numbers of a run. The docs' figures were made with these numbers and seeds 1 and 2. */
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
  /** Default `'bilinear'`. */
  readonly resize?: ResizeMethod | undefined;
  /**
   * `'split'`: the training pictures; the analysis uses pictures that the model has not seen. `'all'`: every picture, without
   * validation, as the paper did. Default `'split'`.
   */
  readonly trainOn?: 'split' | 'all' | undefined;
  /** The epoch whose weights are kept: the one with the lowest validation loss, or the last. Default `'best'`. */
  readonly keep?: 'best' | 'last' | undefined;
  /** BatchNorm's statistics: recomputed after the training, or the moving averages, as Keras uses them. Default `'recomputed'`. */
  readonly batchNorm?: 'recomputed' | 'moving' | undefined;
  /** Whether latents are one seeded draw of z per picture, as in the paper's notebooks, instead of the mean. Default false. */
  readonly sample?: boolean | undefined;
  /** Whether the paper's figures are labelled as in the paper: they do not say which concepts do not separate. Default false. */
  readonly paperLabels?: boolean | undefined;
}

/** Numbers of the analysis of the trained model. A stage whose numbers change is computed again. */
export interface AnalysisSettings {
  /** Number of training pictures, from the first, for BatchNorm's statistics and the mean face. */
  readonly meanImages: number;
  /** Number of examples per side of a concept vector, from the first, as in the paper; or `'all'`. */
  readonly examples: number | 'all';
  /** Number of resamples of the bootstrap. */
  readonly resamples: number;
  /** Cost C of the classifiers, and the largest number of examples per side: a step costs n · L². */
  readonly classifierCost: number;
  readonly classifierExamples: number;
  /** Number of held-out pictures with the concept over which measures of maps are averaged. */
  readonly measuredImages: number;
  /** Number of random concept vectors of equal norm, as a control. */
  readonly randomConcepts: number;
  readonly integrationSteps: number;
  readonly percentile: number;
  /** The picture that the figures show: 3 is the third highest score among pictures with the concept, as in the paper. */
  readonly shownRank: number;
  /** The steps of the traversal, in units of the concept vector. */
  readonly alphas: readonly number[];
  /** Number of resamples for the intervals of AUCs. */
  readonly scoreResamples: number;
  /** Names of the methods whose maps are drawn and measured. Default: the example's. */
  readonly methods?: readonly string[] | undefined;
}

/** The numbers of the analysis that most runs share. */
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
  scoreResamples: 1000,
};

/** CMU faces: many epochs, because there are only 370 training pictures. The KL weight is the paper's for faces. */
export const cmu: Settings = {
  seed: 1,
  size: 64,
  model: { channels: 1, latentSize: 32, filters: [8, 16, 32, 64], dense: [128] },
  training: { epochs: 60, batchSize: 16, learningRate: 2e-3, klWeight: 5e-4, patience: 15 },
  analysis: { ...analysis, examples: 'all' },
};
