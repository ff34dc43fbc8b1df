import { broadcast_util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall } from './kernel.js';

/** XNNPACK computes nothing for tensors with more axes, and tfjs returns memory that was not written. */
const MOST_AXES = 6;

/** Runs an elementwise kernel of two tensors with neighbouring axes joined where both have them or one is broadcast along them. */
export function withJoinedAxes(call: KernelCall, run: (call: KernelCall) => TensorInfo): TensorInfo {
  const { a, b } = call.inputs as { a: TensorInfo; b: TensorInfo };
  const rank = Math.max(a.shape.length, b.shape.length);
  if (rank <= MOST_AXES) return run(call);
  const [left, right] = [a, b].map(({ shape }) => [
    ...new Array<number>(rank - shape.length).fill(1),
    ...shape,
  ]) as [number[], number[]];
  const joined: { a: number; b: number }[] = [];
  let last = '';
  left.forEach((of, axis) => {
    const other = right[axis] ?? 1;
    if (of === 1 && other === 1) return;
    const kind = of === other ? 'both' : of === 1 ? 'b' : 'a';
    const current = joined[joined.length - 1];
    if (kind === last && current !== undefined) {
      current.a *= of;
      current.b *= other;
    } else joined.push({ a: of, b: other });
    last = kind;
  });
  const inputs = {
    a: { ...a, shape: joined.map((axis) => axis.a) },
    b: { ...b, shape: joined.map((axis) => axis.b) },
  };
  return { ...run({ ...call, inputs }), shape: broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape) };
}
