import { size } from '@csm/base';
import {
  add,
  cast,
  clipByValue,
  div,
  fill,
  gather,
  mul,
  notEqual,
  reshape,
  round,
  step,
  sub,
} from '@tensorflow/tfjs-core';
import type { OperationKind } from '../operation-kind.js';
import type { Weight } from '../weight.js';

/**
 * Rows of a table, such as the vectors of an embedding. The input `[batch, ...shape]` holds their indices, and the output is
 * `[batch, ...shape, ...row]`. A negative index is counted from the end; an index that is too large or too small gives NaN. Its
 * derivative is 0.
 */
export interface Lookup {
  readonly kind: 'lookup';
  /** `[rows, ...row]`. */
  readonly table: Weight;
}

export const lookup: OperationKind<Lookup> = {
  flat: true,
  forward({ table }, [x]) {
    const [rows = 0, ...row] = table.shape;
    const indices = round(reshape(x, [x.size]));
    const fromStart = add(indices, mul(rows, step(mul(indices, -1))));
    const valid = clipByValue(fromStart, 0, rows - 1);
    const found = gather(reshape(table, [rows, size(row)]), cast(valid, 'int32'));
    // 0 / 0 is NaN.
    const invalid = cast(notEqual(fromStart, valid), 'float32');
    const marked = add(found, reshape(div(0, sub(1, invalid)), [-1, 1]));
    return reshape(marked, [...x.shape, ...row]);
  },
  reads: 'shapes',
  vjp: (_operation, { inputs: [x] }) => [fill(x.shape, 0)],
};
