import { correlation } from './spot-maps.js';

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
