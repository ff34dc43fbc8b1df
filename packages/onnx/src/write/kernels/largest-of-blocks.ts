import type { Emitter } from '../emitter.js';
import type { Value } from '../value.js';
import { add } from './elementwise.js';
import { unsorted } from './top-k.js';

/** Elements per block: larger blocks have more elements to search, smaller ones more maxima. */
const BLOCK = 4;

/** The largest k, as a share of the row, for which blocks were measured to be faster. */
const MOST = 0.1;

/** Whether {@link largestOfBlocks} applies and is faster than one selection from the whole row. */
export function hasBlocks({ shape, order }: Value, k: number): boolean {
  const [, count = 0] = shape;
  return shape.length === 2 && order === undefined && count % BLOCK === 0 && k <= MOST * count;
}

/**
 * The k largest values of each row and their indices, in any order, in half the time of one selection: a row is divided into blocks of four, and
 * only the k blocks with the largest maxima are searched. They contain the k largest values, because at most k blocks contain one of these.
 */
export function largestOfBlocks(emitter: Emitter, rows: Value, k: number): [values: Value, indices: Value] {
  const [samples = 1, count = 1] = rows.shape;
  const width = count / BLOCK;
  const { type } = rows;
  // Element b of block j is at b · width + j, so that a block is a column.
  const blocks = emitter.reshaped(rows, [samples, BLOCK, width]);
  const maxima = emitter.add(
    'ReduceMax',
    [blocks],
    { type, shape: [samples, width] },
    { axes: [1], keepdims: 0 },
  );
  const [, chosen] = unsorted(emitter, maxima, k);
  const columns = emitter.add(
    'Expand',
    [emitter.reshaped(chosen, [samples, 1, k]), emitter.integers([1, BLOCK, 1])],
    { type: 'int64', shape: [samples, BLOCK, k] },
  );
  const found = emitter.add('GatherElements', [blocks, columns], { type, shape: columns.shape }, { axis: 2 });
  const flat = [samples, BLOCK * k];
  const [values, places] = unsorted(emitter, emitter.reshaped(found, flat), k);
  const starts = emitter.constant(
    BigInt64Array.from({ length: BLOCK }, (_, block) => BigInt(block * width)),
    [1, BLOCK, 1],
  );
  const all = emitter.reshaped(add(emitter, columns, starts), flat);
  const indices = emitter.add(
    'GatherElements',
    [all, places],
    { type: 'int64', shape: places.shape },
    { axis: 1 },
  );
  return [values, indices];
}
