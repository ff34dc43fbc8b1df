import { size } from '@csm/base';
import { slice as cut, pad, reshape } from '@tensorflow/tfjs-core';
import type { OperationKind } from '../operation-kind.js';

/**
 * Some of the features, in row-major order, as a separate tensor: one of several inputs that are packed into one, or
 * the columns of an output that contain the posterior's mean.
 */
export interface Slice {
  readonly kind: 'slice';
  /** First feature. */
  readonly start: number;
  /** Shape of the slice, without the batch axis. */
  readonly shape: readonly number[];
}

export const slice: OperationKind<Slice> = {
  linear: true,
  routing: true,
  forward: ({ start, shape }, [x]) => {
    const [batch = 0] = x.shape;
    return reshape(cut(reshape(x, [batch, -1]), [0, start], [batch, size(shape)]), [batch, ...shape]);
  },
  vjp: ({ start, shape }, { inputs: [x] }, cotangent) => {
    const [batch = 0] = x.shape;
    const count = size(shape);
    const after = x.size / batch - start - count;
    const padded = pad(reshape(cotangent, [batch, count]), [
      [0, 0],
      [start, after],
    ]);
    return [reshape(padded, x.shape)];
  },
};
