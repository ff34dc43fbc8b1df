import { geneTraining } from '@csm/models';

/**
 * Steps of a training of vectors without `--epochs`: fewer samples get more epochs. With more than about 100 epochs, a few hundred cells are
 * learned by heart.
 */
const STEPS = 2000;
const MOST_EPOCHS = 100;

/** The number of epochs of a training of vectors without `--epochs`. */
export const epochsFor = (samples: number): number =>
  Math.min(MOST_EPOCHS, Math.max(10, Math.ceil((STEPS * geneTraining.batchSize) / samples)));
