import { slice as cut, pad, reshape } from '@tensorflow/tfjs-core';
import type { OperationKind } from '../operation-kind.js';

/**
 * Some of the features, in row-major order, as a tensor of their own: one of several inputs that were packed into one, or
 * the columns of an output that hold the posterior's mean.
 */
export interface Slice {
  readonly kind: 'slice';
  /** First feature. */
  readonly start: number;
  /** Shape of what is cut out, without the batch axis. */
  readonly shape: readonly number[];
}

export const slice: OperationKind<Slice> = {
  linear: true,
  routing: true,
  fromLayer: () => undefined,
  forward: ({ start, shape }, [x]) => {
    const batch = x!.shape[0]!;
    return reshape(cut(reshape(x!, [batch, -1]), [0, start], [batch, sizeOf(shape)]), [batch, ...shape]);
  },
  vjp: ({ start, shape }, { inputs: [x] }, cotangent) => {
    const batch = x!.shape[0]!;
    const size = sizeOf(shape);
    const after = x!.size / batch - start - size;
    const padded = pad(reshape(cotangent, [batch, size]), [
      [0, 0],
      [start, after],
    ]);
    return [reshape(padded, x!.shape)];
  },
};

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}
