/** All numbers of the quickstart. The docs' figures were made with these numbers and this seed. */
export const settings = {
  seed: 1,
  /** Height and width of the synthetic faces. */
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
  /** Number of held-out faces with the attribute over which shares are averaged. */
  facesPerConcept: 50,
  /** Number of random concept vectors of equal norm, as a control. */
  randomConcepts: 4,
  integrationSteps: 10,
  percentile: 95,
} as const;

/** The same settings, with any numbers. */
export type Settings = {
  readonly [Name in keyof typeof settings]: (typeof settings)[Name] extends number
    ? number
    : readonly number[];
};
