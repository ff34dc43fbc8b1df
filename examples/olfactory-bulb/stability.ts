import { pearsonCorrelations } from '@csm/core/statistics';
import ndarray from 'ndarray';

/** The results of one training for one marker. */
export interface MarkerRun {
  readonly marker: string;
  readonly genes: readonly string[];
  /** The marker's concept map at the spots, by method. */
  readonly maps: Readonly<Record<string, ArrayLike<number>>>;
  /** The decoded concept at the spots. */
  readonly decoded: ArrayLike<number>;
}

/** How much two trainings agree on a marker. */
export interface Agreement {
  readonly marker: string;
  /** Number of genes that both concepts share, and number of genes in each. */
  readonly shared: number;
  readonly of: number;
  /** Pearson correlation over spots of the two decoded concepts, and of the two maps of each method. */
  readonly decoded: number;
  readonly maps: Readonly<Record<string, number>>;
}

/** Compares a marker's concept and maps of one training with those of another. */
export function agreement(one: MarkerRun, other: MarkerRun): Agreement {
  const theirs = new Set(other.genes);
  return {
    marker: one.marker,
    shared: one.genes.filter((gene) => theirs.has(gene)).length,
    of: one.genes.length,
    decoded: correlation(one.decoded, other.decoded),
    maps: Object.fromEntries(
      Object.entries(one.maps).map(([method, map]) => [method, correlation(map, other.maps[method]!)]),
    ),
  };
}

/** Pearson correlation over the spots where both have a value. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const both = Array.from(a, (_, i) => i).filter((i) => !Number.isNaN(a[i]!) && !Number.isNaN(b[i]!));
  const [x, y] = [a, b].map((values) => Float32Array.from(both, (i) => values[i]!));
  return pearsonCorrelations(ndarray(x!, [both.length]), ndarray(y!, [1, both.length])).r[0]!;
}
