import { transpose } from '@tensorflow/tfjs-core';
import { field, type OperationKind } from '../operation-kind.js';

/** The axes in another order. */
export interface Permute {
  readonly kind: 'permute';
  /** The axis of the input that each axis of the output is; the batch axis, 0, stays first. */
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
