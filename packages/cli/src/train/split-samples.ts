import { shuffled } from '@csm/datasets';
import { usageError } from '../terminal/usage-error.js';

/** The rows of samples for training and for validation. @throws if none are left for the training. */
export function splitSamples(
  count: number,
  { validation, seed }: { readonly validation: number; readonly seed: number },
): { readonly training: readonly number[]; readonly validation: readonly number[] } {
  const order = shuffled([...Array(count).keys()], seed);
  const held = Math.floor(count * validation);
  if (held < count) return { training: order.slice(held), validation: order.slice(0, held) };
  throw usageError(`--validation ${validation} leaves no samples for the training; use a smaller share.`);
}
