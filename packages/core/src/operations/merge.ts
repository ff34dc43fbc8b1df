import { addN, concat, split, type Tensor } from '@tensorflow/tfjs-core';
import { field, type OperationKind } from './operation-kind.js';

/** Elementwise sum of tensors of one shape; a sum that broadcasts is left to its layer. */
export interface Add {
  readonly kind: 'add';
}

/** Tensors side by side along one axis. */
export interface Concatenate {
  readonly kind: 'concatenate';
  /** Counts the batch axis; may be negative. */
  readonly axis: number;
}

export const add: OperationKind<Add> = {
  fromLayer(layer, { inputShapes }) {
    const sameShape = inputShapes.every((shape) => `${shape}` === `${inputShapes[0]}`);
    return layer.getClassName() === 'Add' && sameShape ? { kind: 'add' } : undefined;
  },
  forward: (_operation, inputs) => addN([...inputs]),
  vjp: (_operation, { inputs }, cotangent) => inputs.map(() => cotangent),
};

export const concatenate: OperationKind<Concatenate> = {
  fromLayer: (layer) =>
    layer.getClassName() === 'Concatenate' ? { kind: 'concatenate', axis: field(layer, 'axis') } : undefined,
  forward: ({ axis }, inputs) => concat([...inputs], axis),
  vjp: ({ axis }, { inputs }, cotangent) => {
    const along = axis < 0 ? axis + cotangent.rank : axis;
    return split(
      cotangent,
      inputs.map((input: Tensor) => input.shape[along]!),
      along,
    );
  },
};
