import type { Operation, ReductionName } from '@csm/core/extend';
import { axesOf } from '../../axes.js';
import { nodeAxes } from '../../layout.js';
import type { OperatorReader, Reading } from '../../reading.js';
import type { Value } from '../../value.js';

/** The reader of a reduction. @param axesAreInput the first version of the operator whose axes are an input. */
export const reduce =
  (reduction: ReductionName, axesAreInput = 18): OperatorReader =>
  (at) => {
    const value = at.value(0);
    const rank = value.shape.length;
    const given = at.opset < axesAreInput ? at.numbers('axes') : at.constantNumbers(1);
    if ((given ?? []).length === 0 && at.number('noop_with_empty_axes', 0) === 1)
      return ofSingleNumbers(at, value, reduction);
    const all = value.shape.map((_, axis) => axis);
    const axes = given === undefined || given.length === 0 ? all : axesOf(at, given, rank);
    return reduced(at, value, reduction, axes, at.number('keepdims', 1) !== 0);
  };

/** A value reduced along some of ONNX's axes. */
export function reduced(
  at: Reading,
  value: Value,
  reduction: ReductionName,
  axes: readonly number[],
  keepDims: boolean,
): Value {
  if (axes.some((axis) => value.shape[axis] === 0))
    throw at.refuse(`expected numbers to reduce; got shape [${value.shape}].`);
  const own = nodeAxes(at, value, axes);
  const shape = value.shape.flatMap((length, axis) =>
    axes.includes(axis) ? (keepDims ? [1] : []) : [length],
  );
  if (own.length === 0) {
    const same = ofSingleNumbers(at, value, reduction);
    const kept = value.axes.flatMap((group, axis) =>
      axes.includes(axis) ? (keepDims ? [[]] : []) : [group],
    );
    return { ...same, shape, axes: kept };
  }
  const before = at.outputShape(value);
  const pooling = poolingOf(reduction, own, before.length);
  const stay = keepDims && pooling === undefined;
  const left = [0, ...before.map((_, i) => i + 1).filter((axis) => stay || !own.includes(axis))];
  const operation: Operation = pooling ?? {
    kind: 'reduction',
    reduction,
    axes: own,
    ...(stay && { keepDims: true }),
  };
  return at.add(operation, [value], {
    shape,
    axes: value.axes.flatMap((group, axis) => {
      if (axes.includes(axis)) return keepDims ? [[]] : [];
      return [group.map((each) => left.indexOf(each))];
    }),
    outputShape: left.slice(1).map((axis) => (own.includes(axis) ? 1 : (before[axis - 1] ?? 1))),
    type: value.type,
  });
}

/** A mean or maximum over all places of an image, signal or sequence is a global pooling. */
function poolingOf(reduction: ReductionName, axes: readonly number[], rank: number): Operation | undefined {
  const kind = reduction === 'mean' ? 'averagePool' : reduction === 'maximum' ? 'maxPool' : undefined;
  const isOfAllPlaces = axes.length === rank - 1 && rank > 1 && !axes.includes(rank);
  return kind && isOfAllPlaces ? { kind, global: true } : undefined;
}

/** What a reduction of single numbers computes. */
function ofSingleNumbers(at: Reading, value: Value, reduction: ReductionName): Value {
  switch (reduction) {
    case 'l1':
    case 'l2':
      return at.addAlike({ kind: 'elementwise', function: 'abs' }, [value]);
    case 'logSum':
      return at.addAlike({ kind: 'elementwise', function: 'log' }, [value]);
    case 'sumOfSquares':
      return at.addAlike({ kind: 'elementwise', function: 'power', exponent: 2 }, [value]);
    default:
      return value;
  }
}
