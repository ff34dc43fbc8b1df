import { olfactoryBulbTraining } from '@csm/models';
import { MAP_OVER_MEAN, PAPER_METHOD } from './methods.js';

/** What a concept is made from: a marker gene, or the genes of a label; and the layers that it marks. Several layers count as one. */
export interface Marker {
  /** The gene, or the label. */
  readonly name: string;
  /** The concept's genes are those that are nearest to the mean latent of these genes. The first one is drawn. */
  readonly genes: readonly string[];
  readonly layers: readonly string[];
  /** Layers that are also measured but not included in means. */
  readonly alsoMeasured?: readonly string[];
}

/** The paper's markers, and the layers with which they are compared. */
export const PAPER_MARKERS: readonly Marker[] = [
  { name: 'Penk', genes: ['Penk'], layers: ['GCL'] },
  // Doc2g also marks mitral cells, a thin layer that no map of the independent run found.
  { name: 'Doc2g', genes: ['Doc2g'], layers: ['GL'], alsoMeasured: ['MCL'] },
  { name: 'Kctd12', genes: ['Kctd12'], layers: ['ONL'] },
];

/** The settings that decide the results, together with the seed and the counts. */
export interface Settings {
  /** One concept per marker. Undefined: they are chosen from the data. */
  readonly markers?: readonly Marker[] | undefined;
  /** Makes one concept per label instead. */
  readonly byLabel?: boolean | undefined;
  /** The labels of these concepts. Default: those of most spots. */
  readonly labelValues?: readonly string[] | undefined;
  /** Number of genes per concept, including the marker. */
  readonly size: number;
  readonly epochs: number;
  /** Pictures per training step, and its learning rate. */
  readonly batchSize: number;
  readonly learningRate: number;
  /** Genes with counts at fewer spots are left out. */
  readonly minSpots: number;
  /** The largest number of genes; the most spatially variable ones are taken. */
  readonly maxGenes: number | 'all';
  /** Height and width of the pictures of genes. Default: 32 for the 2016 arrays; else so that each spot has its own cell. */
  readonly cells?: number | undefined;
  /** A file of Keras weights, or a folder that `saveVae` wrote, instead of a training. */
  readonly weights?: string | undefined;
  /** Names of the methods whose maps are drawn: `METHOD_NAMES`. The first one makes the paper's figure. */
  readonly methods: readonly string[];
  /** Latents: the mean of the posterior, or one seeded draw per gene, as in the notebook. */
  readonly latents: 'mean' | 'draw';
  /** Statistics of BatchNorm: computed over all genes, or the moving averages of the training, as in the notebook. */
  readonly batchNorm: 'recomputed' | 'moving averages';
  /** Number of random concept vectors for comparison, at least 2. */
  readonly controls: number;
}

/** Our defaults for the 2016 arrays: the paper's experiment with the mean latent and recomputed BatchNorm statistics. */
export const DEFAULTS: Settings = {
  size: 50,
  epochs: olfactoryBulbTraining.epochs,
  batchSize: olfactoryBulbTraining.batchSize,
  learningRate: olfactoryBulbTraining.learningRate,
  minSpots: 1,
  maxGenes: 'all',
  methods: [PAPER_METHOD, 'integratedGradients', MAP_OVER_MEAN],
  latents: 'mean',
  batchNorm: 'recomputed',
  controls: 20,
};

/**
 * Our defaults for other tissues, whose pictures have several times as many cells: fewer genes, in smaller steps of the
 * training, so that a slide takes minutes on two cores.
 */
export const LARGE_DEFAULTS: Settings = {
  ...DEFAULTS,
  epochs: 6,
  batchSize: 16,
  learningRate: 1e-3,
  minSpots: 10,
  maxGenes: 2000,
  controls: 8,
};

/** As in the notebook: one draw of z per gene, moving averages in BatchNorm, and only maps by the paper's method. */
export const AS_PUBLISHED: Pick<Settings, 'latents' | 'batchNorm' | 'methods'> = {
  latents: 'draw',
  batchNorm: 'moving averages',
  methods: [PAPER_METHOD],
};
