import type { Reading } from '../reading.js';
import type { Value } from '../value.js';
import { rearranged } from './rearranged.js';
import { SAMPLES } from './samples-axis.js';

/**
 * A value whose node's tensor is `[samples, ...order]`.
 *
 * @param order ONNX's axes; each becomes one axis of the tensor, also if its length is 1. The samples' axis adds none; of an axis that
 *   contains the samples as a factor, the other factors become one axis each. Axes that are left out must have length 1 or be
 *   the samples.
 */
export function arranged(at: Reading, value: Value, order: readonly number[]): Value {
  const pieces: (readonly number[])[] = [];
  const axes: number[][] = value.axes.map((group) => group.filter((axis) => axis === SAMPLES));
  for (const axis of order) {
    const group = value.axes[axis] ?? [];
    const samples = group.indexOf(SAMPLES);
    const next = () => pieces.length + 1;
    if (samples === -1) {
      axes[axis] = [next()];
      pieces.push(group);
      continue;
    }
    const [before, after] = [group.slice(0, samples), group.slice(samples + 1)];
    const own: number[] = [];
    for (const part of [before, [SAMPLES], after]) {
      if (part[0] === SAMPLES) own.push(SAMPLES);
      else if (part.length > 0) {
        own.push(next());
        pieces.push(part);
      }
    }
    axes[axis] = own;
  }
  return { ...rearranged(at, value, pieces), type: value.type, shape: value.shape, axes };
}

/** A value whose node's tensor is `[samples, ...shape]`, in ONNX's order. */
export function inOnnxOrder(at: Reading, value: Value): Value {
  return arranged(
    at,
    value,
    value.shape.map((_, axis) => axis),
  );
}

/**
 * An image (or signal, or volume) whose node's tensor is `[samples, ...places, channels]`. If ONNX's first axis holds more than the
 * samples, such as frames, what else it holds comes after the samples.
 */
export function channelsLast(at: Reading, value: Value): Value {
  const places = value.shape.map((_, axis) => axis).slice(2);
  const [group = []] = value.axes;
  const more = (value.shape[0] ?? 1) > 1 && !(group.length === 1 && group[0] === SAMPLES);
  return arranged(at, value, [...(more ? [0] : []), ...places, 1]);
}

/** A value whose node's last axis is one of ONNX's axes; the other axes stay where they are. */
export function lastAxis(at: Reading, value: Value, axis: number): Value {
  const group = groupWithoutSamples(at, value, axis);
  const rank = at.outputShape(value).length;
  if (group.length === 1 && group[0] === rank) return value;
  const others = at
    .outputShape(value)
    .map((_, i) => i + 1)
    .filter((other) => !group.includes(other));
  const moved = new Map(others.map((other, i) => [other, i + 1]));
  const axes = value.axes.map((own, k) =>
    k === axis ? [others.length + 1] : own.map((other) => moved.get(other) ?? SAMPLES),
  );
  const pieces = [...others.map((other) => [other]), group];
  return { ...rearranged(at, value, pieces), type: value.type, shape: value.shape, axes };
}

/** A value in which one of ONNX's axes is exactly one axis of the node's tensor. */
export function singleAxis(at: Reading, value: Value, axis: number): Value {
  const group = groupWithoutSamples(at, value, axis);
  if (group.length === 1) return value;
  if (group.length === 0) return lastAxis(at, value, axis);
  const whole = value.shape.map((_, k) => k).filter((k) => k !== axis);
  const isSplit = (k: number) => (value.axes[k]?.length ?? 0) > 1;
  return whole.some(isSplit)
    ? arranged(
        at,
        value,
        value.shape.map((_, k) => k),
      )
    : lastAxis(at, value, axis);
}

function groupWithoutSamples(at: Reading, value: Value, axis: number): readonly number[] {
  const group = value.axes[axis] ?? [];
  if (group.includes(SAMPLES)) throw at.mixesSamples();
  return group;
}
