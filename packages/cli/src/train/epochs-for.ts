import { geneTraining } from '@csm/models';

/** The limits of {@link epochsFor}. */
export interface EpochLimits {
  /** Steps that a training has at least. */
  readonly steps: number;
  /** The largest number of epochs. */
  readonly most: number;
}

/** The number of epochs of a training of vectors without `--epochs`, at least 10: fewer samples get more epochs. */
export const epochsFor = (samples: number, { steps, most }: EpochLimits): number =>
  Math.min(most, Math.max(10, Math.ceil((steps * geneTraining.batchSize) / samples)));
