import { shuffled } from '@csm/datasets';
import { usageError } from '../terminal/usage-error.js';

/** The rows of samples for training, and those for validation. */
export interface SampleSplit {
  readonly training: readonly number[];
  readonly validation: readonly number[];
}

/**
 * Draws the rows of samples for training and for validation.
 * @param options.most the largest number of samples for validation. Default: any.
 * @throws if no samples are left for the training.
 */
export function splitSamples(
  count: number,
  {
    validation,
    seed,
    most = count,
  }: { readonly validation: number; readonly seed: number; readonly most?: number | undefined },
): SampleSplit {
  const order = shuffled([...Array(count).keys()], seed);
  const held = Math.min(most, Math.floor(count * validation));
  if (held < count) return { training: order.slice(held), validation: order.slice(0, held) };
  throw usageError(`--validation ${validation} leaves no samples for the training; use a smaller share.`);
}
