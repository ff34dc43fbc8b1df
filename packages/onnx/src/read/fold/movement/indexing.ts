import type { Constant } from '../../../model/onnx-model.js';
import { axisOf, indexOf } from '../../axes.js';
import { rowMajorStrides } from '../../strided.js';
import { around } from '../arrays/axes.js';
import { computed, zeros } from '../arrays/numbers-of-type.js';

import type { Folding, Folds } from '../folding.js';

/** Operators that read numbers at given indices. */
export const indexing: Folds = {
  Compress(at) {
    const { type, shape, data } = at.input(0);
    const chosen = (at.numbersOf(1) ?? []).flatMap((condition, i) => (condition === 0 ? [] : [i]));
    const given = at.number('axis', Number.NaN);
    if (Number.isNaN(given)) {
      return computed(at, type, [chosen.length], (i) => data[indexOf(at, chosen[i] ?? 0, data.length)] ?? 0);
    }
    const axis = axisOf(at, given, shape.length);
    return gathered(at, at.input(0), axis, chosen, [chosen.length]);
  },
  Gather(at) {
    const constant = at.input(0);
    const indices = at.input(1);
    const axis = axisOf(at, at.number('axis', 0), constant.shape.length);
    return gathered(at, constant, axis, indices.data, indices.shape);
  },
  GatherElements(at) {
    const { type, shape, data } = at.input(0);
    const indices = at.input(1);
    const axis = axisOf(at, at.number('axis', 0), shape.length);
    const place = elementPlaces(at, shape, indices, axis);
    return computed(at, type, indices.shape, (i) => data[place(i)] ?? 0);
  },
  GatherND(at) {
    const { type, shape, data } = at.input(0);
    const indices = at.input(1);
    const batch = at.number('batch_dims', 0);
    const width = indices.shape.at(-1) ?? 0;
    const [, inner] = around(shape, batch + width - 1);
    const result = [...indices.shape.slice(0, -1), ...shape.slice(batch + width)];
    const place = tuplePlaces(at, shape, indices, batch);
    return computed(at, type, result, (i) => data[place(Math.floor(i / inner)) + (i % inner)] ?? 0);
  },
  NonZero(at) {
    const { shape, data } = at.input(0);
    const places: number[] = [];
    for (let i = 0; i < data.length; i++) if (data[i] !== 0) places.push(i);
    const strides = rowMajorStrides(shape);
    return computed(at, 'int64', [shape.length, places.length], (i) => {
      const axis = Math.floor(i / places.length);
      return Math.floor((places[i % places.length] ?? 0) / (strides[axis] ?? 1)) % (shape[axis] ?? 1);
    });
  },
  ScatterElements: scatterElements,
  Scatter: scatterElements,
  ScatterND(at) {
    const constant = at.input(0);
    const { shape } = constant;
    const [indices, updates] = [at.input(1), at.input(2)];
    const width = indices.shape.at(-1) ?? 0;
    const [, inner] = around(shape, width - 1);
    const place = tuplePlaces(at, shape, indices, 0);
    const count = indices.data.length / Math.max(1, width);
    if (updates.data.length !== count * inner) throw misfit(at, updates, count * inner);
    return updated(at, constant, updates, (i) => place(Math.floor(i / inner)) + (i % inner));
  },
};

function scatterElements(at: Folding): Constant {
  const constant = at.input(0);
  const [indices, updates] = [at.input(1), at.input(2)];
  const axis = axisOf(at, at.number('axis', 0), constant.shape.length);
  if (updates.data.length !== indices.data.length) throw misfit(at, updates, indices.data.length);
  return updated(at, constant, updates, elementPlaces(at, constant.shape, indices, axis));
}

const misfit = (at: Folding, { shape }: Constant, count: number) =>
  at.refuse(`expected ${count} updates; got shape [${shape.join(', ')}].`);

function gathered(
  at: Folding,
  { type, shape, data }: Constant,
  axis: number,
  indices: ArrayLike<number>,
  indicesShape: readonly number[],
): Constant {
  const [, after] = around(shape, axis);
  const length = shape[axis] ?? 0;
  const result = [...shape.slice(0, axis), ...indicesShape, ...shape.slice(axis + 1)];
  const target = zeros(at, type, result);
  for (let block = 0; block * after < target.length; block++) {
    const index = indexOf(at, indices[block % indices.length] ?? 0, length);
    const from = (Math.floor(block / indices.length) * length + index) * after;
    target.set(data.subarray(from, from + after), block * after);
  }
  return { type, shape: result, data: target };
}

/** Where the numbers of GatherElements and ScatterElements are: at their own place, but for the index along one axis. */
function elementPlaces(
  at: Folding,
  shape: readonly number[],
  indices: Constant,
  axis: number,
): (i: number) => number {
  const fits =
    indices.shape.length === shape.length &&
    indices.shape.every((length, k) => k === axis || length <= (shape[k] ?? 0));
  if (!fits) {
    throw at.refuse(
      `expected indices within shape [${shape.join(', ')}]; got shape [${indices.shape.join(', ')}].`,
    );
  }
  const [strides, own] = [rowMajorStrides(shape), rowMajorStrides(indices.shape)];
  return (i) => {
    let place = 0;
    shape.forEach((length, k) => {
      const index =
        k === axis
          ? indexOf(at, indices.data[i] ?? 0, length)
          : Math.floor(i / (own[k] ?? 1)) % (indices.shape[k] ?? 1);
      place += index * (strides[k] ?? 1);
    });
    return place;
  };
}

/** Where the blocks of GatherND and ScatterND begin: each row of the indices is a place along the first axes after the batch. */
function tuplePlaces(
  at: Folding,
  shape: readonly number[],
  indices: Constant,
  batch: number,
): (row: number) => number {
  const width = indices.shape.at(-1) ?? 0;
  if (batch + width > shape.length || `${indices.shape.slice(0, batch)}` !== `${shape.slice(0, batch)}`) {
    throw at.refuse(
      `expected indices into shape [${shape.join(', ')}]; got shape [${indices.shape.join(', ')}].`,
    );
  }
  const strides = rowMajorStrides(shape);
  const perBatch = indices.shape.slice(batch, -1).reduce((product, length) => product * length, 1);
  const batchStride = strides[batch - 1] ?? 0;
  return (row) => {
    let place = batch === 0 ? 0 : Math.floor(row / perBatch) * batchStride;
    for (let k = 0; k < width; k++) {
      const axis = batch + k;
      place += indexOf(at, indices.data[row * width + k] ?? 0, shape[axis] ?? 0) * (strides[axis] ?? 1);
    }
    return place;
  };
}

const COMBINE: Readonly<Record<string, (a: number, b: number) => number>> = {
  none: (_, b) => b,
  add: (a, b) => a + b,
  mul: (a, b) => a * b,
  max: Math.max,
  min: Math.min,
};

/** A copy of a constant with some numbers replaced by, or combined with, others. */
function updated(
  at: Folding,
  { type, shape, data }: Constant,
  updates: Constant,
  place: (i: number) => number,
): Constant {
  const combine = COMBINE[at.text('reduction', 'none')];
  if (combine === undefined) throw at.refuse(`the reduction "${at.text('reduction', '')}" is not supported.`);
  const numbers = Float64Array.from(data);
  for (let i = 0; i < updates.data.length; i++) {
    const to = place(i);
    numbers[to] = combine(numbers[to] ?? 0, updates.data[i] ?? 0);
  }
  return computed(at, type, shape, (i) => numbers[i] ?? 0);
}
