import { invalidArgument } from '@csm/base';
import type { Tensor } from '@tensorflow/tfjs-core';

/** @throws if one of a model's weights was disposed. */
export function checkNotDisposed(caller: string, weights: readonly Pick<Tensor, 'isDisposed'>[]): void {
  if (!weights.some(({ isDisposed }) => isDisposed)) return;
  throw invalidArgument(
    `${caller}: the model was disposed; load it again, and dispose it only after the last use of its encoder.`,
  );
}
