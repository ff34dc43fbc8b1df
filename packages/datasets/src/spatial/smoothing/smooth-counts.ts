import { checkCount, checkList, checkOptions, checkPositive, invalidArgument } from '@csm/base';
import { checkCounts } from '../check-counts.js';
import type { SparseCounts, SpatialCounts } from '../spatial-counts.js';

/** Options of {@link smoothCounts}. */
export interface SmoothCountsOptions {
  /** The weight of a neighbour relative to that of the spot itself. Default 1: the mean of the spot and its neighbours. */
  readonly weight?: number | undefined;
}

/** 8 GiB of counts. */
const MOST_ENTRIES = 2 ** 30;

/**
 * Smooths counts, or normalised counts, over neighbouring spots: (x + w · Σ xₙ) / (1 + w · N) for a spot with the value x and N neighbours with the
 * values xₙ. A spot without neighbours keeps its values.
 *
 * Smoothing makes neighbouring spots alike: tests that count spots as independent then find too much. Smooth for maps and inputs, and take
 * whole donors or slides as units of a test. The argument is not changed; the result shares its tables.
 *
 * Memory: 8 bytes per value above 0, of which there are up to N + 1 times as many as before.
 *
 * @param neighbours the indices of the neighbours of each spot, such as from {@link spotNeighbours} or `gridNeighbours`.
 * @throws if there is not one list per spot; if an index is not another spot; and if the result would have more than 2³⁰ values.
 *
 * @example
 * const smooth = smoothCounts(normaliseCounts(tissue), spotNeighbours(tissue.spots));
 * @category Genes and spots
 */
export function smoothCounts(
  counts: SpatialCounts,
  neighbours: readonly (readonly number[])[],
  options: SmoothCountsOptions = {},
): SpatialCounts {
  checkOptions('smoothCounts', options, { weight: true });
  checkCounts('smoothCounts', counts);
  const { weight = 1 } = options;
  checkPositive('smoothCounts', 'weight', weight, { orZero: true });
  checkNeighbours(neighbours, counts.spots.names.length);
  const most = neighbours.reduce((largest, near) => Math.max(largest, near.length), 0);
  const { spots, genes } = counts;
  if (Math.min(counts.counts.values.length * (most + 1), spots.names.length * genes.length) > MOST_ENTRIES) {
    throw invalidArgument(
      `smoothCounts: the result may have at most 2^30 values; ${spots.names.length} spots and ${genes.length} genes with up to ${most} ` +
        'neighbours have more; select spots or genes first.',
    );
  }
  return { ...counts, counts: smoothed(counts.counts, neighbours, weight) };
}

function checkNeighbours(neighbours: readonly (readonly number[])[], count: number): void {
  checkList('smoothCounts', 'neighbours', neighbours);
  if (neighbours.length !== count) {
    throw invalidArgument(
      `smoothCounts: neighbours must have one list per spot, ${count}; got ${neighbours.length}.`,
    );
  }
  for (const [spot, near] of neighbours.entries()) {
    checkList('smoothCounts', `neighbours[${spot}]`, near);
    for (const [i, other] of near.entries()) {
      checkCount('smoothCounts', `neighbours[${spot}][${i}]`, other, { min: 0, max: count - 1 });
      if (other !== spot) continue;
      throw invalidArgument(
        `smoothCounts: neighbours[${spot}][${i}] must be another spot; got ${spot} itself; leave it out.`,
      );
    }
  }
}

function smoothed(
  { indptr, spots, values }: SparseCounts,
  neighbours: readonly (readonly number[])[],
  weight: number,
): SparseCounts {
  const receivers = reversed(neighbours);
  const total = Float64Array.from(neighbours, (near) => 1 + weight * near.length);
  const sums = new Float64Array(neighbours.length);
  const result = {
    indptr: new Uint32Array(indptr.length),
    spots: [] as Uint32Array[],
    values: [] as Float32Array[],
  };
  for (let gene = 0; gene + 1 < indptr.length; gene++) {
    const touched = new Set<number>();
    const add = (spot: number, value: number) => {
      if (value === 0) return;
      sums[spot]! += value;
      touched.add(spot);
    };
    for (let at = indptr[gene]!; at < indptr[gene + 1]!; at++) {
      add(spots[at]!, values[at]!);
      for (const receiver of receivers[spots[at]!]!) add(receiver, weight * values[at]!);
    }
    const order = Uint32Array.from(touched).sort();
    result.spots.push(order);
    result.values.push(Float32Array.from(order, (spot) => sums[spot]! / total[spot]!));
    result.indptr[gene + 1] = result.indptr[gene]! + order.length;
    for (const spot of order) sums[spot] = 0;
  }
  return {
    indptr: result.indptr,
    spots: joined(new Uint32Array(result.indptr.at(-1)!), result.spots),
    values: joined(new Float32Array(result.indptr.at(-1)!), result.values),
  };
}

/** The spots that have each spot as a neighbour. */
function reversed(neighbours: readonly (readonly number[])[]): number[][] {
  const receivers: number[][] = neighbours.map(() => []);
  for (const [spot, near] of neighbours.entries()) for (const other of near) receivers[other]!.push(spot);
  return receivers;
}

function joined<T extends Uint32Array | Float32Array>(target: T, parts: readonly T[]): T {
  let at = 0;
  for (const part of parts) {
    target.set(part, at);
    at += part.length;
  }
  return target;
}
