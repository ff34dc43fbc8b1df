import { gatherAlong, scatterAlong } from '../../kernels/positions/scatter-along.js';
import type { OperationKind } from '../operation-kind.js';

/**
 * The entries with some fixed indices along one axis, also repeated or in another order: steps, reversal, and padding by reflection or
 * repetition.
 */
export interface Gather {
  readonly kind: 'gather';
  /** Counted from the batch axis, which is 0; at least 1. */
  readonly axis: number;
  /** From 0 to the length of the axis, without it. */
  readonly indices: readonly number[];
}

/**
 * Adds the entries along one axis to positions of a longer or shorter axis, the transpose of {@link Gather}:
 * y = 0, then y[indices[k]] += x[k] for each k.
 */
export interface ScatterAdd {
  readonly kind: 'scatterAdd';
  /** Counted from the batch axis, which is 0; at least 1. */
  readonly axis: number;
  /** For each entry of the input, its position in the output. */
  readonly indices: readonly number[];
  /** Length of the output's axis. */
  readonly length: number;
}

export const gather: OperationKind<Gather> = {
  linear: true,
  routing: true,
  forward: ({ axis, indices }, [x]) => gatherAlong(x, axis, indices),
  reads: 'shapes',
  vjp: ({ axis, indices }, { inputs: [x] }, cotangent) => [
    scatterAlong(cotangent, axis, indices, x.shape[axis] ?? 0),
  ],
};

export const scatterAdd: OperationKind<ScatterAdd> = {
  linear: true,
  routing: ({ indices }) => new Set(indices).size === indices.length,
  forward: ({ axis, indices, length }, [x]) => scatterAlong(x, axis, indices, length),
  reads: 'shapes',
  vjp: ({ axis, indices }, _record, cotangent) => [gatherAlong(cotangent, axis, indices)],
};
