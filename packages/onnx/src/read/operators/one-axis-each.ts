import { arranged, SAMPLES } from '../layout.js';
import type { Reading } from '../reading.js';
import type { Value } from '../value.js';

/**
 * ONNX's axes in the order in which a node's tensor holds them, without those that it does not have, such as the samples.
 * @param front axes to put first if the tensor does not have them.
 */
export function axesInOrder({ axes }: Value, front: readonly number[] = []): number[] {
  const first = axes.map((group) => group.filter((axis) => axis !== SAMPLES));
  const held = axes.map((_, axis) => axis).filter((axis) => (first[axis]?.length ?? 0) > 0);
  const sorted = held.sort((a, b) => (first[a]?.[0] ?? 0) - (first[b]?.[0] ?? 0));
  return [...front.filter((axis) => !held.includes(axis)), ...sorted];
}

/**
 * A value in which each of ONNX's axes that its tensor has is one axis, in the order in which the tensor has them.
 * @param needed axes that the tensor must have, even if their length is 1.
 */
export function oneAxisEach(at: Reading, value: Value, needed: readonly number[]): Value {
  return arranged(at, value, axesInOrder(value, needed));
}
