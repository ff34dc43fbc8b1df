import { largest } from '@csm/base';
import { gather, pad, reshape, sum, type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import { gatherVjp } from '../gather-vjp.js';
import { joinedAround, withLength } from './along-axis.js';

/** Takes the entries with some indices along an axis. */
export function gatherAlong(x: Tensor, axis: number, indices: readonly number[]): Tensor {
  const taken = gather(joinedAround(axis, x), tensor1d([...indices], 'int32'), 1);
  return reshape(taken, withLength(x.shape, axis, indices.length));
}

/**
 * The transpose of {@link gatherAlong}: adds each entry along an axis to the position of its index on an axis of the given length. The
 * order of the additions is always the same: the entries of each position are gathered and then summed.
 */
export function scatterAlong(x: Tensor, axis: number, indices: readonly number[], length: number): Tensor {
  const shape = withLength(x.shape, axis, length);
  const sources = Array.from({ length }, (): number[] => []);
  for (const [from, to] of indices.entries()) sources[to]?.push(from);
  const most = Math.max(1, largest(sources.map((list) => list.length)));
  // A few positions with very many entries would make the gathered tensor large.
  if (length * most > 4 * (length + indices.length)) {
    return gatherVjp({ axis, batchDims: 0 }, shape, tensor1d([...indices], 'int32'), x);
  }
  const nothing = indices.length;
  const from = sources.flatMap((list) => Array.from({ length: most }, (_, i) => list[i] ?? nothing));
  const lines = joinedAround(axis, x);
  const [outer, , inner] = lines.shape;
  const padded = from.includes(nothing)
    ? pad(lines, [
        [0, 0],
        [0, 1],
        [0, 0],
      ])
    : lines;
  const gathered = gather(padded, tensor1d(from, 'int32'), 1);
  return reshape(most === 1 ? gathered : sum(reshape(gathered, [outer, length, most, inner]), 2), shape);
}
