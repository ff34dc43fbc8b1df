import type { Emitter } from '../emitter.js';
import { NotRecordable } from '../not-recordable.js';
import { ownOrder, type Value, writtenAxis } from '../value.js';
import { broadcasting, cast, filled, scalar } from './elementwise.js';
import { given, type Kernel, type Kernels, positive } from './kernel.js';
import { hasBlocks, largestOfBlocks } from './largest-of-blocks.js';
import { orderWithout } from './reductions.js';
import { topK, unsorted } from './top-k.js';

/** The index of the first maximum or minimum along an axis. */
const extreme =
  (op: string): Kernel =>
  (emitter, inputs, { axis }: { axis: number | readonly number[] }) => {
    const x = given(inputs, 'x');
    const [first = 0] = [axis].flat();
    const at = positive(first, x.shape.length);
    const shape = x.shape.filter((_, i) => i !== at);
    const output = { type: 'int64' as const, shape, order: orderWithout(x, [at]) };
    const found = emitter.add(op, [x], output, { axis: writtenAxis(x, at), keepdims: 0 });
    return cast(emitter, found, 'int32');
  };

/** The entries of a tensor along an axis, at indices of any shape. */
export function gathered(emitter: Emitter, x: Value, indices: Value, axis: number): Value {
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  const isList = indices.shape.length === 1;
  const from = isList ? x : emitter.ordered(x);
  const output = { type: x.type, shape, order: isList ? x.order : undefined };
  return emitter.add('Gather', [from, emitter.ordered(indices)], output, { axis: writtenAxis(from, axis) });
}

/** The k largest values of each row, and their indices. */
function largestInAnyOrder(emitter: Emitter, rows: Value, k: number): Value[] {
  const [values, indices] = hasBlocks(rows, k)
    ? largestOfBlocks(emitter, rows, k)
    : unsorted(emitter, rows, k);
  return [values, cast(emitter, indices, 'int32')];
}

export const INDICES: Kernels = {
  ArgMax: extreme('ArgMax'),
  ArgMin: extreme('ArgMin'),
  GatherNd: (emitter, inputs) => {
    const [x, indices] = [
      emitter.ordered(given(inputs, 'params')),
      emitter.ordered(given(inputs, 'indices')),
    ];
    const depth = indices.shape.at(-1) ?? 0;
    const shape = [...indices.shape.slice(0, -1), ...x.shape.slice(depth)];
    return emitter.add('GatherND', [x, cast(emitter, indices, 'int64')], { type: x.type, shape });
  },
  GatherV2: (emitter, inputs, { axis, batchDims = 0 }: { axis: number; batchDims?: number }) => {
    const x = given(inputs, 'x');
    if (batchDims !== 0) {
      throw new NotRecordable(
        `uses tf.gather with batchDims ${batchDims}, which cannot be written as ONNX; merge the batch axes into the gathered axis instead`,
      );
    }
    return gathered(emitter, x, given(inputs, 'indices'), positive(axis, x.shape.length));
  },
  OneHot: (emitter, inputs, { depth, onValue = 1, offValue = 0, dtype = 'int32' }) => {
    const indices = given(inputs, 'indices');
    const places = emitter.constant(Int32Array.from(ownOrder(depth)), [depth]);
    const column = emitter.reshaped(indices, [...indices.shape, 1]);
    const isPlace = broadcasting(emitter, 'Equal', [cast(emitter, column, 'int32'), places], 'bool');
    if (onValue === 1 && offValue === 0) return cast(emitter, isPlace, dtype);
    const [on, off] = [onValue, offValue].map((number) => scalar(emitter, number));
    return cast(
      emitter,
      broadcasting(emitter, 'Where', [isPlace, on as Value, off as Value], 'float32'),
      dtype,
    );
  },
  Range: (emitter, _inputs, { start, stop, step, dtype = 'float32' }) => {
    const length = Math.max(0, Math.ceil((stop - start) / step));
    const numbers = [start, stop, step].map((number) =>
      emitter.reshaped(cast(emitter, emitter.integers([number]), dtype), []),
    );
    return emitter.add('Range', numbers, { type: dtype, shape: [length] });
  },
  // Entries at equal indices are added.
  ScatterNd: (emitter, inputs, { shape }: { shape: number[] }) => {
    const [places, entries] = [given(inputs, 'indices'), given(inputs, 'updates')];
    return emitter.add(
      'ScatterND',
      [
        filled(emitter, shape, 0, entries.type),
        cast(emitter, emitter.ordered(places), 'int64'),
        emitter.ordered(entries),
      ],
      { type: entries.type, shape },
      { reduction: 'add' },
    );
  },
  TopK: (emitter, inputs, { k, sorted = true }: { k: number; sorted?: boolean }) => {
    const x = given(inputs, 'x');
    if (!sorted && x.shape.length === 2) return largestInAnyOrder(emitter, emitter.ordered(x), k);
    const [values, indices] = topK(emitter, x, k, x.shape.length - 1);
    return [values, cast(emitter, indices, 'int32')];
  },
};
