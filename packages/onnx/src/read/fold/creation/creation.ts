import { constantOf } from '../../../model/graph/constant-node.js';
import type { Constant, Numbers } from '../../../model/onnx-model.js';
import { axisOf } from '../../axes.js';
import { around } from '../arrays/axes.js';
import { computed } from '../arrays/numbers-of-type.js';
import { typeOf } from '../elementwise/cast.js';
import type { Folding, Folds } from '../folding.js';

/** A list of whole numbers. */
const integers = (numbers: readonly number[], shape: readonly number[] = [numbers.length]): Constant => ({
  type: 'int64',
  shape,
  data: Float64Array.from(numbers),
});

/** An attribute that is a tensor. */
function tensorAttribute(at: Folding, name: string): Constant | undefined {
  const value = at.node.attributes.get(name);
  return typeof value === 'object' && 'data' in value ? value : undefined;
}

const first = (data: Numbers | undefined): number => data?.[0] ?? 0;

/** Operators that make tensors of sizes and single numbers. */
export const creation: Folds = {
  Constant(at) {
    for (const value of at.node.attributes.values()) {
      if (typeof value === 'object' && 'unreadable' in value) throw at.refuse(value.unreadable);
      if (typeof value === 'string') throw at.refuse('tensors of strings are not supported.');
    }
    return constantOf(at.node);
  },
  ConstantOfShape(at) {
    const value = tensorAttribute(at, 'value');
    const number = first(value?.data);
    return computed(at, value?.type ?? 'float32', at.numbersOf(0) ?? [], () => number);
  },
  EyeLike(at) {
    const { type, shape } = at.input(0);
    const [, columns = 1] = shape;
    const diagonal = at.number('k', 0);
    const result = typeOf(at, 'dtype') ?? type;
    return computed(at, result, shape, (i) => ((i % columns) - Math.floor(i / columns) === diagonal ? 1 : 0));
  },
  OneHot(at) {
    const indices = at.input(0);
    const depth = first(at.input(1).data);
    const values = at.input(2);
    const rank = indices.shape.length + 1;
    const axis = axisOf(at, at.number('axis', -1), rank);
    const shape = [...indices.shape.slice(0, axis), depth, ...indices.shape.slice(axis)];
    const [, after] = around(shape, axis);
    const [off = 0, on = 1] = values.data;
    return computed(at, values.type, shape, (i) => {
      const place = Math.floor(i / after) % depth;
      const index = indices.data[Math.floor(i / (after * depth)) * after + (i % after)] ?? 0;
      return (index < 0 ? index + depth : index) === place ? on : off;
    });
  },
  Range(at) {
    const { type } = at.input(0);
    const [start, limit, delta] = [0, 1, 2].map((i) => first(at.input(i).data));
    if (start === undefined || limit === undefined || !delta)
      throw at.refuse('expected a step other than 0.');
    const count = Math.max(0, Math.ceil((limit - start) / delta));
    return computed(at, type, [count], (i) => start + i * delta);
  },
  Shape(at) {
    const { shape } = at.input(0);
    return integers(shape.slice(at.number('start', 0), at.number('end', shape.length)));
  },
  Size: (at) => integers([at.input(0).data.length], []),
};
