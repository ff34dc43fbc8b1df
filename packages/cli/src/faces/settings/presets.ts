import { analysis, type Settings } from './settings.js';

/** Synthetic faces, and their number. */
export const drawn = {
  seed: 1,
  size: 32,
  model: { latentSize: 32, filters: [8, 16, 32], dense: [128] },
  training: { epochs: 7, batchSize: 16, learningRate: 3e-3, klWeight: 1e-3, patience: 3 },
  analysis: { ...analysis, randomConcepts: 8 },
  counts: { train: 2000, validation: 200, test: 500 },
} as const satisfies Settings & { counts: object };

/** The paper's experiment: it takes days of training without a GPU, or uses the authors' weights with `--weights`. */
export const celeba: Settings = {
  seed: 1,
  size: 128,
  model: 'celeba',
  training: {
    epochs: 15,
    stepsPerEpoch: 10_000,
    batchSize: 20,
    learningRate: 1e-3,
    klWeight: 5e-4,
    sampling: 'reference',
    patience: 3,
  },
  // The large encoder takes a tenth of a second per step and picture.
  analysis: { ...analysis, measuredImages: 4, randomConcepts: 2 },
};

/** Everything as in the paper's notebook: no split, the last weights, Keras' moving averages, one draw of z per picture. */
export const asPublished: Settings = {
  ...celeba,
  trainOn: 'all',
  keep: 'last',
  batchNorm: 'moving',
  sample: true,
  resize: 'nearest',
  paperLabels: true,
};

/** CelebA at 64×64 with a small VAE: hours instead of days. */
export const celebaSmall: Settings = {
  seed: 1,
  size: 64,
  model: { latentSize: 64, filters: [16, 32, 64, 128], dense: [256] },
  training: {
    epochs: 10,
    stepsPerEpoch: 2000,
    batchSize: 32,
    learningRate: 1e-3,
    klWeight: 5e-4,
    patience: 3,
  },
  analysis: { ...analysis, randomConcepts: 8 },
};

/** Any folder of pictures, at 64×64 with a small VAE; a small folder needs many epochs, and stops when validation does not improve. */
export const ownFaces: Settings = {
  seed: 1,
  size: 64,
  model: { channels: 3, latentSize: 32, filters: [8, 16, 32, 64], dense: [128] },
  training: { epochs: 30, batchSize: 16, learningRate: 2e-3, klWeight: 5e-4, patience: 8 },
  analysis: { ...analysis, randomConcepts: 8 },
};
