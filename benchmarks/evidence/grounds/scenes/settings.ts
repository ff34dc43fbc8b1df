import type { Correlation } from './description.js';

/** All numbers of the scenes and their models. */
export const scenes = {
  /** Scenes of each part. */
  count: {
    training: 2000,
    /** Examples of concepts whose labels are correlated. */
    examples: 1000,
    'held out': 400,
    independent: 400,
    shown: 120,
    donors: 100,
  },
  /** Scenes with a concept, and without it, for which maps are made. */
  shown: 16,
  latentSize: 24,
  training: { epochs: 12, batchSize: 16, learningRate: 3e-3 },
  beta: 0.02,
  weakBeta: 0.001,
  classifier: {
    latentSize: 32,
    labels: ['hat', 'glasses', 'ball', 'stripes', 'blue'],
    epochs: 8,
    batchSize: 32,
    learningRate: 2e-3,
  },
  /** Models of another version are trained again. Change it if the drawing or an architecture changes. */
  version: { scenes: 1 },
} as const;

/** Attributes of the two halves that are correlated where the encoder sees only the upper half. */
export const blindPairs: readonly Correlation[] = [
  { first: 'hat', second: 'boots', phi: 0.9 },
  { first: 'glasses', second: 'stripes', phi: 0.9 },
];
