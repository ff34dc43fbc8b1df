import type { Recurrent, Weight } from '@csm/core/extend';
import type { Constant } from '../../../model/onnx-model.js';
import type { Reading } from '../../reading.js';

export type Cell = Recurrent['cell'];

export const GATES: Readonly<Record<Cell, number>> = { lstm: 4, gru: 3, rnn: 1 };

/** Numbers of a constant `[directions, ...]` that belong to one direction. */
export function ofDirection({ data, shape }: Constant, direction: number): ArrayLike<number> {
  const length = data.length / (shape[0] ?? 1);
  return data.subarray(direction * length, (direction + 1) * length);
}

/** A matrix `[rows, columns]`, transposed. */
export function transposedWeight(
  at: Reading,
  data: ArrayLike<number>,
  rows: number,
  columns: number,
): Weight {
  const moved = Float32Array.from(
    { length: rows * columns },
    (_, i) => data[(i % rows) * columns + Math.floor(i / rows)] ?? 0,
  );
  return at.weight(moved, [columns, rows]);
}

/**
 * The initial state of one direction, which must be the same for all samples; undefined if it is 0.
 * @param batchAxis of the constant: 1, or 0 with `layout` 1; the directions are the other one.
 */
export function initialState(
  at: Reading,
  i: number,
  { direction, units, batchAxis }: { direction: number; units: number; batchAxis: 0 | 1 },
): Weight | undefined {
  const constant = at.constant(i);
  if (constant === undefined) return undefined;
  const { shape, data } = constant;
  const [batch = 1, directions = 1] = [shape[batchAxis], shape[1 - batchAxis]];
  const state = (sample: number) => {
    const row = batchAxis === 0 ? sample * directions + direction : direction * batch + sample;
    return Array.from(data.subarray(row * units, (row + 1) * units));
  };
  const first = state(0);
  for (let sample = 1; sample < batch; sample++) {
    if (`${state(sample)}` !== `${first}`)
      throw at.refuse('expected the same initial state for all samples; they differ.');
  }
  return first.every((value) => value === 0) ? undefined : at.weight(first, [units]);
}
