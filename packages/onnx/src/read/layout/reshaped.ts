import { size } from '@csm/base';
import type { Reading } from '../reading.js';
import type { Value } from '../value.js';
import { arranged } from './arranged.js';
import { ownAxes, SAMPLES } from './samples-axis.js';
import { withoutCuts } from './without-cuts.js';

/**
 * A value in another shape, the numbers in ONNX's row-major order. Axes that are only joined, or taken apart where they were joined,
 * need no node; an axis that is cut becomes two; only what is left moves numbers.
 */
export function reshaped(at: Reading, value: Value, shape: readonly number[]): Value {
  if (size(shape) !== size(value.shape)) {
    throw at.refuse(
      `expected a shape with ${size(value.shape)} numbers, as [${value.shape}] has; got [${shape}].`,
    );
  }
  return regrouped(at, value, shape) ?? moved(at, value, shape);
}

/** Stock tfjs-wasm computes nothing for sums and products of tensors with more axes, and transposes none. */
const MOST_AXES = 6;

/** An axis of the node's tensor, or one of the two parts into which it is cut. */
interface Factor {
  readonly axis: number;
  readonly length: number;
  /** 1 for the second part of an axis that is cut, and so on. */
  readonly part: number;
}

/** The reshape if every new axis consists of whole axes of the node's tensor, or of parts that it can be cut into. */
function regrouped(at: Reading, value: Value, shape: readonly number[]): Value | undefined {
  const lengths = at.outputShape(value);
  const samples = at.samples ?? 1;
  const waiting: Factor[] = value.axes
    .flat()
    .map((axis) => ({ axis, part: 0, length: axis === SAMPLES ? samples : (lengths[axis - 1] ?? 1) }))
    .filter(({ length }) => length > 1);
  const cuts = new Map<number, number[]>();
  const groups: Factor[][] = [];
  for (const wanted of shape) {
    const group: Factor[] = [];
    let left = wanted;
    while (left > 1) {
      const next = waiting.shift();
      if (next === undefined) return undefined;
      if (left % next.length === 0) {
        left /= next.length;
        group.push(next);
        continue;
      }
      if (next.length % left !== 0 || next.axis === SAMPLES) return undefined;
      const rest = next.length / left;
      cuts.set(next.axis, [...(cuts.get(next.axis) ?? []), left]);
      group.push({ ...next, length: left });
      waiting.unshift({ ...next, part: next.part + 1, length: rest });
      left = 1;
    }
    groups.push(group);
  }
  // The position of the first part of each axis of the node's tensor, once axes are cut.
  const starts: number[] = [0];
  lengths.forEach((_, i) => {
    starts[i + 1] = (starts[i] ?? 0) + 1 + (i === 0 ? 0 : (cuts.get(i)?.length ?? 0));
  });
  const axes = groups.map((group) => group.map(({ axis, part }) => (starts[axis] ?? 0) + part));
  if (cuts.size === 0) return withoutCuts(at, { ...value, shape, axes });
  const outputShape = lengths.flatMap((length, i) => {
    const parts = cuts.get(i + 1) ?? [];
    return [...parts, length / size(parts)];
  });
  // Joining axes instead moves numbers, but keeps the tensor within what tfjs' kernels can do.
  if (outputShape.length + 1 > MOST_AXES) return undefined;
  return at.add({ kind: 'reshape', shape: outputShape }, [value], {
    shape,
    axes,
    outputShape,
    type: value.type,
  });
}

/** The reshape of a tensor that is brought into ONNX's order first. */
function moved(at: Reading, value: Value, shape: readonly number[]): Value {
  const inOrder = arranged(
    at,
    value,
    value.shape.map((_, axis) => axis),
  );
  const factors = value.axes.flat();
  const type = value.type;
  if (!factors.includes(SAMPLES)) {
    const added = rearrangedTo(at, inOrder, shape);
    return { ...added, type, shape, axes: ownAxes(shape) };
  }
  const lengths = at.outputShape(value);
  const before = size(factors.slice(0, factors.indexOf(SAMPLES)).map((axis) => lengths[axis - 1] ?? 1));
  const through = before * (at.samples ?? 1);
  const outputShape: number[] = [];
  const axes: number[][] = [];
  let outer = 1;
  for (const length of shape) {
    const inner = outer * length;
    const holds = outer <= before && inner >= through && before % outer === 0 && inner % through === 0;
    // The samples' axis must lie within one new axis.
    if (!holds && outer < through && inner > before) throw at.mixesSamples();
    const parts =
      holds && !axes.some((axis) => axis.includes(SAMPLES))
        ? [before / outer, SAMPLES, inner / through]
        : [length];
    axes.push(
      parts.flatMap((part, i) => {
        if (parts.length > 1 && i === 1) return [SAMPLES];
        if (parts.length > 1 && part === 1) return [];
        outputShape.push(part);
        return [outputShape.length];
      }),
    );
    outer = inner;
  }
  if (!axes.some((axis) => axis.includes(SAMPLES))) throw at.mixesSamples();
  return { ...rearrangedTo(at, inOrder, outputShape), type, shape, axes };
}

function rearrangedTo(at: Reading, value: Value, shape: readonly number[]): Value {
  if (`${at.outputShape(value)}` === `${shape}`) return value;
  return at.add({ kind: 'reshape', shape }, [value], { ...value, outputShape: shape });
}
