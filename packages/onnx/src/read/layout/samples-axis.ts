import type { Reading } from '../reading.js';
import type { Value } from '../value.js';

/** The axis of a node's tensor that holds the samples. */
export const SAMPLES = 0;

/** The axis of the node's tensor that is one of ONNX's axes; take {@link singleAxis} first. @throws for the samples' axis. */
export function nodeAxis(at: Reading, value: Value, axis: number): number {
  const [own, ...others] = nodeAxes(at, value, [axis]);
  if (own === undefined || others.length > 0)
    throw at.refuse(`expected axis ${axis} to be one axis of the tensor.`);
  return own;
}

/** The axes of the node's tensor that some of ONNX's axes consist of; axes of length 1 may be none. @throws for the samples' axis. */
export function nodeAxes(at: Reading, value: Value, axes: readonly number[]): number[] {
  const all = axes.flatMap((axis) => value.axes[axis] ?? []);
  if (all.includes(SAMPLES)) throw at.mixesSamples();
  return all;
}

/** For a node's tensor `[samples, ...shape]` in ONNX's order: its axes. */
export function ownAxes(shape: readonly number[]): number[][] {
  return shape.map((_, axis) => [axis + 1]);
}

/** Whether one of ONNX's axes holds the samples. */
export function hasSamples(value: Value, axis: number): boolean {
  return value.axes[axis]?.includes(SAMPLES) ?? false;
}
