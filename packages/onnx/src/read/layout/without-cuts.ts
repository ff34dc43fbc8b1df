import type { Reading } from '../reading.js';
import type { Value } from '../value.js';

/**
 * The same value at the node before a reshape that only cut axes in parts, if each axis that was cut is joined again in one of ONNX's axes:
 * channels that were cut into groups and are channels again.
 */
export function withoutCuts(at: Reading, value: Value): Value {
  const { operation, inputs, outputShape } = at.nodeOf(value);
  const [source] = inputs;
  if (operation.kind !== 'reshape' || source === undefined) return value;
  const whole = { ...value, id: source };
  const runs = cutAxes(at.outputShape(whole), outputShape);
  if (runs === undefined) return value;
  const axes = value.axes.map((group) => joined(group, runs));
  return axes.every((group) => group !== undefined) ? { ...whole, axes: axes as number[][] } : value;
}

/** For each axis of a shape, the axes of the other shape that it was cut into, counted from 1; undefined if it is not cut only. */
function cutAxes(shape: readonly number[], cut: readonly number[]): number[][] | undefined {
  let next = 0;
  const runs = shape.map((length) => {
    const run: number[] = [];
    let product = 1;
    while (next < cut.length && (product < length || run.length === 0)) {
      product *= cut[next] ?? 1;
      next += 1;
      run.push(next);
    }
    return product === length ? run : undefined;
  });
  const all = runs.filter((run) => run !== undefined);
  return next === cut.length && all.length === runs.length ? all : undefined;
}

/** Axes of the cut tensor as axes of the whole one; undefined if a part of an axis is missing or elsewhere. */
function joined(group: readonly number[], runs: readonly (readonly number[])[]): number[] | undefined {
  const axes: number[] = [];
  for (let i = 0; i < group.length; ) {
    const first = group[i] ?? 0;
    const axis = first === 0 ? -1 : runs.findIndex((run) => run[0] === first);
    if (first === 0) {
      axes.push(0);
      i += 1;
      continue;
    }
    const run = runs[axis];
    if (run === undefined || `${group.slice(i, i + run.length)}` !== `${run}`) return undefined;
    axes.push(axis + 1);
    i += run.length;
  }
  return axes;
}
