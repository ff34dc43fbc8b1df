import { axisOf } from '../../axes.js';
import { inOnnxOrder, transposed } from '../../layout.js';
import type { OperatorReader } from '../../reading.js';

/** OneHot: compares the indices with all classes; negative ones are counted from the end. */
export const oneHot: OperatorReader = (at) => {
  const [depth = 0] = at.constantNumbers(1) ?? [];
  const { data: values, type } = at.constant(2) ?? { data: [0, 1], type: 'float32' as const };
  const [off = 0, on = 1] = values;
  const indices = at.value(0);
  const rank = indices.shape.length;
  const axis = axisOf(at, at.number('axis', -1), rank + 1);
  const laid = inOnnxOrder(at, indices);
  const own = at.outputShape(laid);
  const column = at.add(
    { kind: 'reshape', shape: [...own, 1] },
    [laid],
    { ...laid, outputShape: [...own, 1] },
    'column',
  );
  const outputShape = [...own, depth];
  const result = {
    outputShape,
    shape: [...indices.shape, depth],
    axes: [...laid.axes, [own.length + 1]],
    type,
  };
  const classes = (start: number) =>
    at.constantValue({
      type: 'int64',
      shape: [depth],
      data: Float64Array.from({ length: depth }, (_, i) => start + i),
    });
  const [isClass, isFromEnd] = [0, -depth].map((start, i) =>
    at.add({ kind: 'comparison', comparison: 'equal' }, [column, classes(start)], result, `classes ${i}`),
  );
  if (isClass === undefined || isFromEnd === undefined) throw at.refuse('has no classes.');
  const isOn = at.add({ kind: 'comparison', comparison: 'or' }, [isClass, isFromEnd], result);
  const scalar = (value: number) => at.constantValue({ type, shape: [], data: Float32Array.of(value) });
  const found =
    on === 1 && off === 0
      ? isOn
      : at.add({ kind: 'where' }, [isOn, scalar(on), scalar(off)], result, 'values');
  const others = found.shape.map((_, i) => i).slice(0, -1);
  return transposed(found, [...others.slice(0, axis), rank, ...others.slice(axis)]);
};
