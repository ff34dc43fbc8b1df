import { axisOf } from '../../axes.js';
import { nodeAxis, singleAxis } from '../../layout.js';
import type { OperatorReader, Reading } from '../../reading.js';
import type { Value } from '../../value.js';

/** Pad: zeros or another constant around a tensor, or its own numbers reflected, repeated or wrapped; negative pads crop. */
export const pad: OperatorReader = (at) => {
  const mode = at.text('mode', 'constant');
  const given = at.value(0);
  const rank = given.shape.length;
  const pads = at.opset < 11 ? at.numbers('pads') : at.constantNumbers(1);
  const axes = (at.constantNumbers(3) ?? given.shape.map((_, axis) => axis)).map((axis) =>
    axisOf(at, axis, rank),
  );
  if (pads?.length !== 2 * axes.length)
    throw at.refuse(`expected ${2 * axes.length} pads; got [${pads ?? ''}].`);
  const sides = axes.map((axis, i) => ({ axis, before: pads[i] ?? 0, after: pads[i + axes.length] ?? 0 }));
  if (mode !== 'constant') {
    return parts(sides, 1)
      .filter(({ before, after }) => before + after > 0)
      .reduce((part, side) => extended(at, part, side, mode), cropped(at, given, sides));
  }
  const [fill = 0] = at.opset < 11 ? [at.number('value', 0)] : (at.constantNumbers(2) ?? []);
  return padded(at, given, sides, fill);
};

/** How many cells are added at both ends of an axis; negative numbers remove cells. */
export interface Side {
  readonly axis: number;
  readonly before: number;
  readonly after: number;
}

/** Adds cells with a constant, and removes cells. */
export function padded(at: Reading, value: Value, sides: readonly Side[], fill = 0): Value {
  return withMargins(at, cropped(at, value, sides), parts(sides, 1), 1, fill);
}

/** Removes the cells of negative sides. */
function cropped(at: Reading, given: Value, sides: readonly Side[]): Value {
  let value = given;
  for (const { axis, before, after } of sides)
    if (before !== 0 || after !== 0) value = singleAxis(at, value, axis);
  return withMargins(at, value, parts(sides, -1), -1);
}

/** The sides that add cells (sign 1) or remove them (sign −1), with positive numbers. */
function parts(sides: readonly Side[], sign: 1 | -1): Side[] {
  const changed = sides.filter(({ before, after }) => before !== 0 || after !== 0);
  return changed.map(({ axis, before, after }) => ({
    axis,
    before: Math.max(0, sign * before),
    after: Math.max(0, sign * after),
  }));
}

/** Adds (sign 1) or removes (sign −1) cells. */
function withMargins(at: Reading, value: Value, sides: readonly Side[], sign: 1 | -1, fill = 0): Value {
  if (sides.every(({ before, after }) => before === 0 && after === 0)) return value;
  const margins = [0, ...at.outputShape(value)].map((): [number, number] => [0, 0]);
  const shape = [...value.shape];
  for (const { axis, before, after } of sides) {
    margins[nodeAxis(at, value, axis)] = [before, after];
    shape[axis] = (shape[axis] ?? 1) + sign * (before + after);
  }
  if (shape.some((length) => length < 1))
    throw at.refuse(`expected pads that leave something; the output has shape [${shape}].`);
  const outputShape = at.outputShape(value).map((length, i) => {
    const [before, after] = margins[i + 1] ?? [0, 0];
    return length + sign * (before + after);
  });
  const part = sign === 1 ? undefined : 'crop';
  const operation =
    sign === 1
      ? ({ kind: 'padding', margins, ...(fill !== 0 && { value: fill }) } as const)
      : ({ kind: 'cropping', margins } as const);
  return at.add(operation, [value], { shape, axes: value.axes, outputShape }, part);
}

/** Continues a tensor along an axis by its own numbers. */
function extended(at: Reading, given: Value, { axis, before, after }: Side, mode: string): Value {
  const value = singleAxis(at, given, axis);
  const own = nodeAxis(at, value, axis);
  const length = value.shape[axis] ?? 1;
  const to = length + before + after;
  if (to < 1) throw at.refuse(`expected pads that leave something; axis ${axis} would have length ${to}.`);
  const indices = Array.from({ length: to }, (_, i) => sourceOf(at, mode, i - before, length));
  const shape = value.shape.map((each, i) => (i === axis ? to : each));
  const outputShape = at.outputShape(value).map((each, i) => (i + 1 === own ? to : each));
  return at.add(
    { kind: 'gather', axis: own, indices },
    [value],
    { shape, axes: value.axes, outputShape },
    `axis ${axis}`,
  );
}

function sourceOf(at: Reading, mode: string, i: number, length: number): number {
  const wrapped = (n: number) => ((i % n) + n) % n;
  switch (mode) {
    case 'edge':
      return Math.min(Math.max(i, 0), length - 1);
    case 'wrap':
      return wrapped(length);
    case 'reflect': {
      if (length === 1) return 0;
      const place = wrapped(2 * (length - 1));
      return place < length ? place : 2 * (length - 1) - place;
    }
    default:
      throw at.refuse(`the mode "${mode}" is not supported.`);
  }
}
