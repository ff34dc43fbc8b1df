import { invalidArgument, keyedRandom } from '@csm/base';

/** Which cells a concept's attributions are averaged over, and which of them serve the nulls. */
export interface RankedCells {
  /** 1 for each cell of the inputs that counts; undefined if all do. */
  readonly members: Uint8Array | undefined;
  readonly count: number;
  /** Indices of the cells that serve the nulls, ascending. */
  readonly sample: readonly number[];
}

/** @throws unless the cells are different indices below the number of cells, at least one. */
export function rankedCells(
  caller: string,
  cells: ArrayLike<number> | undefined,
  count: number,
  nullCells: number,
  seed: number,
): RankedCells {
  const random = keyedRandom('null cells', seed);
  // Each cell has its own place in the queue, so that concepts with the same cells share a sample.
  const places = Float64Array.from({ length: count }, random);
  const drawn = (indices: readonly number[]) =>
    [...indices]
      .sort((a, b) => places[a]! - places[b]!)
      .slice(0, nullCells)
      .sort((a, b) => a - b);
  if (cells === undefined) {
    return { members: undefined, count, sample: drawn([...places.keys()]) };
  }
  const members = new Uint8Array(count);
  const indices = Array.from(cells);
  if (indices.length === 0) throw invalidArgument(`${caller}: cells must name at least one cell; got none.`);
  for (const cell of indices) {
    if (!Number.isSafeInteger(cell) || cell < 0 || cell >= count) {
      throw invalidArgument(`${caller}: cells must be whole numbers from 0 to ${count - 1}; got ${cell}.`);
    }
    if (members[cell] === 1)
      throw invalidArgument(`${caller}: cells must be different; ${cell} is a duplicate.`);
    members[cell] = 1;
  }
  return { members, count: indices.length, sample: drawn(indices) };
}
