import { dispose, type Tensor, tidy } from '@tensorflow/tfjs-core';

/** New tensors in place of old ones, which are disposed: running sums. */
export function replaced(old: readonly Tensor[], next: (tensor: Tensor, k: number) => Tensor): Tensor[] {
  const made = old.map((tensor, k) => tidy(() => next(tensor, k)));
  dispose([...old]);
  return made;
}
