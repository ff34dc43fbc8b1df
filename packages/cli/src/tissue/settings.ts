import { olfactoryBulbTraining } from '@csm/models';
import { PAPER_METHOD } from './methods.js';

/** A marker gene and the layers that it marks. Several layers count as one. */
export interface Marker {
  readonly gene: string;
  readonly layers: readonly string[];
  /** Layers that are also measured but not included in means. */
  readonly alsoMeasured?: readonly string[];
}

/** The paper's markers, and the layers with which they are compared. */
export const PAPER_MARKERS: readonly Marker[] = [
  { gene: 'Penk', layers: ['GCL'] },
  // Doc2g also marks mitral cells, a thin layer that no map of the independent run found.
  { gene: 'Doc2g', layers: ['GL'], alsoMeasured: ['MCL'] },
  { gene: 'Kctd12', layers: ['ONL'] },
];

/** The settings that decide the results, together with the seed and the counts. */
export interface Settings {
  /** One concept per marker. */
  readonly markers: readonly Marker[];
  /** Number of genes per concept, including the marker. */
  readonly size: number;
  readonly epochs: number;
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

/** Our defaults: the paper's experiment with the mean latent and recomputed BatchNorm statistics. */
export const DEFAULTS: Settings = {
  markers: PAPER_MARKERS,
  size: 50,
  epochs: olfactoryBulbTraining.epochs,
  methods: [PAPER_METHOD, 'integratedGradients'],
  latents: 'mean',
  batchNorm: 'recomputed',
  controls: 20,
};

/** As in the notebook: one draw of z per gene, moving averages in BatchNorm, and only maps by the paper's method. */
export const AS_PUBLISHED: Pick<Settings, 'latents' | 'batchNorm' | 'methods'> = {
  latents: 'draw',
  batchNorm: 'moving averages',
  methods: [PAPER_METHOD],
};
