import { size } from '@csm/base';
import type { Constant } from '../../../model/onnx-model.js';
import { alongside } from '../../layout.js';
import type { Reading } from '../../reading.js';
import type { Value } from '../../value.js';
import { coordinates } from './coordinates.js';
import type { AxisOfResize } from './upsampled.js';

/** Puts `extrapolation_value` where the region of `tf_crop_and_resize` is outside of the input. */
export function filledOutside(at: Reading, value: Value, axes: readonly AxisOfResize[]): Value {
  const inside = axes.map(({ axis, resizing }) => ({
    axis,
    positions: coordinates(resizing).map((x) => x >= 0 && x <= resizing.from - 1),
  }));
  if (inside.every(({ positions }) => positions.every(Boolean))) return value;
  const shape = value.shape.map((length, axis) => (axes.some((each) => each.axis === axis) ? length : 1));
  const isInside = Array.from({ length: size(shape) }, (_, i) => {
    let left = i;
    let within = true;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const length = shape[axis] ?? 1;
      const position = left % length;
      left = Math.floor(left / length);
      const own = inside.find((each) => each.axis === axis);
      if (own && !own.positions[position]) within = false;
    }
    return within ? 1 : 0;
  });
  const constant = (numbers: readonly number[]): Constant => ({
    type: 'float32',
    shape,
    data: Float32Array.from(numbers),
  });
  const kept = at.addAlike(
    { kind: 'scale', factor: alongside(at, constant(isInside), value) },
    [value],
    'inside',
  );
  const fill = at.number('extrapolation_value', 0);
  if (fill === 0) return kept;
  const outside = constant(isInside.map((each) => (each === 1 ? 0 : fill)));
  return at.addAlike({ kind: 'shift', by: alongside(at, outside, kept) }, [kept], 'outside');
}
