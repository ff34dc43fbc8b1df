/** Reconstruction losses on the same data. */
export interface LossesInUse {
  /** With BatchNorm's moving averages and z = z_mean, as the model is used. */
  readonly inUse: number;
  /** The loss that it should not exceed by much, and what that is: `'in training'`. */
  readonly reference: number;
  readonly referenceName: string;
  /** Of a model that always answers the mean picture. */
  readonly meanPicture: number;
}

/**
 * How much higher than the reference a loss in use may be. Without noise it is usually lower; BatchNorm's averages that lag
 * raised it by 30 to 60 %.
 */
const TOLERATED = 1.2;

/**
 * Warns if the model is worse in use than in training, or no better than a constant picture.
 * @param advice what to do, in the imperative.
 */
export function warnOfLossInUse(
  caller: string,
  { inUse, reference, referenceName, meanPicture }: LossesInUse,
  advice: string,
  onWarning: (message: string) => void,
): void {
  const isWorse = inUse > TOLERATED * reference;
  if (!isWorse && inUse <= meanPicture) return;
  const limits = [
    ...(isWorse ? [`${shown(reference)} ${referenceName}`] : []),
    ...(inUse > meanPicture ? [`${shown(meanPicture)} of always answering the mean picture`] : []),
  ].join(' and ');
  onWarning(
    `${caller}: the reconstruction loss in use (BatchNorm with its moving averages, z = z_mean) is ${shown(inUse)}, above ` +
      `${limits}; ${advice}.`,
  );
}

function shown(loss: number): string {
  return loss.toPrecision(3);
}
