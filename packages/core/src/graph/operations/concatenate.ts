import { concat, split, type Tensor } from '@tensorflow/tfjs-core';
import { field, type OperationKind } from '../operation-kind.js';

/** Concatenates tensors along one axis. */
export interface Concatenate {
  readonly kind: 'concatenate';
  /** Counted from the batch axis; may be negative. */
  readonly axis: number;
}

export const concatenate: OperationKind<Concatenate> = {
  linear: true,
  routing: true,
  fromLayer: (layer) =>
    layer.getClassName() === 'Concatenate' ? { kind: 'concatenate', axis: field(layer, 'axis') } : undefined,
  forward: ({ axis }, inputs) => concat([...inputs], axis),
  vjp: ({ axis }, { inputs }, cotangent) => {
    const along = axis < 0 ? axis + cotangent.rank : axis;
    return split(
      cotangent,
      inputs.map((input: Tensor) => input.shape[along] ?? 0),
      along,
    );
  },
};
