import type { Reading } from '../../reading.js';
import type { Value } from '../../value.js';

/** An input of a convolution, without the zeros that an operation before it puts around the places. */
export interface PaddedInput {
  readonly value: Value;
  /** For each of the places, the numbers of zeros before and after. */
  readonly zeros: readonly (readonly [number, number])[];
}

/**
 * Takes a padding with zeros before a convolution into the convolution, where it is the same: exporters write padding on one side, or
 * TensorFlow's, as an operation of its own.
 */
export function paddedInput(at: Reading, value: Value): PaddedInput {
  const places = value.shape.map((_, axis) => axis).slice(2);
  const none: PaddedInput = { value, zeros: places.map(() => [0, 0]) };
  const { operation, inputs } = at.nodeOf(value);
  const [id] = inputs;
  if (operation.kind !== 'padding' || (operation.value ?? 0) !== 0 || id === undefined) return none;
  const zeros = places.map((axis): readonly [number, number] => {
    const [own, ...others] = value.axes[axis] ?? [];
    return own === undefined || others.length > 0 ? [0, 0] : (operation.margins[own] ?? [0, 0]);
  });
  const count = (margins: readonly (readonly [number, number])[]) =>
    margins.flat().reduce((sum, cells) => sum + Math.abs(cells), 0);
  if (zeros.flat().some((cells) => cells < 0) || count(zeros) !== count(operation.margins)) return none;
  const shape = value.shape.map((length, axis) => {
    const [before, after] = zeros[axis - 2] ?? [0, 0];
    return length - before - after;
  });
  return { value: { ...value, id, shape }, zeros };
}
