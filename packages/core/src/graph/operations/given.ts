import { invalidArgument } from '@csm/base';
import { clone, fill, slice, type Tensor, tile } from '@tensorflow/tfjs-core';
import type { OperationKind } from '../operation-kind.js';
import type { Weight } from '../weight.js';

/**
 * Values of an input that is not explained, such as a condition: one row for all samples, or one row per sample. Its only input is the
 * encoder's input, whose number of samples decides how often the rows repeat; the derivative with respect to it is 0.
 */
export interface Given {
  readonly kind: 'given';
  /** `[rows, ...shape]`. */
  readonly values: Weight;
  /** Whether there is one row per sample. */
  readonly perSample: boolean;
  /** The first row that is used. */
  readonly start: number;
  /** The number of rows that are used. They repeat in a batch that is a multiple of it. */
  readonly rows: number;
}

export const given: OperationKind<Given> = {
  linear: true,
  forward({ values, start, rows }, [{ shape }]) {
    const [batch = 0] = shape;
    if (batch % rows !== 0) {
      throw invalidArgument(
        `encode: the encoder has given values for ${rows} samples; got a batch of ${batch}; use encoder.slice(start, size) for a part of the samples.`,
      );
    }
    const used = rowsOf(values, start, rows);
    return batch === rows ? used : tile(used, [batch / rows, ...used.shape.slice(1).map(() => 1)]);
  },
  reads: 'shapes',
  vjp: (_operation, { inputs: [{ shape }] }) => [fill(shape, 0)],
};

function rowsOf(values: Tensor, start: number, rows: number): Tensor {
  const [count, ...shape] = values.shape;
  // A separate tensor object, because the caller disposes the output of a node.
  if (rows === count) return clone(values);
  return slice(values, [start, ...shape.map(() => 0)], [rows, ...shape]);
}
