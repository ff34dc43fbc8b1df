import type { Constant } from '../../../model/onnx-model.js';
import { replaced } from '../../axes.js';
import { lastAxis } from '../../layout.js';
import type { Reading } from '../../reading.js';
import type { Value } from '../../value.js';

/** A kernel `[in, out]` on the host, and a bias with one number for each output. */
export interface Kernel {
  readonly inputs: number;
  readonly outputs: number;
  /** Row-major. */
  readonly data: ArrayLike<number>;
  readonly bias?: ArrayLike<number> | undefined;
}

/** Multiplies a value by a constant matrix along one of ONNX's axes, which gets the length of the outputs. */
export function denseAlong(at: Reading, value: Value, axis: number, kernel: Kernel, part?: string): Value {
  const { inputs, outputs, data, bias } = kernel;
  if (value.shape[axis] !== inputs) {
    throw at.refuse(`expected ${inputs} numbers along axis ${axis}; got shape [${value.shape}].`);
  }
  const last = lastAxis(at, value, axis);
  const before = at.outputShape(last);
  return at.add(
    {
      kind: 'dense',
      kernel: at.weight(data, [inputs, outputs]),
      ...(bias && { bias: at.weight(bias, [outputs]) }),
    },
    [last],
    {
      shape: replaced(value.shape, axis, outputs),
      axes: last.axes,
      outputShape: replaced(before, before.length - 1, outputs),
      type: value.type,
    },
    part,
  );
}

/** The matrix of a constant whose other axes have length 1, optionally transposed and times a number. */
export function matrixOf(
  constant: Constant,
  [rows, columns]: readonly [number, number],
  { transposed = false, factor = 1 } = {},
): Float64Array {
  return Float64Array.from({ length: rows * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    return factor * (constant.data[transposed ? column * rows + row : i] ?? 0);
  });
}
