import { size } from '@csm/base';
import type { Constant } from '../../../model/onnx-model.js';
import { arranged, hasSamples, SAMPLES, withRank } from '../../layout.js';
import type { Reading } from '../../reading.js';
import { isConstant, type Operand, type Value } from '../../value.js';
import { withoutAxis } from '../along-axis.js';
import { denseAlong, matrixOf } from './dense-along.js';

/** The matrix product of two tensors as NumPy's `matmul` defines it: along the last two axes, the others broadcast, vectors allowed. */
export function product(at: Reading, a: Operand, b: Operand, part?: string): Value {
  if (!isConstant(a) && isConstant(b) && isMatrix(b)) return timesMatrix(at, a, b, part);
  if (isConstant(a) && !isConstant(b) && isMatrix(a)) return matrixTimes(at, a, b, part);
  const [left, right] = [a, b].map((operand) =>
    isConstant(operand) ? at.constantValue(operand) : operand,
  ) as [Value, Value];
  return productOfValues(at, left, right, part);
}

/** Whether a constant is one matrix or vector. */
function isMatrix({ shape }: Constant): boolean {
  return shape.length > 0 && size(shape.slice(0, -2)) === 1;
}

/** x · W, a dense layer along the last axis. */
function timesMatrix(at: Reading, x: Value, w: Constant, part: string | undefined): Value {
  const isVector = w.shape.length === 1;
  const [inputs = 1, outputs = 1] = isVector ? [w.shape[0], 1] : w.shape.slice(-2);
  // A vector becomes a row only if the product gets more axes.
  const wide = x.shape.length === 1 ? x : withRank(x, w.shape.length);
  const value = x.shape.length === 1 && w.shape.length > 2 ? withRank(x, w.shape.length - 1) : wide;
  const data = matrixOf(w, [inputs, outputs]);
  const found = denseAlong(at, value, value.shape.length - 1, { inputs, outputs, data }, part);
  return isVector ? withoutAxis(found, found.shape.length - 1) : found;
}

/** W · x, a dense layer along the last axis but one. */
function matrixTimes(at: Reading, w: Constant, x: Value, part: string | undefined): Value {
  const isVector = w.shape.length === 1;
  const [outputs = 1, inputs = 1] = isVector ? [1, w.shape[0]] : w.shape.slice(-2);
  const value = x.shape.length === 1 ? withRank(x, w.shape.length - 1) : withRank(x, w.shape.length);
  const axis = value.shape.length - (x.shape.length === 1 ? 1 : 2);
  const data = matrixOf(w, [inputs, outputs], { transposed: true });
  const found = denseAlong(at, value, axis, { inputs, outputs, data }, part);
  return isVector ? withoutAxis(found, axis) : found;
}

function productOfValues(at: Reading, a: Value, b: Value, part: string | undefined): Value {
  const row = a.shape.length === 1 ? withRank(a, 2) : a;
  const column = b.shape.length === 1 ? { ...b, shape: [...b.shape, 1], axes: [...b.axes, []] } : b;
  const rank = Math.max(row.shape.length, column.shape.length);
  const [left, right] = [withRank(row, rank), withRank(column, rank)];
  const [m = 1, k = 1] = left.shape.slice(-2);
  const [rows = 1, n = 1] = right.shape.slice(-2);
  if (k !== rows) {
    throw at.refuse(`expected matrices that can be multiplied; got [${a.shape}] and [${b.shape}].`);
  }
  if ([rank - 2, rank - 1].some((axis) => hasSamples(left, axis) || hasSamples(right, axis)))
    throw at.mixesSamples();
  const leading = Array.from({ length: rank - 2 }, (_, axis) => axis);
  const ofSamples = leading.filter((axis) => hasSamples(left, axis) || hasSamples(right, axis));
  for (const axis of ofSamples) for (const value of [left, right]) checkSamplesAxis(at, value, axis);
  const own = leading.filter((axis) => !ofSamples.includes(axis));
  const lengths = leading.map((axis) => broadcastLength(at, left.shape[axis] ?? 1, right.shape[axis] ?? 1));
  const order = [...own, rank - 2, rank - 1];
  const found = at.add(
    { kind: 'matMul' },
    [arranged(at, left, order), arranged(at, right, order)],
    {
      shape: [...lengths, m, n],
      axes: Array.from({ length: rank }, (_, axis) => [
        ofSamples.includes(axis) ? SAMPLES : order.indexOf(axis) + 1,
      ]),
      outputShape: [...own.map((axis) => lengths[axis] ?? 1), m, n],
      type: a.type,
    },
    part,
  );
  const withoutColumn = b.shape.length === 1 ? withoutAxis(found, rank - 1) : found;
  return a.shape.length === 1 ? withoutAxis(withoutColumn, rank - 2) : withoutColumn;
}

/** An axis that holds the samples in one tensor must hold the samples alone in both, or be broadcast. */
function checkSamplesAxis(at: Reading, value: Value, axis: number): void {
  const holdsThemAlone = hasSamples(value, axis) && value.axes[axis]?.length === 1;
  if (value.shape[axis] !== 1 && !holdsThemAlone) throw at.mixesSamples();
}

function broadcastLength(at: Reading, a: number, b: number): number {
  if (a === b || b === 1) return a;
  if (a === 1) return b;
  throw at.refuse(`expected shapes that broadcast; got lengths ${a} and ${b} of one axis.`);
}
