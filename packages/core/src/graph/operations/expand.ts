import { tile as repeat, reshape, sum, type Tensor } from '@tensorflow/tfjs-core';
import { joinedAround } from '../../kernels/positions/along-axis.js';
import { sumToShape } from '../../kernels/sum-to-shape.js';
import type { OperationKind } from '../operation-kind.js';

/** Broadcasts a tensor to a shape: axes of length 1 are repeated; missing axes are added after the batch axis. */
export interface Expand {
  readonly kind: 'expand';
  /** Without the batch axis. */
  readonly shape: readonly number[];
}

/** Repeats a tensor along its axes, one copy after the other. */
export interface Tile {
  readonly kind: 'tile';
  /** For each axis, without the batch axis. */
  readonly repetitions: readonly number[];
}

export const expand: OperationKind<Expand> = {
  linear: true,
  routing: true,
  forward({ shape }, [x]) {
    const own = ofRank(shape.length + 1, x.shape);
    const repetitions = shape.map((length, i) => (own[i + 1] === length ? 1 : length));
    return tiled(reshape(x, own), repetitions);
  },
  reads: 'shapes',
  vjp: (_operation, { inputs: [x] }, cotangent) => [
    reshape(sumToShape(cotangent, ofRank(cotangent.rank, x.shape)), x.shape),
  ],
};

export const tile: OperationKind<Tile> = {
  linear: true,
  routing: true,
  forward: ({ repetitions }, [x]) => tiled(x, repetitions),
  reads: 'shapes',
  vjp: ({ repetitions }, { inputs: [x] }, cotangent) => [
    repetitions.reduce<Tensor>((g, times, i) => {
      if (times === 1) return g;
      const { shape } = g;
      const length = x.shape[i + 1] ?? 1;
      const before = shape.slice(0, i + 1).reduce((product, n) => product * n, 1);
      const copies = reshape(g, [before, times, g.size / before / times]);
      return reshape(sum(copies, 1), [...shape.slice(0, i + 1), length, ...shape.slice(i + 2)]);
    }, cotangent),
  ],
};

/** One axis after the other, because not every backend tiles tensors of many axes. */
function tiled(x: Tensor, repetitions: readonly number[]): Tensor {
  return repetitions.reduce((tensor, times, i) => {
    if (times === 1) return tensor;
    const axis = i + 1;
    const { shape } = tensor;
    const [before, length, after] = joinedAround(axis, tensor).shape;
    const copies = repeat(reshape(tensor, [before, 1, length * after]), [1, times, 1]);
    return reshape(copies, [...shape.slice(0, axis), length * times, ...shape.slice(axis + 1)]);
  }, x);
}

function ofRank(rank: number, [batch = 0, ...shape]: readonly number[]): number[] {
  return [batch, ...Array.from({ length: rank - 1 - shape.length }, () => 1), ...shape];
}
