import { dispose, type Tensor, tidy } from '@tensorflow/tfjs-core';

/**
 * New tensors in place of old ones, each of which is disposed as soon as its successor is made: running sums. After an error
 * none is left.
 */
export function replaced(old: readonly Tensor[], next: (tensor: Tensor, k: number) => Tensor): Tensor[] {
  const made: Tensor[] = [];
  try {
    for (const [k, tensor] of old.entries()) {
      made.push(tidy(() => next(tensor, k)));
      tensor.dispose();
    }
    return made;
  } catch (error) {
    dispose([...made, ...old]);
    throw error;
  }
}
