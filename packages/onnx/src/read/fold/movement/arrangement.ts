import type { Constant } from '../../../model/onnx-model.js';
import { axisOf } from '../../axes.js';
import { rowMajorStrides } from '../../strided.js';
import { around } from '../arrays/axes.js';
import { broadcastShape, broadcastTo } from '../arrays/broadcast.js';
import { checkedCount, zeros } from '../arrays/numbers-of-type.js';
import { reshaped, strided } from '../arrays/strided.js';
import type { Folds } from '../folding.js';

/** Operators that reorder, repeat, cut or join tensors. */
export const arrangement: Folds = {
  Concat(at) {
    const parts = at.inputs.map((_, i) => at.input(i));
    const { type, shape } = at.input(0);
    const axis = axisOf(at, at.number('axis', 1), shape.length);
    const others = (each: readonly number[]) => `${each.filter((_, k) => k !== axis)}`;
    if (!parts.every((each) => each.shape.length === shape.length && others(each.shape) === others(shape))) {
      throw at.refuse(
        `expected shapes that are equal but for axis ${axis}; got ${parts.map((each) => `[${each.shape.join(', ')}]`).join(', ')}.`,
      );
    }
    const length = parts.reduce((sum, each) => sum + (each.shape[axis] ?? 0), 0);
    const result = shape.map((own, k) => (k === axis ? length : own));
    const data = zeros(at, type, result);
    const [before, after] = around(shape, axis);
    let start = 0;
    for (const part of parts) {
      const block = (part.shape[axis] ?? 0) * after;
      for (let i = 0; i < before; i++) {
        data.set(part.data.subarray(i * block, (i + 1) * block), i * length * after + start);
      }
      start += block;
    }
    return { type, shape: result, data };
  },
  Expand(at) {
    const constant = at.input(0);
    const shape = broadcastShape(at, [constant.shape, at.numbersOf(1) ?? []]);
    return broadcastTo(at, constant, shape);
  },
  Split(at) {
    const constant = at.input(0);
    const { shape } = constant;
    const axis = axisOf(at, at.number('axis', 0), shape.length);
    const total = shape[axis] ?? 0;
    const count = at.number('num_outputs', at.node.outputs.length);
    const even = Math.ceil(total / count);
    const sizes =
      at.numbersOf(1) ??
      at.numbers('split') ??
      Array.from({ length: count }, (_, i) => Math.max(0, Math.min(even, total - i * even)));
    if (sizes.reduce((sum, size) => sum + size, 0) !== total || sizes.some((size) => size < 0)) {
      throw at.refuse(`expected parts of axis ${axis} with ${total} places in all; got ${sizes.join(', ')}.`);
    }
    const strides = rowMajorStrides(shape);
    let start = 0;
    return sizes.map((size): Constant => {
      const part = shape.map((length, k) => (k === axis ? size : length));
      const offset = start * (strides[axis] ?? 1);
      start += size;
      return strided(at, constant, part, strides, offset);
    });
  },
  Slice(at) {
    const constant = at.input(0);
    const { shape } = constant;
    const starts = at.numbersOf(1) ?? at.numbers('starts') ?? [];
    const ends = at.numbersOf(2) ?? at.numbers('ends') ?? [];
    const axes = at.numbersOf(3) ?? at.numbers('axes') ?? [...starts.keys()];
    const steps = at.numbersOf(4) ?? starts.map(() => 1);
    const result = [...shape];
    const strides = rowMajorStrides(shape);
    const moved = [...strides];
    let offset = 0;
    axes.forEach((given, k) => {
      const axis = axisOf(at, given, shape.length);
      const [length = 0, step = 1] = [shape[axis], steps[k]];
      if (step === 0) throw at.refuse('expected steps other than 0.');
      const limit = (place = 0) => (place < 0 ? place + length : place);
      // A negative step may end before the first place.
      const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
      const start = Math.min(high, Math.max(step > 0 ? 0 : low, limit(starts[k])));
      const end = Math.min(high, Math.max(low, limit(ends[k])));
      result[axis] = Math.max(0, Math.ceil((end - start) / step));
      moved[axis] = (strides[axis] ?? 1) * step;
      offset += Math.max(0, start) * (strides[axis] ?? 1);
    });
    return strided(at, constant, result, moved, offset);
  },
  Tile(at) {
    const constant = at.input(0);
    const { shape } = constant;
    const repeats = at.numbersOf(1) ?? [];
    if (repeats.length !== shape.length) {
      throw at.refuse(`expected ${shape.length} repeats; got ${repeats.length}.`);
    }
    const result = shape.map((length, axis) => length * (repeats[axis] ?? 1));
    checkedCount(at, result);
    const pairs = shape.flatMap((length, axis) => [repeats[axis] ?? 1, length]);
    const strides = rowMajorStrides(shape).flatMap((stride) => [0, stride]);
    return reshaped(strided(at, constant, pairs, strides), result);
  },
  Transpose(at) {
    const constant = at.input(0);
    const { shape } = constant;
    const order = at.numbers('perm') ?? [...shape.keys()].reverse();
    if (`${[...order].sort((a, b) => a - b)}` !== `${[...shape.keys()]}`) {
      throw at.refuse(`expected an order of ${shape.length} axes; got ${order.join(', ')}.`);
    }
    const strides = rowMajorStrides(shape);
    const pick = (of: readonly number[]) => order.map((axis) => of[axis] ?? 0);
    return strided(at, constant, pick(shape), pick(strides));
  },
  Trilu(at) {
    const constant = at.input(0);
    const { type, shape } = constant;
    const diagonal = at.numbersOf(1)?.[0] ?? 0;
    const isUpper = at.number('upper', 1) === 1;
    const [rows = 1, columns = 1] = shape.slice(-2);
    const data = zeros(at, type, shape);
    for (let i = 0; i < data.length; i++) {
      const [row, column] = [Math.floor(i / columns) % rows, i % columns];
      const isKept = isUpper ? column - row >= diagonal : column - row <= diagonal;
      data[i] = isKept ? (constant.data[i] ?? 0) : 0;
    }
    return { type, shape, data };
  },
};
