import type { Constant } from '../../model/onnx-model.js';
import { axisOf } from '../axes.js';
import { rowMajorStrides } from '../strided.js';
import { around, statedAxes } from './arrays/axes.js';
import { computed, isFloat } from './arrays/numbers-of-type.js';
import { strided } from './arrays/strided.js';
import { rangeOf } from './elementwise/cast.js';
import type { Fold, Folding, Folds } from './folding.js';

type Row = ArrayLike<number>;

/** Numbers along some axes, as rows. */
function rowsAlong(at: Folding, constant: Constant, axes: readonly number[]): { row: (i: number) => Row } {
  const { shape } = constant;
  const order = [...shape.keys()].filter((axis) => !axes.includes(axis)).concat(axes);
  const strides = rowMajorStrides(shape);
  const pick = (of: readonly number[]) => order.map((axis) => of[axis] ?? 0);
  const { data } = strided(at, constant, pick(shape), pick(strides));
  const length = axes.reduce((product, axis) => product * (shape[axis] ?? 1), 1);
  return { row: (i) => data.subarray(i * length, (i + 1) * length) };
}

/** One number for all numbers along some axes. */
function reduction(f: (row: Row) => number): Fold {
  return (at) => {
    const constant = at.input(0);
    const { type, shape } = constant;
    const given = statedAxes(at, 1, shape.length) ?? [];
    if (given.length === 0 && at.number('noop_with_empty_axes', 0) === 1) return constant;
    const axes = given.length > 0 ? given : [...shape.keys()];
    const { row } = rowsAlong(at, constant, axes);
    const keeps = at.number('keepdims', 1) === 1;
    const result = shape.flatMap((length, axis) => {
      if (!axes.includes(axis)) return [length];
      return keeps ? [1] : [];
    });
    return computed(at, type, result, (i) => f(row(i)));
  };
}

function total(row: Row, f: (x: number) => number = (x) => x): number {
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += f(row[i] ?? 0);
  return sum;
}

function extreme(choose: (a: number, b: number) => number, start: number): (row: Row) => number {
  return (row) => {
    let result = start;
    for (let i = 0; i < row.length; i++) result = choose(result, row[i] ?? 0);
    return result;
  };
}

/** The largest or smallest number; of no numbers, the smallest or largest one of the type. */
function extremeOfType(choose: (a: number, b: number) => number, infinity: number): Fold {
  return (at) => {
    const { type } = at.input(0);
    const [smallest, largest] = rangeOf(type);
    const start = isFloat(type) ? infinity : infinity < 0 ? smallest : largest;
    return reduction(extreme(choose, start))(at);
  };
}

const most = extreme(Math.max, Number.NEGATIVE_INFINITY);
const square = (x: number) => x * x;

/** The index of the largest or smallest number along an axis. */
function argument(isBetter: (a: number, b: number) => boolean): Fold {
  return (at) => {
    const constant = at.input(0);
    const { shape } = constant;
    const axis = axisOf(at, at.number('axis', 0), shape.length);
    const takesLast = at.number('select_last_index', 0) === 1;
    const { row } = rowsAlong(at, constant, [axis]);
    const result = shape.flatMap((length, k) =>
      k !== axis ? [length] : at.number('keepdims', 1) === 1 ? [1] : [],
    );
    return computed(at, 'int64', result, (i) => {
      const numbers = row(i);
      let best = 0;
      for (let k = 1; k < numbers.length; k++) {
        const [x = 0, y = 0] = [numbers[k], numbers[best]];
        if (isBetter(x, y) || (takesLast && x === y)) best = k;
      }
      return best;
    });
  };
}

/** Operators that make one number of many. */
export const reductions: Folds = {
  ArgMax: argument((a, b) => a > b),
  ArgMin: argument((a, b) => a < b),
  CumSum(at) {
    const { type, shape, data } = at.input(0);
    const axis = axisOf(at, at.numbersOf(1)?.[0] ?? 0, shape.length);
    const [length, [, after]] = [shape[axis] ?? 1, around(shape, axis)];
    const step = at.number('reverse', 0) === 1 ? -after : after;
    const isExclusive = at.number('exclusive', 0) === 1;
    const sums = new Float64Array(data.length);
    for (let k = 0; k < data.length; k++) {
      // The reversed sum begins at the end.
      const i = step < 0 ? data.length - 1 - k : k;
      const place = Math.floor(i / after) % length;
      const isFirst = place === (step < 0 ? length - 1 : 0);
      const before = isFirst ? 0 : (sums[i - step] ?? 0);
      const added = isExclusive ? (isFirst ? 0 : (data[i - step] ?? 0)) : (data[i] ?? 0);
      sums[i] = before + added;
    }
    return computed(at, type, shape, (i) => sums[i] ?? 0);
  },
  ReduceL1: reduction((row) => total(row, Math.abs)),
  ReduceL2: reduction((row) => Math.sqrt(total(row, square))),
  ReduceLogSum: reduction((row) => Math.log(total(row))),
  ReduceLogSumExp: reduction((row) => {
    const shift = most(row);
    return Number.isFinite(shift) ? shift + Math.log(total(row, (x) => Math.exp(x - shift))) : shift;
  }),
  ReduceMax: extremeOfType(Math.max, Number.NEGATIVE_INFINITY),
  ReduceMean: reduction((row) => total(row) / row.length),
  ReduceMin: extremeOfType(Math.min, Number.POSITIVE_INFINITY),
  ReduceProd: reduction(extreme((a, b) => a * b, 1)),
  ReduceSum: reduction((row) => total(row)),
  ReduceSumSquare: reduction((row) => total(row, square)),
};
