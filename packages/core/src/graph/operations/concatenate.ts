import { largest } from '@csm/base';
import { concat, split, type Tensor, tile } from '@tensorflow/tfjs-core';
import { field, type OperationKind } from '../operation-kind.js';

/** Concatenates tensors along one axis. Constants, whose batch axis has length 1, are repeated for each sample. */
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
  forward: ({ axis }, inputs) => {
    const batch = largest(inputs.map(({ shape }) => shape[0] ?? 0));
    return concat(
      inputs.map((input) => forSamples(batch, input)),
      axis,
    );
  },
  reads: 'shapes',
  vjp: ({ axis }, { inputs }, cotangent) => {
    const along = axis < 0 ? axis + cotangent.rank : axis;
    return split(
      cotangent,
      inputs.map(({ shape }) => shape[along] ?? 0),
      along,
    );
  },
};

function forSamples(batch: number, input: Tensor): Tensor {
  const [own = 0, ...shape] = input.shape;
  return own === batch || own !== 1 ? input : tile(input, [batch, ...shape.map(() => 1)]);
}
