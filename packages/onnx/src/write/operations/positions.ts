import type { ArgMax, CumulativeSum, Expand, Gather, Tile, TopK } from '@csm/core/extend';
import { cumulativeSum as summed } from '../kernels/cumulative.js';
import { cast } from '../kernels/elementwise.js';
import { gathered } from '../kernels/indices.js';
import { tiled } from '../kernels/movement.js';
import { orderWithout } from '../kernels/reductions.js';
import { topK as largest } from '../kernels/top-k.js';
import { writtenAxis } from '../value.js';
import type { WriteOperation } from './write-operation.js';

export const argMax: WriteOperation<ArgMax> = (emitter, { of, axis, keepDims, last }, [x]) => {
  if (x === undefined) return undefined;
  const kept = { shape: x.shape.map((length, i) => (i === axis ? 1 : length)), order: x.order };
  const removed = { shape: x.shape.filter((_, i) => i !== axis), order: orderWithout(x, [axis]) };
  const found = emitter.add(
    of === 'maximum' ? 'ArgMax' : 'ArgMin',
    [x],
    { type: 'int64', ...(keepDims ? kept : removed) },
    { axis: writtenAxis(x, axis), keepdims: keepDims ? 1 : 0, select_last_index: last ? 1 : 0 },
  );
  return cast(emitter, found, 'float32');
};

export const cumulativeSum: WriteOperation<CumulativeSum> = (emitter, operation, [x]) =>
  x && summed(emitter, x, operation);

export const expand: WriteOperation<Expand> = (emitter, { shape }, [x]) => {
  if (x === undefined) return undefined;
  const [batch = 1, ...own] = x.shape;
  const ones = Array<number>(shape.length - own.length).fill(1);
  const from = emitter.ordered(emitter.reshaped(x, [batch, ...ones, ...own]));
  const to = [batch, ...shape];
  return emitter.add('Expand', [from, emitter.integers(to)], { type: x.type, shape: to });
};

export const gather: WriteOperation<Gather> = (emitter, { axis, indices }, [x]) =>
  x && gathered(emitter, x, emitter.constant(BigInt64Array.from(indices, BigInt), [indices.length]), axis);

export const tile: WriteOperation<Tile> = (emitter, { repetitions }, [x]) =>
  x && tiled(emitter, x, [1, ...repetitions]);

export const topK: WriteOperation<TopK> = (emitter, { output, k, axis, smallest }, [x]) => {
  if (x === undefined) return undefined;
  const [values, indices] = largest(emitter, x, k, axis, { largest: smallest ? 0 : 1 });
  return output === 'values' ? values : cast(emitter, indices, 'float32');
};
