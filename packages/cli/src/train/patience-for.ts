/** The least epochs without a lower validation loss after which a training of vectors ends, and the least steps in them. */
const [EPOCHS, STEPS] = [15, 150] as const;

/**
 * The patience of a training. Small data are learned by heart without one; but the validation loss is computed with BatchNorm's moving
 * averages, which lag by about 100 steps.
 * @param samples the number of samples that are trained on.
 */
export const patienceFor = (samples: number, batchSize: number): number =>
  Math.max(EPOCHS, Math.ceil(STEPS / Math.max(1, Math.ceil(samples / batchSize))));
