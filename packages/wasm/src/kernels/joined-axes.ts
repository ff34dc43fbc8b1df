import { broadcast_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { type KernelCall, runKernel, withTemporaries } from './kernel.js';

/** XNNPACK computes nothing for tensors with more axes, and tfjs returns memory that was not written. */
const MOST_AXES = 6;

/**
 * Runs an elementwise kernel of two tensors with neighbouring axes joined where both have them or one is broadcast along them. If too many
 * axes are left, both tensors are repeated to the shape of the result.
 */
export function withJoinedAxes(call: KernelCall, run: (call: KernelCall) => TensorInfo): TensorInfo {
  const { a, b } = call.inputs as { a: TensorInfo; b: TensorInfo };
  if (Math.max(a.shape.length, b.shape.length) <= MOST_AXES) return run(call);
  const shape = broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const joined = joinedShapes(withRank(a.shape, shape.length), withRank(b.shape, shape.length));
  const left = { ...a, shape: joined.a };
  const right = { ...b, shape: joined.b };
  if (joined.a.length <= MOST_AXES)
    return { ...run({ ...call, inputs: { a: left, b: right } }), shape: [...shape] };
  const to = broadcast_util.assertAndGetBroadcastShape(joined.a, joined.b);
  return withTemporaries(call.backend, (temporary) => {
    const repeated = (tensor: TensorInfo): TensorInfo => {
      let whole = tensor;
      to.forEach((length, axis) => {
        if (tensor.shape[axis] === length) return;
        const before = util.sizeFromShape(to.slice(0, axis));
        const x = { ...whole, shape: [before, 1, util.sizeFromShape(tensor.shape.slice(axis))] };
        whole = temporary(runKernel(call.backend, 'Tile', { x }, { reps: [1, length, 1] }));
      });
      return { ...whole, shape: [util.sizeFromShape(to)] };
    };
    const inputs = { a: repeated(left), b: repeated(right) };
    return { ...run({ ...call, inputs }), shape: [...shape] };
  });
}

function withRank(shape: readonly number[], rank: number): number[] {
  return [...new Array<number>(rank - shape.length).fill(1), ...shape];
}

/** Shapes of the same rank with as few axes as possible; axes of which both have length 1 are left out. */
function joinedShapes(left: readonly number[], right: readonly number[]): { a: number[]; b: number[] } {
  const a: number[] = [];
  const b: number[] = [];
  let last = '';
  left.forEach((own, axis) => {
    const other = right[axis] ?? 1;
    if (own === 1 && other === 1) return;
    const kind = own === other ? 'both' : own === 1 ? 'b' : 'a';
    if (kind === last) {
      a.push((a.pop() ?? 1) * own);
      b.push((b.pop() ?? 1) * other);
    } else {
      a.push(own);
      b.push(other);
    }
    last = kind;
  });
  return { a, b };
}
