import type { Vae } from '../../architectures/vae.js';
import { sampleName } from '../data/check-images.js';

/** Reconstruction losses on the same data. */
export interface LossesInUse {
  /** With BatchNorm's moving averages and z = z_mean, as the model is used. */
  readonly inUse: number;
  /** The loss with which it is compared, and the name of that loss, such as `'in training'`. */
  readonly reference: number;
  readonly referenceName: string;
  /** The loss of the same answer for every sample, such as the mean picture. */
  readonly constantAnswer: number;
}

/**
 * How much higher than the reference a loss in use may be. It is usually lower, because no noise is added to the latents; where
 * BatchNorm's averages lagged behind the weights, it was 30 to 60 % higher.
 */
const TOLERATED = 1.2;

/**
 * Warns if the model is worse in use than in training, or no better than a constant picture.
 * @param advice what to do, in the imperative.
 */
export function warnOfLossInUse(
  caller: string,
  vae: Pick<Vae, 'likelihood'>,
  { inUse, reference, referenceName, constantAnswer }: LossesInUse,
  advice: string,
  onWarning: (message: string) => void,
): void {
  const isWorse = inUse > TOLERATED * reference;
  if (!isWorse && inUse <= constantAnswer) return;
  const limits = [
    ...(isWorse ? [`${shown(reference)} ${referenceName}`] : []),
    ...(inUse > constantAnswer
      ? [
          `${shown(constantAnswer)}, the loss of always answering with the mean ${sampleName(vae) === 'image' ? 'picture' : 'sample'}`,
        ]
      : []),
  ].join(' and ');
  onWarning(
    `${caller}: the reconstruction loss in use (BatchNorm with its moving averages, z = z_mean) is ${shown(inUse)}, above ` +
      `${limits}; ${advice}.`,
  );
}

function shown(loss: number): string {
  return loss.toPrecision(3);
}
