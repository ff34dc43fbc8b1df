import { largest, size } from '@csm/base';
import type { Value } from '../value.js';

/**
 * The value whose layout an operation of several takes: the largest, and of several as large, the first one with channels last, so that pictures
 * in hidden layers have their channels last also where the model's input is added to them.
 */
export function leaderOf(values: readonly Value[]): Value {
  const most = largest(values.map(({ shape }) => size(shape)));
  const candidates = values.filter(({ shape }) => size(shape) === most);
  return (candidates.find(hasChannelsLast) ?? candidates[0]) as Value;
}

/** Whether the second of ONNX's axes is the last of the node's, and the others are in order. */
export function hasChannelsLast({ axes: [samples = [], channels = [], ...places] }: Value): boolean {
  const order = [samples, ...places, channels].flat();
  return places.length > 0 && order.every((axis, i) => i === 0 || axis > (order[i - 1] ?? 0));
}
