import { transpose } from '@tensorflow/tfjs-core';
import { field, type OperationKind } from '../operation-kind.js';

/** Reorders the axes. */
export interface Permute {
  readonly kind: 'permute';
  /** For each axis of the output, the corresponding axis of the input; the batch axis, 0, stays first. */
  readonly order: readonly number[];
}

export const permute: OperationKind<Permute> = {
  linear: true,
  routing: true,
  fromLayer: (layer) =>
    layer.getClassName() === 'Permute'
      ? { kind: 'permute', order: [0, ...field<number[]>(layer, 'dims')] }
      : undefined,
  forward: ({ order }, [x]) => transpose(x, [...order]),
  vjp: ({ order }, _record, cotangent) => [
    transpose(
      cotangent,
      order.map((_, axis) => order.indexOf(axis)),
    ),
  ],
};
