import { reshape as tfReshape } from '@tensorflow/tfjs-core';
import type { OperationKind } from '../operation-kind.js';

/** The same numbers in another shape: Flatten and Reshape; also layers that do nothing at inference (Dropout, noise). */
export interface Reshape {
  readonly kind: 'reshape';
  /** Without the batch axis; at most one −1 for the remaining numbers; `null` keeps the shape. */
  readonly shape: readonly number[] | null;
}

const inactiveAtInference = new Set([
  'Dropout',
  'SpatialDropout1D',
  'GaussianNoise',
  'GaussianDropout',
  'AlphaDropout',
]);

export const reshape: OperationKind<Reshape> = {
  linear: true,
  routing: true,
  fromLayer(layer, { outputShape }) {
    const name = layer.getClassName();
    if (inactiveAtInference.has(name)) return { kind: 'reshape', shape: null };
    // With channels first, Flatten comes after a permutation that puts them last.
    if (name !== 'Flatten' && name !== 'Reshape') return undefined;
    return { kind: 'reshape', shape: outputShape.slice(1).map((length) => length ?? -1) };
  },
  forward: ({ shape }, [x]) => tfReshape(x, shape ? [x.shape[0] ?? 0, ...shape] : x.shape),
  reads: 'shapes',
  vjp: (_operation, { inputs }, cotangent) => [tfReshape(cotangent, inputs[0].shape)],
};
