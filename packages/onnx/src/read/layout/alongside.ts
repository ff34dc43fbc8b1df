import type { Weight } from '@csm/core/extend';
import type { Constant } from '../../model/onnx-model.js';
import type { Reading } from '../reading.js';
import { rowMajorStrides, strided } from '../strided.js';
import type { Value } from '../value.js';
import { SAMPLES } from './samples-axis.js';

/** Whether a constant broadcasts to a value's shape without enlarging it. */
export function fitsAlongside({ shape }: Constant, value: Value): boolean {
  const skipped = value.shape.length - shape.length;
  return skipped >= 0 && shape.every((length, i) => length === 1 || length === value.shape[i + skipped]);
}

/**
 * A constant as a weight that broadcasts against the tensor of a value's node, without the samples. The constant must broadcast to the
 * value's shape (see {@link fitsAlongside}).
 */
export function alongside(at: Reading, constant: Constant, value: Value): Weight {
  const skipped = value.shape.length - constant.shape.length;
  const lengths = at.outputShape(value);
  const strides = rowMajorStrides(constant.shape);
  /** For each axis of the node's tensor: its length and its stride in the constant's numbers. */
  const axes = lengths.map(() => ({ length: 1, stride: 0 }));
  constant.shape.forEach((length, i) => {
    if (length === 1) return;
    const group = value.axes[i + skipped] ?? [];
    if (group.includes(SAMPLES)) throw at.mixesSamples();
    let stride = strides[i] ?? 1;
    for (const axis of [...group].reverse()) {
      const own = lengths[axis - 1] ?? 1;
      axes[axis - 1] = { length: own, stride };
      stride *= own;
    }
  });
  const first = axes.findIndex(({ length }) => length > 1);
  const kept = first === -1 ? [] : axes.slice(first);
  return at.weight(
    strided(constant.data, kept),
    kept.map(({ length }) => length),
  );
}
