import { size } from '@csm/base';
import { aligned } from '../aligned.js';
import type { Emitter } from '../emitter.js';
import { type Value, writtenAxis } from '../value.js';
import { scalar } from './elementwise.js';
import { given, type KernelInputs, type Kernels, positive } from './kernel.js';
import { relabelled } from './products.js';
import { padsOf, type Sides } from './windows.js';

/** A slice of a value: `lengths` elements from `begin` on, in `steps`. */
export function sliced(
  emitter: Emitter,
  x: Value,
  begin: readonly number[],
  lengths: readonly number[],
  steps: readonly number[] = x.shape.map(() => 1),
): Value {
  const axes = x.shape.flatMap((length, axis) =>
    begin[axis] === 0 && lengths[axis] === length && steps[axis] === 1 ? [] : [axis],
  );
  if (axes.length === 0) return x;
  const starts = axes.map((axis) => begin[axis] ?? 0);
  const ends = axes.map((axis, i) => {
    const step = steps[axis] ?? 1;
    const end = (starts[i] ?? 0) + step * ((lengths[axis] ?? 1) - 1) + Math.sign(step);
    // A negative end counts from the end of the axis, so a slice backwards to the first element ends at −length − 1.
    return end < 0 ? -(x.shape[axis] ?? 0) - 1 : end;
  });
  return emitter.add(
    'Slice',
    [
      x,
      emitter.integers(starts),
      emitter.integers(ends),
      emitter.integers(axes.map((axis) => writtenAxis(x, axis))),
      emitter.integers(axes.map((axis) => steps[axis] ?? 1)),
    ],
    { type: x.type, shape: lengths, order: x.order },
  );
}

/** Values concatenated along an axis. */
export function joined(emitter: Emitter, parts: readonly Value[], axis: number): Value {
  const present = parts.filter(({ shape }) => size(shape) > 0);
  const [first] = present;
  if (first === undefined || present.length === 1) return first ?? (parts[0] as Value);
  const { values, order } = aligned(emitter, present);
  const shape = [...first.shape];
  shape[axis] = present.reduce((sum, part) => sum + (part.shape[axis] ?? 0), 0);
  const output = { type: first.type, shape, order };
  return emitter.add('Concat', values, output, { axis: writtenAxis(output, axis) });
}

/** A padded value. */
export function padded(
  emitter: Emitter,
  x: Value,
  paddings: readonly Sides[],
  constant: number | undefined,
  mode = 'constant',
): Value {
  if (paddings.every(([before, after]) => before === 0 && after === 0)) return x;
  const shape = x.shape.map(
    (length, axis) => length + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0),
  );
  const written = x.order?.map((axis): Sides => paddings[axis] ?? [0, 0]) ?? paddings;
  const value = constant === undefined ? [] : [scalar(emitter, constant)];
  const output = { type: x.type, shape, order: x.order };
  return emitter.add('Pad', [x, emitter.integers(padsOf(written)), ...value], output, { mode });
}

/** A value repeated along each axis. */
export function tiled(emitter: Emitter, x: Value, repetitions: readonly number[]): Value {
  const written = x.order?.map((axis) => repetitions[axis] ?? 1) ?? repetitions;
  const shape = x.shape.map((length, axis) => length * (repetitions[axis] ?? 1));
  return emitter.add('Tile', [x, emitter.integers(written)], { type: x.type, shape, order: x.order });
}

const list = (inputs: KernelInputs): Value[] => Object.values(inputs);

function split(emitter: Emitter, x: Value, sizes: readonly number[], axis: number): Value[] {
  let start = 0;
  return sizes.map((length) => {
    const begin = x.shape.map((_, i) => (i === axis ? start : 0));
    start += length;
    return sliced(
      emitter,
      x,
      begin,
      x.shape.map((own, i) => (i === axis ? length : own)),
    );
  });
}

export const MOVEMENT: Kernels = {
  Concat: (emitter, inputs, { axis }) => {
    const parts = list(inputs);
    return joined(emitter, parts, positive(axis, parts[0]?.shape.length ?? 0));
  },
  ExpandDims: (emitter, inputs, { dim }) => {
    const x = given(inputs, 'input');
    const axis = positive(dim, x.shape.length + 1);
    return emitter.reshaped(x, [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)]);
  },
  Pack: (emitter, inputs, { axis }) => {
    const parts = list(inputs).map((part) => {
      const at = positive(axis, part.shape.length + 1);
      return emitter.reshaped(part, [...part.shape.slice(0, at), 1, ...part.shape.slice(at)]);
    });
    return joined(emitter, parts, positive(axis, parts[0]?.shape.length ?? 0));
  },
  PadV2: (emitter, inputs, { paddings, constantValue }) =>
    padded(emitter, given(inputs, 'x'), paddings, constantValue),
  Reshape: (emitter, inputs, { shape }: { shape: number[] }) => {
    const x = given(inputs, 'x');
    const known = shape.reduce((product, length) => (length < 0 ? product : product * length), 1);
    return emitter.reshaped(
      x,
      shape.map((length) => (length < 0 ? size(x.shape) / known : length)),
    );
  },
  Reverse: (emitter, inputs, { dims }: { dims: number | number[] }) => {
    const x = given(inputs, 'x');
    const axes = [dims].flat().map((axis) => positive(axis, x.shape.length));
    return sliced(
      emitter,
      x,
      x.shape.map((length, axis) => (axes.includes(axis) ? length - 1 : 0)),
      x.shape,
      x.shape.map((_, axis) => (axes.includes(axis) ? -1 : 1)),
    );
  },
  Slice: (
    emitter,
    inputs,
    { begin, size: wanted }: { begin: number[] | number; size: number[] | number },
  ) => {
    const x = given(inputs, 'x');
    const starts = [begin].flat();
    const lengths = [wanted].flat();
    return sliced(
      emitter,
      x,
      x.shape.map((_, axis) => starts[axis] ?? 0),
      x.shape.map((length, axis) => {
        const own = lengths[axis] ?? -1;
        return own < 0 ? length - (starts[axis] ?? 0) : own;
      }),
    );
  },
  SplitV: (emitter, inputs, { numOrSizeSplits, axis }) => {
    const x = given(inputs, 'x');
    const at = positive(axis, x.shape.length);
    const whole = x.shape[at] ?? 0;
    const sizes: number[] =
      typeof numOrSizeSplits === 'number'
        ? Array.from({ length: numOrSizeSplits }, () => whole / numOrSizeSplits)
        : numOrSizeSplits;
    const rest = whole - sizes.reduce((sum, length) => sum + Math.max(0, length), 0);
    return split(
      emitter,
      x,
      sizes.map((length) => (length < 0 ? rest : length)),
      at,
    );
  },
  Tile: (emitter, inputs, { reps }: { reps: number[] }) => {
    const x = given(inputs, 'x');
    return reps.every((times) => times === 1) ? x : tiled(emitter, x, reps);
  },
  Transpose: (_emitter, inputs, { perm }: { perm: number[] }) => relabelled(given(inputs, 'x'), perm),
  Unpack: (emitter, inputs, { axis }) => {
    const x = given(inputs, 'value');
    const at = positive(axis, x.shape.length);
    const parts = split(
      emitter,
      x,
      Array.from({ length: x.shape[at] ?? 0 }, () => 1),
      at,
    );
    return parts.map((part) => emitter.reshaped(part, [...x.shape.slice(0, at), ...x.shape.slice(at + 1)]));
  },
};
