/** All numbers of the quickstart. Figures in the docs come from these, with this seed. */
export const settings = {
  seed: 1,
  /** Height and width of the drawn faces. */
  size: 32,
  trainingFaces: 3000,
  heldOutFaces: 600,
  latentSize: 32,
  filters: [8, 16, 32],
  kernelSize: 3,
  dense: [128],
  epochs: 7,
  batchSize: 16,
  learningRate: 3e-3,
  klWeight: 1e-3,
  /** Held-out faces that have the attribute, over which shares are averaged. */
  facesPerConcept: 50,
  /** Random concept vectors of equal norm, as control. */
  randomConcepts: 4,
  integrationSteps: 10,
  percentile: 95,
} as const;

export type Settings = typeof settings;
